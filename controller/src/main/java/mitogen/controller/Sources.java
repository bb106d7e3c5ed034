package mitogen.controller;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the classes and resources of the application are found: among the classes that were given as bytes, then in the
 * class loaders that were given, in order. Thread-safe.
 */
final class Sources implements AutoCloseable {
    /** Where libraries have what only contexts are to find, and only if the application has nothing of that name. */
    private static final String CHILDREN = "META-INF/mitogen/children/";

    private final Map<String, byte[]> classes;
    private final List<ClassLoader> loaders;
    private final Map<String, ClassPathEntry> origins = new ConcurrentHashMap<>(); // by base
    private final Map<String, Integer> places = new ConcurrentHashMap<>(); // how many entries are called so
    private boolean closed; // guarded by this

    Sources(Map<String, byte[]> classes, List<ClassLoader> loaders) {
        this.classes = classes;
        this.loaders = loaders;
    }

    /** A class that was given as bytes, or null. */
    byte[] given(String name) {
        return classes.get(name);
    }

    /** The loaders that were given. */
    List<ClassLoader> loaders() {
        return loaders;
    }

    /** The first that has this path, for that version of Java; null if none has it, or if it is of the JDK. */
    ClassPathEntry.Item find(String path, int java) throws IOException {
        for (ClassLoader loader : loaders) {
            URL url = loader.getResource(path);
            if (url != null) {
                return ClassPathEntry.isOfJdk(url) ? null : entry(url, path, java);
            }
        }
        for (ClassPathEntry origin : origins.values()) { // only for Java versions that are newer than ours
            ClassPathEntry.Item entry = origin.isMultiRelease() ? origin.find(path, java) : null;
            if (entry != null) {
                return entry;
            }
        }
        return forChildren(path, java);
    }

    /** What a context finds where the application has nothing of that name; null for nothing. */
    ClassPathEntry.Item forChildren(String path, int java) throws IOException {
        for (ClassLoader loader : loaders) {
            URL url = loader.getResource(CHILDREN + path);
            if (url != null) {
                return entry(url, CHILDREN + path, java);
            }
        }
        return null;
    }

    /** All that have this path, in order, without those of the JDK. */
    List<ClassPathEntry.Item> findAll(String path, int java) throws IOException {
        Map<ClassPathEntry, ClassPathEntry.Item> all = new LinkedHashMap<>();
        for (ClassLoader loader : loaders) {
            for (URL url : Collections.list(loader.getResources(path))) {
                ClassPathEntry.Item entry = ClassPathEntry.isOfJdk(url) ? null : entry(url, path, java);
                if (entry != null) {
                    all.putIfAbsent(entry.origin(), entry);
                }
            }
        }
        return List.copyOf(all.values());
    }

    private ClassPathEntry.Item entry(URL url, String path, int java) throws IOException {
        return origin(url, ClassPathEntry.base(url, path)).find(path, java);
    }

    /** The entry with that base, opened if it was not. */
    ClassPathEntry origin(URL url, String base) throws IOException {
        ClassPathEntry known = origins.get(base);
        if (known != null) {
            return known;
        }
        synchronized (this) {
            known = origins.get(base);
            if (known != null) {
                return known;
            }
            if (closed) {
                throw new IOException("the controller is closed");
            }
            String place = ClassPathEntry.place(base);
            int number = places.getOrDefault(place, 0) + 1;
            ClassPathEntry origin = new ClassPathEntry(url, base, number == 1 ? place : number + "/" + place);
            places.put(place, number);
            origins.put(base, origin);
            return origin;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (ClassPathEntry origin : origins.values()) {
            try {
                origin.close();
            } catch (IOException e) {
                // it was only read
            }
        }
    }
}
