package mitogen.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import mitogen.Task;

/** A process, by its number on this machine. */
record Spot(String namespace, long pid) {
    /** That of the JVM which runs this. */
    static final Task<Spot> HERE = () -> new Spot(
            Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(),
            ProcessHandle.current().pid());

    /** The number that a process has here, of which this is what it knows itself; in whatever container it is. */
    long outside() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path each : all.toList()) {
                if (each.getFileName().toString().matches("[0-9]+") && is(each)) {
                    return Long.parseLong(each.getFileName().toString());
                }
            }
        }
        throw new AssertionError("there is no process " + this);
    }

    private boolean is(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/pid")).toString().equals(namespace)
                    && Files.readAllLines(process.resolve("status")).stream()
                            .anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t" + pid));
        } catch (IOException e) {
            return false; // gone
        }
    }
}
