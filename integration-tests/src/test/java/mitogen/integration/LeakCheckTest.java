package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mitogen.integration.LeakCheck.Snapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the check sees every kind of leak, and sees it go. */
@Timeout(30)
final class LeakCheckTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(5);

    private Snapshot before;

    @TempDir
    Path folder;

    @BeforeEach
    void look() {
        before = Snapshot.take();
    }

    @Test
    void nothingIsNoLeak() {
        assertEquals(List.of(), LeakCheck.leaks(before, SHORT));
    }

    @Test
    void seesThread() {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "mitogen-left-over");
        thread.setDaemon(true);
        thread.start();
        assertOne("thread mitogen-left-over at ");
        end.countDown();
        assertEquals(List.of(), LeakCheck.leaks(before, LONG));
    }

    @Test
    void seesDescriptor() throws Exception {
        Path file = folder.resolve("open");
        try (FileOutputStream out = new FileOutputStream(file.toFile());
                FileInputStream in = new FileInputStream(file.toFile())) {
            out.write(1);
            in.read();
            List<String> leaks = LeakCheck.leaks(before, SHORT);
            assertEquals(2, leaks.size(), leaks::toString);
            assertTrue(leaks.get(0).endsWith(" of " + file.toRealPath()), leaks::toString);
        }
        assertEquals(List.of(), LeakCheck.leaks(before, LONG));
    }

    @Test
    void seesChildProcess() throws Exception {
        Process child = new ProcessBuilder("sleep", "1000").start();
        String pid = "process " + child.pid() + ": sleep 1000";
        List<String> leaks = LeakCheck.leaks(before, SHORT);
        assertTrue(leaks.contains(pid), leaks::toString);
        child.destroyForcibly().waitFor();
        child.getInputStream().close();
        child.getErrorStream().close();
        child.getOutputStream().close();
        assertEquals(List.of(), LeakCheck.leaks(before, LONG));
    }

    @Test
    void seesProcessThatLostItsParent() throws Exception {
        String pid = Processes.run("sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $!");
        assertOne("process " + pid + ": sleep 1000");
        Processes.kill(Long.parseLong(pid));
        assertEquals(List.of(), LeakCheck.leaks(before, LONG));
    }

    @Test
    void seesScratchFile() throws Exception {
        Path file = Files.createFile(Path.of(String.format("/tmp/.m%016x", System.nanoTime())));
        try {
            assertOne("scratch file " + file);
        } finally {
            Files.delete(file);
        }
        assertEquals(List.of(), LeakCheck.leaks(before, LONG));
    }

    private void assertOne(String start) {
        List<String> leaks = LeakCheck.leaks(before, SHORT);
        assertEquals(1, leaks.size(), leaks::toString);
        assertTrue(leaks.get(0).startsWith(start), leaks::toString);
    }
}
