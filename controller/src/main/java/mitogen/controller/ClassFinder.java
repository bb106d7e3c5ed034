package mitogen.controller;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import mitogen.agent.Agent;
import mitogen.classes.ClassFile;

/** Finds class files where the application's class loader finds them. Keeps what it has found. Thread-safe. */
final class ClassFinder {
    /**
     * A class that can be given.
     *
     * @param key tells it from others of the same name
     * @param name its name
     * @param file what it refers to
     * @param bytes the class file
     * @param origin where it is from, see {@link mitogen.load.Origins}
     * @param source the same for people
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Found(String key, String name, ClassFile file, byte[] bytes, byte[] origin, String source) {}

    private static final byte[] OURS = {};

    private final ClassLoader application;
    private final Set<String> core;
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final Map<String, byte[]> origins = new ConcurrentHashMap<>();

    ClassFinder(ClassLoader application, Set<String> core) {
        this.application = application;
        this.core = core;
    }

    /**
     * The class of that name for that version of Java.
     *
     * @return null if there is none, or if it is one that every context has: of the JDK, or of the core
     * @throws IOException if it is there and cannot be read
     */
    Found find(String name, int java, boolean ours) throws IOException {
        Found known = found.get(name);
        if (known != null || core.contains(name)) {
            return known;
        }
        String path = name.replace('.', '/') + ".class";
        URL url = application.getResource(path);
        if (url == null && ours) {
            url = Agent.class.getClassLoader().getResource(path); // the application may be loaded apart from us
        }
        if (url == null || url.getProtocol().equals("jrt")) {
            return null; // a class of the JDK is the target's own business
        }
        byte[] bytes;
        try (InputStream in = url.openStream()) {
            bytes = in.readAllBytes();
        }
        String base = url.toString();
        base = base.substring(0, base.length() - path.length());
        byte[] origin = ours ? OURS : origin(base);
        known = new Found(name, name, new ClassFile(bytes), bytes, origin, base);
        found.put(name, known);
        return known;
    }

    private byte[] origin(String base) {
        return origins.computeIfAbsent(base, unused -> {
            Attributes main = new Attributes();
            try (InputStream in = new URL(base + "META-INF/MANIFEST.MF").openStream()) {
                main = new Manifest(in).getMainAttributes();
            } catch (IOException e) {
                // it has none
            }
            String place = base.replaceFirst("!?/$", "");
            Attributes.Name[] names = {
                Attributes.Name.SPECIFICATION_TITLE,
                Attributes.Name.SPECIFICATION_VERSION,
                Attributes.Name.SPECIFICATION_VENDOR,
                Attributes.Name.IMPLEMENTATION_TITLE,
                Attributes.Name.IMPLEMENTATION_VERSION,
                Attributes.Name.IMPLEMENTATION_VENDOR
            };
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeUTF(place.substring(place.lastIndexOf('/') + 1));
                for (Attributes.Name name : names) {
                    String value = main.getValue(name);
                    out.writeUTF(value == null ? "" : value);
                }
            } catch (IOException e) {
                throw new AssertionError("an array cannot fail", e);
            }
            return bytes.toByteArray();
        });
    }
}
