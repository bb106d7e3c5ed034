package mitogen.packer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Makes one executable file of a shell script and of jars: the script, and behind it a jar with the entries of all.
 * Java reads a jar from its end, so what is in front of it does not matter.
 *
 * <p>Arguments: the file, the script, the version, then jars and directories of jars.
 */
public final class SingleFile {
    /** Every entry has the time at which the format begins, so that two builds of one commit give the same bytes. */
    private static final long TIME = LocalDateTime.of(1980, 1, 1, 0, 0)
            .atZone(ZoneId.systemDefault())
            .toInstant()
            .toEpochMilli();

    private SingleFile() {}

    /** Writes the file; throws to fail the build. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        List<Path> jars = new ArrayList<>();
        for (String place : List.of(args).subList(3, args.length)) {
            jars.addAll(jars(Path.of(place)));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Files.readAllBytes(Path.of(args[1])));
        write(jars, args[2], bytes);
        Files.createDirectories(file.getParent());
        // Commands that run are not to see a half of it, nor another file under their feet.
        Path next = Files.write(file.resolveSibling(file.getFileName() + ".next"), bytes.toByteArray());
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> jars(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> all = Files.list(place)) {
            return all.filter(each -> each.toString().endsWith(".jar"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    static void write(List<Path> jars, String version, OutputStream to) throws IOException {
        TreeMap<String, byte[]> entries = new TreeMap<>();
        for (Path jar : jars) {
            try (JarFile from = new JarFile(jar.toFile(), false)) {
                for (var entry : Collections.list(from.entries())) {
                    if (!isLeftOut(entry.getName())) {
                        byte[] content = from.getInputStream(entry).readAllBytes();
                        if (entries.put(entry.getName(), content) != null) {
                            throw new IOException(entry.getName() + " is in " + jar + " and in another jar");
                        }
                    }
                }
            }
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        manifest.write(first);
        try (JarOutputStream jar = new JarOutputStream(to)) {
            put(jar, JarFile.MANIFEST_NAME, first.toByteArray());
            for (var entry : entries.entrySet()) {
                put(jar, entry.getKey(), entry.getValue());
            }
        }
    }

    /** Directories, what is about one jar alone, and modules: all of it is on the class path. */
    private static boolean isLeftOut(String name) {
        return name.endsWith("/")
                || name.endsWith("module-info.class")
                || name.equals(JarFile.MANIFEST_NAME)
                || name.startsWith("META-INF/maven/")
                || name.startsWith("META-INF/versions/")
                || name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(TIME);
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
