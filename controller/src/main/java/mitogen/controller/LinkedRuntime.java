package mitogen.controller;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes a runtime of the JDK that runs the controller, by {@code jlink}, and keeps its archive for the next time, under the
 * digest of what is in it. Whoever could change it would run programs on targets. So the cache has to be ours alone, and an
 * archive that is not, or is not what its name says, is made anew. In the runtime's
 * folder {@code libc} are the C library that it was linked against and what else it needs, and a script that starts Java with
 * these; see {@link mitogen.parent} for when that is used.
 */
final class LinkedRuntime {
    /** Changes with what is made, so that an older version's archives are not used. */
    private static final String FORMAT = "2";

    private static final String WORK = "linking-";
    private static final String SUFFIX = ".tar.gz";

    private static final Logger LOG = Logger.getLogger("mitogen");

    private static final Pattern LIBRARY = Pattern.compile("(?:=> |^\\s*)(/\\S+) \\(0x");
    private static final Pattern LOADER = Pattern.compile(".*/ld-(linux|musl)\\S*");

    /** What glibc before 2.34 opens by name when it looks up users and hosts. */
    private static final List<String> OPENED_LATER = List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2");

    /** Locale data of glibc, which finds it there, or where LOCPATH says. */
    private static final Path LOCALE = Path.of("/usr/lib/locale/C.utf8");

    private static final String START = """
            #!/bin/sh
            # Starts this runtime with the C library that came with it. What Java starts would not find that, so the
            # helper program that it usually starts processes by is not used. Where nothing else would mind LOCPATH,
            # it tells where the locale is without which names of files are ASCII.
            home=${0%%/bin/java}
            for loader in /lib/ld-linux* /lib64/ld-linux*; do
                [ ! -e "$loader" ] || other=$loader
            done
            [ "$other" ] || export LOCPATH="$home/libc"
            exec "$home/libc/%s" --library-path "$home/libc" "$home/bin/java.elf" -Djdk.lang.Process.launchMechanism=FORK "$@"
            """;

    private final Path home;
    private final Collection<String> modules;
    private final Path cache;
    private final Path top;

    /**
     * Describes a runtime. It is linked when the first target needs it.
     *
     * @param cache the directory of its archive
     * @param top a directory above the cache; from there down, nobody else may write
     */
    LinkedRuntime(Path home, Collection<String> modules, Path cache, Path top) {
        this.home = home;
        this.modules = modules;
        this.cache = cache;
        this.top = top;
    }

    /** The archive, made if it is not there yet, or is not as it was made. */
    Path archive() throws IOException {
        Path jlink = home.resolve("bin").resolve("jlink");
        if (!Files.isExecutable(jlink)) {
            throw new IOException("the Java that runs the controller, " + home
                    + ", has no jlink; run it on a JDK, or give an archive");
        }
        Files.createDirectories(cache, OwnFiles.DIRECTORY);
        OwnFiles.check(cache, top);
        String name = "java-" + key() + "-";
        Path kept = kept(name);
        if (kept != null) {
            return kept;
        }
        LOG.info("links a Java runtime of " + home + " for targets that have none; that takes some seconds, once");
        removeOld();
        Path work = Files.createTempDirectory(cache, WORK, OwnFiles.DIRECTORY);
        try {
            Path image = work.resolve("image");
            run(List.of(
                    jlink.toString(),
                    "--add-modules",
                    String.join(",", modules),
                    "--strip-java-debug-attributes",
                    "--no-man-pages",
                    "--no-header-files",
                    "--output",
                    image.toString()));
            archiveClasses(image);
            addLibraries(image);
            Path packed = Files.createFile(work.resolve("packed"), OwnFiles.FILE);
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed), 64 * 1024)) {
                Tar.pack(image, out);
            }
            Path archive = cache.resolve(name + Digests.sha256(packed) + SUFFIX);
            move(packed, archive);
            return archive;
        } finally {
            delete(work);
        }
    }

    /** Returns the archive that an earlier run made, or null. Removes archives whose content does not match their name. */
    Path kept(String name) throws IOException {
        Path found = null;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(cache, name + "*" + SUFFIX)) {
            for (Path each : all) {
                String file = each.getFileName().toString();
                String digest = file.substring(name.length(), file.length() - SUFFIX.length());
                if (OwnFiles.isFile(each) && OwnFiles.isOurs(each) && digest.equals(Digests.sha256(each))) {
                    found = each;
                } else {
                    LOG.warning("the Java runtime " + each + " is not as it was made, or others could change it;"
                            + " it is removed, and linked anew");
                    Files.delete(each);
                }
            }
        }
        return found;
    }

    /** What a controller that was killed has left. */
    private void removeOld() throws IOException {
        Instant old = Instant.now().minus(1, ChronoUnit.HOURS);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(cache, WORK + "*")) {
            for (Path each : all) {
                if (Files.getLastModifiedTime(each).toInstant().isBefore(old)) {
                    delete(each);
                }
            }
        }
    }

    /** Whoever makes the same at the same time does no harm. */
    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    /** Tells JDKs, modules and libraries from one another that would give another archive. */
    private String key() throws IOException {
        StringBuilder all = new StringBuilder(FORMAT + "\n" + home + "\n" + Runtime.version() + "\n" + modules + "\n");
        List<Path> largest = List.of(home.resolve("bin/java"), home.resolve("lib/server/libjvm.so"));
        for (Path library : libraries(home, largest).values()) {
            all.append(library).append(' ').append(Files.size(library)).append(' ');
            all.append(Files.getLastModifiedTime(library)).append('\n');
        }
        return Digests.sha256(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** The libraries of the system that these programs and libraries need, by their names; none if that cannot be told. */
    private static Map<String, Path> libraries(Path root, List<Path> programs) throws IOException {
        Map<String, Path> found = new TreeMap<>();
        List<String> command = new ArrayList<>(List.of("ldd"));
        programs.forEach(each -> command.add(each.toString()));
        String printed;
        try {
            printed = run(command);
        } catch (IOException e) {
            return found; // it runs where there is the same C library, then
        }
        for (String line : printed.split("\n")) {
            Matcher library = LIBRARY.matcher(line);
            if (library.find() && !library.group(1).startsWith(root.toRealPath().toString())) {
                Path path = Path.of(library.group(1));
                found.put(path.getFileName().toString(), path);
            }
        }
        Path libc = found.get("libc.so.6");
        for (String name : OPENED_LATER) {
            Path library = libc == null ? null : libc.resolveSibling(name);
            if (library != null && Files.isRegularFile(library)) {
                found.put(name, library);
            }
        }
        return found;
    }

    /** The JDK's own classes as the JVM likes them best: 3 MB more to send, once, and each start is a third shorter. */
    private static void archiveClasses(Path image) {
        try {
            run(List.of(image.resolve("bin/java").toString(), "-Xshare:dump", "-Xlog:disable", "-XX:-UsePerfData"));
        } catch (IOException e) {
            LOG.log(Level.FINE, "the Java runtime starts a little slower than it could", e);
        }
    }

    private static void addLibraries(Path image) throws IOException {
        List<Path> programs = new ArrayList<>(List.of(image.resolve("bin/java")));
        try (Stream<Path> all = Files.walk(image.resolve("lib"))) {
            all.filter(file -> file.toString().endsWith(".so")).forEach(programs::add);
        }
        Map<String, Path> libraries = libraries(image, programs);
        String loader = libraries.keySet().stream()
                .filter(name -> LOADER.matcher("/" + name).matches())
                .findFirst()
                .orElse(null);
        if (loader == null) {
            return;
        }
        Path folder = Files.createDirectory(image.resolve("libc"));
        for (Map.Entry<String, Path> library : libraries.entrySet()) {
            Path copy = folder.resolve(library.getKey());
            Files.copy(library.getValue().toRealPath(), copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        if (Files.isDirectory(LOCALE)) {
            copy(LOCALE, folder.resolve("C.utf8"));
        }
        Path start = Files.writeString(folder.resolve("java"), START.formatted(loader));
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a program that does not take long, and gives what it printed. */
    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(2, TimeUnit.MINUTES)) { // what they print fits into a pipe
                throw new IOException(command.get(0) + " does not come to an end");
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.exitValue() != 0 && !command.get(0).equals("ldd")) { // which minds what is not found
                String told = printed.strip().replaceFirst("(?s)\n.*", ""); // without the stack trace
                throw new IOException(command.get(0) + " failed: " + told);
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command.get(0) + " was interrupted", e);
        } finally {
            process.destroyForcibly().onExit().join(); // so that it writes nothing any more
        }
    }

    private static void copy(Path directory, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, to.resolve(directory.relativize(each)));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
