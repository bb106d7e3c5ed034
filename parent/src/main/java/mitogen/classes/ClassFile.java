package mitogen.classes;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a class file says of other classes, as the JVM Specification, chapter 4, has it. Of no interest, as they are only
 * looked at by reflection: annotations, generic signatures, and the lists of inner classes and nest members.
 */
public final class ClassFile {
    /** The class file version of Java 17 is this and 17; that of another Java, this and its number. */
    public static final int JAVA_0 = 44;

    /** The Java that every context has at least. */
    public static final int OLDEST_JAVA = 17;

    private static final int MAGIC = 0xcafebabe;

    /** The class's name, with dots. */
    public final String name;

    /** The major version. */
    public final int major;

    /** Superclass and interfaces: needed to define it. */
    public final List<String> supers = new ArrayList<>();

    private final Set<String> fields = new LinkedHashSet<>(); // their types
    private final Map<String, Method> methods = new HashMap<>(); // by name and descriptor, in their order
    private final List<Method> order = new ArrayList<>();

    /** One method: the classes that it names, and the methods of its own class. */
    static final class Method {
        final List<String> names = new ArrayList<>();
        final List<String> own = new ArrayList<>();
        final boolean initializer;

        Method(boolean initializer) {
            this.initializer = initializer;
        }
    }

    /**
     * Reads a class file.
     *
     * @throws IllegalArgumentException if it is none
     */
    public ClassFile(byte[] bytes) {
        try {
            major = major(bytes);
            ClassFileReader in = new ClassFileReader(bytes);
            name = in.begin(supers);
            in.readFields(fields);
            in.readMethods(methods, order);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("this class file is damaged", e);
        }
    }

    /**
     * The major version of a class file.
     *
     * @throws IllegalArgumentException if it is none
     */
    static int major(byte[] bytes) {
        if (bytes.length < 8 || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new IllegalArgumentException("this is no class file");
        }
        return ByteBuffer.wrap(bytes).getShort(6) & 0xffff;
    }

    /** Every class that it names, in the order of the file, without itself and without those of its superclasses' code. */
    public Set<String> references() {
        Set<String> all = new LinkedHashSet<>(supers);
        all.addAll(fields);
        for (Method method : order) {
            all.addAll(method.names);
        }
        all.remove(name);
        return all;
    }

    /**
     * Those that one of its methods needs, with the methods and fields of this class that it uses, and so on, and the
     * class's own initialisation. All if there is no such method: it is inherited.
     *
     * @param method name and descriptor; empty for none, just to have the class
     */
    public Set<String> references(String method) {
        if (!method.isEmpty() && !methods.containsKey(method)) {
            return references();
        }
        Set<String> all = new LinkedHashSet<>(supers);
        Set<String> seen = new LinkedHashSet<>();
        ArrayDeque<String> next = new ArrayDeque<>();
        next.add(method);
        methods.forEach((each, body) -> {
            if (body.initializer) {
                next.add(each);
            }
        });
        while (!next.isEmpty()) {
            String each = next.remove();
            Method body = methods.get(each);
            if (seen.add(each) && body != null) {
                all.addAll(body.names);
                next.addAll(body.own);
            }
        }
        all.remove(name);
        return all;
    }
}
