package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The processes of tasks end with the context, whatever they do and whatever it is that keeps the context from ending. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class SubprocessesTest {
    private final String mark = "1000." + System.nanoTime();
    private Mitogen mitogen;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @AfterEach
    void close() {
        mitogen.close();
        marked().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> marked() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(mark))
                .filter(process -> Processes.alive(process.pid()))
                .toList();
    }

    /** Each has another child when it is killed than it had when the context began to look for what is to be killed. */
    @Test
    void processesThatStartOthersAllTheWhile() throws Exception {
        Context child = mitogen.connect(local());
        String mark = this.mark;
        child.call(() -> Far.startRestless(mark));
        child.close();
        Await.until("none is left", () -> marked().isEmpty());
    }

    /** What is frozen must not stay so, or nobody could end it but by force. */
    @Test
    void theContextIsGoneAsSoonAsTheyAreFrozen() throws Exception {
        Context child = mitogen.connect(local());
        String mark = this.mark;
        child.call(() -> Far.haltOnceFrozen(mark));
        child.close();
        Await.until("none is left", () -> marked().isEmpty());
    }

    /** The watchdog over the end kills them, too. */
    @Test
    void theExitDoesNotEvenBegin() throws Exception {
        Context child = mitogen.connect(local());
        String mark = this.mark;
        child.call(() -> Far.holdTheExit(mark));
        assertFalse(marked().isEmpty(), "it runs");
        child.close();
        Await.until("none is left", () -> marked().isEmpty());
    }

    /** In the context. */
    static final class Far {
        private Far() {}

        static boolean startRestless(String mark) throws IOException {
            String script = "sleep 0 & k=$!; while :; do sleep $0 & n=$!; kill $k; wait $k; k=$n; done 2>/dev/null";
            for (int i = 0; i < 4; i++) {
                Process process = new ProcessBuilder("sh", "-c", script, mark).start();
                while (process.children()
                        .noneMatch(
                                child -> child.info().commandLine().orElse("").contains("sleep " + mark))) {
                    Thread.onSpinWait();
                }
            }
            return true;
        }

        static boolean haltOnceFrozen(String mark) throws IOException {
            RandomAccessFile stat = new RandomAccessFile(
                    "/proc/" + new ProcessBuilder("sleep", mark).start().pid() + "/stat", "r");
            daemon(() -> {
                byte[] text = new byte[100];
                int state;
                do {
                    stat.seek(0);
                    stat.read(text);
                    state = new String(text, StandardCharsets.ISO_8859_1).indexOf(") T");
                } while (state < 0);
                Runtime.getRuntime().halt(0);
                return null;
            });
            return true;
        }

        static boolean holdTheExit(String mark) throws Exception {
            new ProcessBuilder("sleep", mark).start();
            CountDownLatch held = new CountDownLatch(1);
            daemon(() -> {
                synchronized (Class.forName("java.lang.Shutdown")) {
                    held.countDown();
                    new CountDownLatch(1).await();
                }
                return null;
            });
            held.await();
            return true;
        }

        private static void daemon(Callable<Void> work) {
            Thread thread = new Thread(new FutureTask<>(work));
            thread.setDaemon(true);
            thread.start();
        }
    }
}
