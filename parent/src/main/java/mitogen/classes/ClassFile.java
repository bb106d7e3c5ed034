package mitogen.classes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    /** Lengths of the instructions from 0 on: those not told here have one byte. */
    private static final byte[] LENGTHS = new byte[256];

    static {
        int[][] longer = {
            {2, 16},
            {3, 17},
            {2, 18},
            {3, 19, 20},
            {2, 21, 22, 23, 24, 25},
            {2, 54, 55, 56, 57, 58},
            {3, 132},
            {3, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168},
            {2, 169},
            {3, 178, 179, 180, 181, 182, 183, 184},
            {5, 185, 186},
            {3, 187},
            {2, 188},
            {3, 189},
            {3, 192, 193},
            {4, 197},
            {3, 198, 199},
            {5, 200, 201}
        };
        java.util.Arrays.fill(LENGTHS, (byte) 1);
        for (int[] codes : longer) {
            for (int i = 1; i < codes.length; i++) {
                LENGTHS[codes[i]] = (byte) codes[0];
            }
        }
    }

    private static final int TABLE_SWITCH = 170;
    private static final int LOOKUP_SWITCH = 171;
    private static final int WIDE = 196;
    private static final int WIDE_INC = 132;

    /** The class's name, with dots. */
    public final String name;

    /** The major version. */
    public final int major;

    /** Superclass and interfaces: needed to define it. */
    public final List<String> supers = new ArrayList<>();

    private final ByteBuffer in;
    private final int[] constants; // where each is, past its tag
    private final Set<String> fields = new LinkedHashSet<>(); // their types
    private final Map<String, Method> methods = new HashMap<>(); // by name and descriptor, in their order
    private final List<Method> order = new ArrayList<>();
    private int bootstrapMethods; // where their attribute is, 0 if there is none

    /** One method: the classes that it names, and the methods of its own class. */
    private static final class Method {
        final Set<String> names = new LinkedHashSet<>();
        final Set<String> own = new LinkedHashSet<>();
        final boolean initializer;
        int code; // where it is

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
        in = ByteBuffer.wrap(bytes);
        try {
            if (in.getInt() != 0xcafebabe) {
                throw new IllegalArgumentException("this is no class file");
            }
            in.getShort();
            major = number();
            constants = constants();
            in.getShort();
            name = className(number());
            int superclass = number();
            if (superclass != 0) {
                supers.add(className(superclass));
            }
            for (int left = number(); left > 0; left--) {
                supers.add(className(number()));
            }
            readMembers(true);
            readMembers(false);
            for (int left = number(); left > 0; left--) {
                boolean bootstrap = text(number()).equals("BootstrapMethods");
                int length = in.getInt();
                if (bootstrap) {
                    bootstrapMethods = in.position();
                }
                skip(length);
            }
            for (Method method : order) {
                readCode(method);
            }
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("this class file is damaged", e);
        }
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

    private int number() {
        return in.getShort() & 0xffff;
    }

    private void skip(int length) {
        moveTo(in.position() + length);
    }

    private void moveTo(int place) {
        if (place < 0 || place > in.limit()) {
            throw new IndexOutOfBoundsException();
        }
        in.position(place);
    }

    private int[] constants() {
        int[] places = new int[number()];
        for (int i = 1; i < places.length; i++) {
            int tag = in.get();
            places[i] = in.position();
            switch (tag) {
                case 1 -> skip(number());
                case 3, 4, 9, 10, 11, 12, 17, 18 -> skip(4);
                case 5, 6 -> {
                    skip(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> skip(2);
                case 15 -> skip(3);
                default -> throw new IllegalArgumentException("this class file has a constant of unknown kind " + tag);
            }
        }
        return places;
    }

    private int tag(int constant) {
        return in.get(constants[constant] - 1);
    }

    private int number(int place) {
        return in.getShort(place) & 0xffff;
    }

    private String text(int constant) {
        int place = constants[constant];
        // Modified UTF-8 differs in characters that no class that travels has in its name.
        return new String(in.array(), place + 2, number(place), StandardCharsets.UTF_8);
    }

    private String className(int constant) {
        return text(number(constants[constant])).replace('/', '.');
    }

    private void readMembers(boolean areFields) {
        for (int left = number(); left > 0; left--) {
            in.getShort();
            String member = text(number());
            String descriptor = text(number());
            Method method = new Method(member.equals("<clinit>"));
            addTypes(descriptor, areFields ? fields : method.names);
            for (int attributes = number(); attributes > 0; attributes--) {
                boolean code = text(number()).equals("Code");
                int length = in.getInt();
                if (code) {
                    method.code = in.position();
                }
                skip(length);
            }
            if (!areFields) {
                methods.put(member + descriptor, method);
                order.add(method);
            }
        }
    }

    private void readCode(Method method) {
        if (method.code == 0) {
            return;
        }
        moveTo(method.code + 4);
        int length = in.getInt();
        int start = in.position();
        int end = start + length;
        while (in.position() < end) {
            readInstruction(method, start);
        }
        moveTo(end);
        for (int left = number(); left > 0; left--) { // what is caught
            skip(6);
            int type = number();
            if (type != 0) {
                addConstant(type, method);
            }
        }
    }

    private void readInstruction(Method method, int start) {
        int place = in.position();
        int code = in.get() & 0xff;
        switch (code) {
            case TABLE_SWITCH, LOOKUP_SWITCH -> {
                moveTo(start + (place - start + 4 & ~3) + 4); // padded; past the default
                if (code == TABLE_SWITCH) {
                    int low = in.getInt();
                    skip(4 * (in.getInt() - low + 1));
                } else {
                    skip(8 * in.getInt());
                }
            }
            case WIDE -> skip((in.get() & 0xff) == WIDE_INC ? 4 : 2);
            default -> {
                if (code == 18) {
                    addConstant(in.get() & 0xff, method);
                } else if (code == 19
                        || code == 20
                        || code >= 178 && code <= 187
                        || code == 189
                        || code == 192
                        || code == 193
                        || code == 197) {
                    addConstant(number(), method);
                }
                moveTo(place + LENGTHS[code]);
            }
        }
    }

    /** Adds what a constant that code uses stands for. */
    private void addConstant(int constant, Method to) {
        int place = constants[constant];
        switch (tag(constant)) {
            case 7 -> addClass(text(number(place)), to.names);
            case 9, 10, 11 -> {
                String owner = text(number(constants[number(place)]));
                int nameAndType = constants[number(place + 2)];
                String descriptor = text(number(nameAndType + 2));
                addClass(owner, to.names);
                addTypes(descriptor, to.names);
                if (owner.replace('/', '.').equals(name)) {
                    to.own.add(text(number(nameAndType)) + descriptor);
                }
            }
            case 15 -> addConstant(number(place + 1), to);
            case 16 -> addTypes(text(number(place)), to.names);
            case 17, 18 -> {
                addTypes(text(number(constants[number(place + 2)] + 2)), to.names);
                addBootstrap(number(place), to);
            }
            default -> {
                // a number or a text
            }
        }
    }

    private void addBootstrap(int index, Method to) {
        int place = bootstrapMethods + 2;
        for (int i = 0; i < index; i++) {
            place += 4 + 2 * number(place + 2);
        }
        addConstant(number(place), to);
        for (int i = 0; i < number(place + 2); i++) {
            addConstant(number(place + 4 + 2 * i), to);
        }
    }

    private static void addClass(String internal, Set<String> to) {
        if (internal.startsWith("[")) {
            addTypes(internal, to);
        } else {
            to.add(internal.replace('/', '.'));
        }
    }

    /** Adds the classes in a descriptor. */
    static void addTypes(String descriptor, Set<String> to) {
        for (int at = descriptor.indexOf('L'); at >= 0; at = descriptor.indexOf('L', at)) {
            int end = descriptor.indexOf(';', at);
            if (end < 0) {
                return;
            }
            to.add(descriptor.substring(at + 1, end).replace('/', '.'));
            at = end;
        }
    }
}
