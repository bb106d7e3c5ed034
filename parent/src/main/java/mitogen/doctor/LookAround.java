package mitogen.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.Task;
import mitogen.doctor.Doctor.HopReport.Surroundings;

/**
 * Tells what is where it runs, from {@code /proc} and the environment. A task, so it runs as the account, in the context that is
 * looked at. What cannot be read is left out.
 */
record LookAround() implements Task<Surroundings> {
    private static final Pattern LIMIT = Pattern.compile("Max ([a-z -]+?) {2,}(\\S+) .*");
    private static final Set<String> LIMITS = Set.of(
            "open files",
            "processes",
            "address space",
            "data size",
            "stack size",
            "file size",
            "cpu time",
            "core file size");

    @Override
    public Surroundings run() {
        String home = System.getProperty("java.home");
        Map<String, String> memory = memory();
        return new Surroundings(
                System.getProperty("user.name"),
                Path.of("").toAbsolutePath().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.version"),
                home,
                otherJavas(Path.of(home)),
                scratch(),
                Runtime.getRuntime().availableProcessors(),
                bytes(memory.get("MemTotal")),
                bytes(memory.get("MemAvailable")),
                Runtime.getRuntime().maxMemory(),
                limits(),
                locale(),
                System.getProperty("sun.jnu.encoding"));
    }

    /** The loader's class path is descriptor 3, and the link of a file whose name was removed still tells the name. */
    private static String scratch() {
        if (!"/proc/self/fd/3".equals(System.getProperty("java.class.path"))) {
            return null;
        }
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/3")).toString().replaceFirst(" \\(deleted\\)$", "");
        } catch (IOException e) {
            return null;
        }
    }

    private static Map<String, String> limits() {
        Map<String, String> limits = new LinkedHashMap<>();
        for (String line : lines("/proc/self/limits")) {
            Matcher limit = LIMIT.matcher(line);
            if (limit.matches() && LIMITS.contains(limit.group(1))) {
                limits.put(limit.group(1), limit.group(2));
            }
        }
        return limits;
    }

    private static Map<String, String> memory() {
        Map<String, String> memory = new LinkedHashMap<>();
        for (String line : lines("/proc/meminfo")) {
            String[] words = line.split(":", 2);
            if (words.length == 2) {
                memory.put(words[0], words[1].strip());
            }
        }
        return memory;
    }

    private static long bytes(String kilobytes) {
        return kilobytes == null ? 0 : 1024 * Long.parseLong(kilobytes.split(" ", 2)[0]);
    }

    private static Map<String, String> locale() {
        Map<String, String> locale = new LinkedHashMap<>();
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String value = System.getenv(name);
            if (value != null) {
                locale.put(name, value);
            }
        }
        return locale;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The places of the first stage, see FirstStage, in its order. */
    private static List<String> otherJavas(Path own) {
        List<String> places = new ArrayList<>();
        String home = System.getenv("JAVA_HOME");
        if (home != null && !home.isEmpty()) {
            places.add(home + "/bin/java");
        }
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            places.add((directory.isEmpty() ? "." : directory) + "/java");
        }
        for (String parent :
                new String[] {"/usr/lib/jvm", "/opt", System.getProperty("user.home") + "/.sdkman/candidates/java"}) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(parent))) {
                all.forEach(each -> places.add(each + "/bin/java"));
            } catch (IOException | RuntimeException e) {
                // there is none, or it is not for us
            }
        }
        Set<Path> seen = new HashSet<>();
        List<String> javas = new ArrayList<>();
        try {
            seen.add(own.resolve("bin/java").toRealPath());
        } catch (IOException e) {
            // it runs, all the same
        }
        for (String place : places) {
            try {
                Path real = Path.of(place).toRealPath();
                if (Files.isExecutable(real) && seen.add(real)) {
                    javas.add(place + version(real));
                }
            } catch (IOException | InvalidPathException e) {
                // it is not there, or its name cannot be encoded here
            }
        }
        return javas;
    }

    private static String version(Path java) {
        Path bin = java.getParent();
        for (String line : bin == null
                ? List.<String>of()
                : lines(bin.resolveSibling("release").toString())) {
            if (line.startsWith("JAVA_VERSION=")) {
                return " (" + line.substring("JAVA_VERSION=".length()).replace("\"", "") + ")";
            }
        }
        return "";
    }
}
