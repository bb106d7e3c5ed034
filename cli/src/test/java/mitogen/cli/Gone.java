package mitogen.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Waits for the end of processes that are not this JVM's own children. */
public final class Gone {
    private Gone() {}

    /**
     * Waits until a process has ended. {@code ProcessHandle.onExit} would wait for its first process to reap it as well,
     * and in many containers that one never does.
     */
    public static void await(String pid) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (alive(pid)) {
            assertTrue(System.nanoTime() < deadline, "process " + pid + " goes on");
            Thread.sleep(5);
        }
    }

    private static boolean alive(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException gone) {
            return false;
        }
    }
}
