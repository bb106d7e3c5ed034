package mitogen.packer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** JVMs to try things in. */
final class Jvm {

    private Jvm() {}

    /** This JVM's own command, and those of all further JDKs from 17 on that are installed. */
    static List<Path> all() throws IOException {
        TreeSet<Path> found = new TreeSet<>(List.of(own().toRealPath()));
        Path root = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(root)) {
            try (Stream<Path> homes = Files.list(root)) {
                for (Path home : (Iterable<Path>) homes::iterator) {
                    Path java = home.resolve("bin/java");
                    if (Files.isExecutable(java) && isModern(home)) {
                        found.add(java.toRealPath());
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    static Path own() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static boolean isModern(Path home) throws IOException {
        Path release = home.resolve("release");
        return Files.exists(release)
                && Files.readAllLines(release).stream()
                        .filter(line -> line.startsWith("JAVA_VERSION="))
                        .anyMatch(line -> Integer.parseInt(line.replaceAll("\\D*(\\d+).*", "$1")) >= 17);
    }

    /** Runs a command and gives back all that it prints. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), text);
            return text;
        }
    }
}
