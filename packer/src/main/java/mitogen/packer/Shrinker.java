package mitogen.packer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import proguard.Configuration;
import proguard.ConfigurationParser;
import proguard.ProGuard;

/** Runs ProGuard over a set of classes. */
final class Shrinker {

    private final Path work;
    private final Path cache;

    /** Keeps its scratch jars in {@code work}, and the platform's classes, for the next time, in {@code cache}. */
    Shrinker(Path work, Path cache) {
        this.work = work;
        this.cache = cache;
    }

    /**
     * Shrinks classes.
     *
     * @param label names the scratch files
     * @param classes class files by binary name with dots
     * @param rules a ProGuard configuration, without jars
     * @param more further ProGuard options, after those of {@code rules}
     */
    SortedMap<String, byte[]> shrink(String label, SortedMap<String, byte[]> classes, Path rules, List<String> more)
            throws Exception {
        Files.createDirectories(work);
        Files.createDirectories(cache);
        Path in = work.resolve(label + "-in.jar");
        Path out = work.resolve(label + "-out.jar");
        write(in, classes);
        Files.deleteIfExists(out);
        List<String> arguments = new ArrayList<>(List.of(
                "-injars", in.toString(),
                "-outjars", out.toString(),
                "-libraryjars", platform().toString(),
                "-printmapping", work.resolve(label + "-mapping.txt").toString(),
                "-include", rules.toString()));
        arguments.addAll(more);
        Configuration configuration = new Configuration();
        try (ConfigurationParser parser = new ConfigurationParser(arguments.toArray(String[]::new), new Properties())) {
            parser.parse(configuration);
        }
        new ProGuard(configuration).execute();
        return read(out);
    }

    private static void write(Path jar, SortedMap<String, byte[]> classes) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (var entry : classes.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey().replace('.', '/') + ".class"));
                zip.write(entry.getValue());
            }
        }
    }

    private static SortedMap<String, byte[]> read(Path jar) throws IOException {
        SortedMap<String, byte[]> classes = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String path = entry.getName();
                if (path.endsWith(".class")) {
                    classes.put(path.substring(0, path.length() - 6).replace('/', '.'), zip.readAllBytes());
                }
            }
        }
        return classes;
    }

    /**
     * The platform's classes that core may use, as a jar. Taken from the running JVM's image, because a JDK need not
     * have jmod files (JEP 493).
     */
    private Path platform() throws IOException {
        Path jar = cache.resolve("platform-" + Runtime.version() + ".jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Path partial = cache.resolve("platform.partial");
        try (OutputStream file = Files.newOutputStream(partial);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(1);
            for (String module : List.of("java.base", "java.logging")) {
                Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
                List<Path> files;
                try (Stream<Path> walk = Files.walk(root)) {
                    files = walk.filter(path -> path.toString().endsWith(".class"))
                            .sorted()
                            .toList();
                }
                for (Path path : files) {
                    String name = root.relativize(path).toString();
                    if (!name.equals("module-info.class")) {
                        zip.putNextEntry(new ZipEntry(name));
                        zip.write(Files.readAllBytes(path));
                    }
                }
            }
        }
        Files.move(partial, jar);
        return jar;
    }
}
