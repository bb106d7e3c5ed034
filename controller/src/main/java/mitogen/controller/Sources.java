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
    private final Map<String, byte[]> classes;
    private final List<ClassLoader> loaders;
    private final Map<String, Origin> origins = new ConcurrentHashMap<>(); // by base
    private final Map<String, Integer> places = new ConcurrentHashMap<>(); // how many origins are called so
    private boolean closed; // guarded by this

    Sources(Options options) {
        classes = options.classes();
        loaders = options.classLoaders();
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
    Origin.Entry find(String path, int java) throws IOException {
        for (ClassLoader loader : loaders) {
            URL url = loader.getResource(path);
            if (url != null) {
                return Origin.isOfJdk(url) ? null : entry(url, path, java);
            }
        }
        for (Origin origin : origins.values()) { // only for Java versions that are newer than ours
            Origin.Entry entry = origin.isMultiRelease() ? origin.find(path, java) : null;
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** All that have this path, in order, without those of the JDK. */
    List<Origin.Entry> findAll(String path, int java) throws IOException {
        Map<Origin, Origin.Entry> all = new LinkedHashMap<>();
        for (ClassLoader loader : loaders) {
            for (URL url : Collections.list(loader.getResources(path))) {
                Origin.Entry entry = Origin.isOfJdk(url) ? null : entry(url, path, java);
                if (entry != null) {
                    all.putIfAbsent(entry.origin(), entry);
                }
            }
        }
        return List.copyOf(all.values());
    }

    private Origin.Entry entry(URL url, String path, int java) throws IOException {
        return origin(url, Origin.base(url, path)).find(path, java);
    }

    /** The origin with that base, opened if it was not. */
    Origin origin(URL url, String base) throws IOException {
        Origin known = origins.get(base);
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
            String place = Origin.place(base);
            int number = places.getOrDefault(place, 0) + 1;
            Origin origin = new Origin(url, base, number == 1 ? place : number + "/" + place);
            places.put(place, number);
            origins.put(base, origin);
            return origin;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Origin origin : origins.values()) {
            try {
                origin.close();
            } catch (IOException e) {
                // it was only read
            }
        }
    }
}
