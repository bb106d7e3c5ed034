package mitogen.controller;

import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.Task;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.classes.ClassFile;
import mitogen.classes.EntryLayout;
import mitogen.parent.Parent;

/** Finds class files. Keeps what it has found. Thread-safe. */
final class ClassFinder {
    /**
     * A class that can be given.
     *
     * @param key tells it from others of the same name
     * @param name its name
     * @param file what it refers to
     * @param bytes the class file
     * @param origin where it is from, see {@link mitogen.resources.CodeSources}; empty if it is ours
     * @param from where it was found; null if it was given as bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Found(String key, String name, ClassFile file, byte[] bytes, byte[] origin, ClassPathEntry from) {
        /** The name of the jar file, or whatever it is. */
        String source() {
            return from == null ? "the classes given as bytes" : from.place;
        }

        /** What travels of it. */
        Batch.Entry entry() {
            return new Batch.Entry(name, bytes, origin);
        }
    }

    /** The origin of our own classes: nothing is told of it. */
    static final byte[] OURS = {};

    /** Place and attributes of what was given as bytes: there is nothing to tell. */
    private static final byte[] GIVEN =
            EntryLayout.origin(List.of("memory", "", "", "", "", "", ""), 0, EntryLayout.ANY);

    private final Sources sources;
    private final Set<String> core;
    private final Set<String> ours; // what the URLs of our own classes begin with
    private final Set<String> known = ConcurrentHashMap.newKeySet(); // ours that somebody asked for
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    ClassFinder(Sources sources, Set<String> core) {
        this.sources = sources;
        this.core = core;
        ours = Stream.of(Task.class, Agent.class, Parent.class, ClassFinder.class) // one of each module
                .map(ClassFinder::base)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String path(String name) {
        return name.replace('.', '/') + ".class";
    }

    private static String base(Class<?> ours) {
        return ClassPathEntry.base(ours.getResource(ours.getSimpleName() + ".class"), path(ours.getName()));
    }

    /** Where a class of that name is found if it is one of ours; null if it is not: an application may use our names. */
    private URL ofOurs(String name) {
        URL url = ClassFinder.class.getClassLoader().getResource(path(name));
        return url != null && ours.contains(ClassPathEntry.base(url, path(name))) ? url : null;
    }

    /** Whether the class is really one of ours. */
    boolean isOurs(String name) {
        if (core.contains(name) || known.contains(name)) {
            return true;
        }
        boolean is = ofOurs(name) != null;
        if (is) {
            known.add(name);
        }
        return is;
    }

    /**
     * The class of that name for that version of Java.
     *
     * @param mayBeOurs whether it is named like our own classes
     * @return null if there is none of just that name: {@code META-INF.versions.11.lib.Lib} and, on a file system that
     *     ignores case, {@code lib.lib} are no names of {@code lib.Lib}; null also if it is one that every context has: of
     *     the JDK, or of the core
     * @throws IOException if it is there and cannot be read
     */
    Found find(String name, int java, boolean mayBeOurs) throws IOException {
        if (core.contains(name)) {
            return null;
        }
        String key = java + " " + name;
        Found result = found.get(key);
        if (result == null) {
            result = look(name, java, mayBeOurs);
            if (result != null && !result.file.name.equals(name)) {
                return null;
            }
            if (result != null) {
                Found other = found.putIfAbsent(result.key, result); // the same for another version of Java
                result = other == null ? result : other;
                found.put(key, result);
            }
        }
        return result;
    }

    private Found look(String name, int java, boolean mayBeOurs) throws IOException {
        String path = path(name);
        URL own = mayBeOurs ? ofOurs(name) : null;
        if (own != null) {
            ClassPathEntry origin = sources.origin(own, ClassPathEntry.base(own, path));
            byte[] bytes = origin.find(path, java).read();
            return new Found(name, name, new ClassFile(bytes), bytes, OURS, origin);
        }
        byte[] given = sources.given(name);
        if (given != null) {
            return new Found(name, name, new ClassFile(given), given, GIVEN, null);
        }
        ClassPathEntry.Item entry = sources.find(path, java);
        if (entry == null) {
            return null;
        }
        String key = entry.from() == 0 ? name : name + "@" + entry.from();
        byte[] bytes = entry.read();
        byte[] origin =
                entry.origin().describe(path.substring(0, path.lastIndexOf('/') + 1), entry.from(), entry.until());
        return new Found(key, name, new ClassFile(bytes), bytes, origin, entry.origin());
    }
}
