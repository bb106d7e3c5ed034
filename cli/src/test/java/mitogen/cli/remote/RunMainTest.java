package mitogen.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RunMainTest {
    private static void run(Class<?> program, String... arguments) throws Exception {
        new RunMain(program.getName(), List.of(arguments), null, List.of(), List.of()).run();
    }

    @Test
    void mainRunsInAThreadOfThatName() throws Exception {
        run(Tells.class, "a", "b c");
        assertEquals("main [a, b c]", Tells.told);
    }

    @Test
    void whatMainThrowsIsThrown() {
        FileNotFoundException thrown = assertThrows(FileNotFoundException.class, () -> run(Throws.class));
        StackTraceElement[] frames = thrown.getStackTrace();
        assertEquals("main", frames[frames.length - 1].getMethodName());
        assertEquals("open", frames[0].getMethodName());
        assertThrows(AssertionError.class, () -> run(Fails.class));
    }

    @Test
    void theThreadsThatMainStartedAreWaitedFor() throws Exception {
        run(Starts.class);
        assertTrue(Starts.done);
    }

    @Test
    void anInterruptReachesTheProgram() throws Exception {
        Thread[] caller = {null};
        Throwable[] thrown = {null};
        caller[0] = new Thread(() -> {
            try {
                run(Waits.class);
            } catch (Throwable failure) {
                thrown[0] = failure;
            }
        });
        caller[0].start();
        Waits.started.await();
        caller[0].interrupt();
        caller[0].join();
        Waits.thread.join();
        assertSame(InterruptedException.class, thrown[0].getClass());
        assertFalse(Waits.thread.isAlive());
    }

    static final class Tells {
        static volatile String told;

        private Tells() {}

        public static void main(String[] args) {
            told = Thread.currentThread().getName() + " " + List.of(args);
        }
    }

    static final class Throws {
        private Throws() {}

        public static void main(String[] args) throws FileNotFoundException {
            open();
        }

        private static void open() throws FileNotFoundException {
            throw new FileNotFoundException("x");
        }
    }

    static final class Fails {
        private Fails() {}

        public static void main(String[] args) {
            if (args.length == 0) {
                throw new AssertionError("x");
            }
        }
    }

    static final class Starts {
        static volatile boolean done;

        private Starts() {}

        public static void main(String[] args) {
            Thread main = Thread.currentThread();
            Thread forever = new Thread(() -> {
                while (true) {
                    Thread.onSpinWait();
                    if (done) {
                        return;
                    }
                }
            });
            forever.setDaemon(true);
            forever.start();
            ExecutorService pool = Executors.newSingleThreadExecutor();
            pool.execute(() -> {
                try {
                    main.join();
                    done = true;
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            pool.shutdown();
        }
    }

    static final class Waits {
        static final CountDownLatch started = new CountDownLatch(1);
        static volatile Thread thread;

        private Waits() {}

        public static void main(String[] args) throws InterruptedException {
            thread = Thread.currentThread();
            started.countDown();
            new CountDownLatch(1).await();
        }
    }
}
