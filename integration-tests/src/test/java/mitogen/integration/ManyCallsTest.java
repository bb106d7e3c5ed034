package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calls in great numbers, and to places where they cannot be run. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class ManyCallsTest {
    private static final long SLACK = 4 << 20;

    @Test
    @Timeout(180)
    void fiveThousandPendingCallsOnASmallHeap(@TempDir Path folder) throws Exception {
        pend(5_000, folder);
    }

    @Test
    @Tag("long")
    @Timeout(300)
    void aHundredThousandPendingCallsOnASmallHeap(@TempDir Path folder) throws Exception {
        pend(100_000, folder);
    }

    private static void pend(int count, Path folder) throws Exception {
        Map<String, String> small = Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m"); // of both JVMs
        try (Jvm jvm = Jvm.start(
                PendingRun.class,
                small,
                String.valueOf(count),
                folder.resolve("go").toString())) {
            assertEquals(String.valueOf(2 * count), jvm.awaitLine("pending "));
            int megabytes = Integer.parseInt(jvm.awaitLine("megabytes "));
            assertTrue(megabytes < 20 + count / 500, megabytes + " MB are used");
            jvm.awaitLine("answered");
        }
    }

    @Test
    @Timeout(180)
    void sequentialCallsLeaveNothingBehind() throws Exception {
        sequential(100_000);
    }

    @Test
    @Tag("long")
    @Timeout(3600)
    void tenMillionSequentialCallsLeaveNothingBehind() throws Exception {
        sequential(10_000_000);
    }

    private static void sequential(int count) throws Exception {
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(local());
            call(context, 20_000);
            long ours = used();
            long theirs = context.call(ManyCallsTest::used);
            call(context, count);
            long more = used() - ours;
            assertTrue(more < SLACK, more + " bytes more in the controller");
            long moreThere = context.call(ManyCallsTest::used) - theirs;
            assertTrue(moreThere < SLACK, moreThere + " bytes more in the child");
            assertEquals(0, waiting(mitogen.context()));
        }
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // they are given up
    void nothingIsLeftInTheTables() throws Exception {
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(inProcess()); // where the fields have the names that they have here
            call(context, 1_000);
            for (int i = 0; i < 100; i++) {
                context.submit(() -> new CountDownLatch(1).await()).cancel(true);
                var unused = context.submit(() -> new CountDownLatch(1).await()).orTimeout(Duration.ofNanos(1));
            }
            Await.until("no call is waited for", () -> waiting(mitogen.context()) == 0);
            // Only that call itself.
            Await.until("no task runs", () -> context.call(() -> running(Context.current())) == 1);
            assertEquals(0, context.call(() -> waiting(Context.current())));
        }
    }

    private static void call(Context context, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            if (context.call(() -> number) != i) {
                throw new AssertionError("call " + i);
            }
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** How many calls this context waits for. */
    private static int waiting(Context here) throws ReflectiveOperationException {
        return ((Map<?, ?>) field(field(field(field(here, "operations"), "agent"), "router"), "replies")).size();
    }

    /** How many tasks run here. */
    private static int running(Context here) throws ReflectiveOperationException {
        return ((Map<?, ?>) field(field(field(here, "operations"), "agent"), "running")).size();
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    /** Its class is not to be had where the child asks for it. */
    record Unreachable() implements Task<Integer> {
        @Override
        public Integer run() {
            return 1;
        }
    }

    /** Does not have the class file of this class. */
    static final class Forgetful extends ClassLoader {
        Forgetful() {
            super(Forgetful.class.getClassLoader());
        }

        @Override
        public URL getResource(String name) {
            return name.contains("ManyCallsTest") ? null : super.getResource(name);
        }
    }

    @Test
    void aClassThatCannotBeServedIsNamed() {
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withClassLoader(new Forgetful()))) {
            Context context = mitogen.connect(inProcess());
            Task<Integer> lambda = () -> 1;
            for (Task<Integer> task : List.of(new Unreachable(), lambda)) {
                ValueException failure = assertThrows(ValueException.class, () -> context.call(task));
                assertTrue(failure.getMessage().contains("ManyCallsTest"), failure.getMessage());
                assertTrue(failure.getMessage().contains("Options.withClassLoaders"), failure.getMessage());
            }
        }
    }

    @Test
    void contextsThatAreNotThereFailEveryCall() {
        try (Mitogen mitogen = Mitogen.open()) {
            Context never = mitogen.connect(local().withJava("/no/such/java"));
            Context behind = never.connect(local());
            Context closed = mitogen.connect(inProcess()).await();
            closed.close();
            assertInstanceOf(ConnectFailedException.class, failure(never.submit(() -> 1)));
            assertInstanceOf(ConnectFailedException.class, failure(behind.submit(() -> 1)));
            assertInstanceOf(ConnectFailedException.class, failure(never.chain().submit(() -> 1)));
            assertInstanceOf(
                    ConnectFailedException.class, failure(never.withLimit(1).submit(() -> 1)));
            assertInstanceOf(ContextLostException.class, failure(closed.submit(() -> 1)));
            assertInstanceOf(ContextLostException.class, failure(closed.chain().submit(() -> 1)));
            Context limited = closed.withLimit(1);
            for (int i = 0; i < 100; i++) {
                assertInstanceOf(ContextLostException.class, failure(limited.submit(() -> 1)));
            }
        }
        Context left;
        try (Mitogen mitogen = Mitogen.open()) {
            left = mitogen.connect(inProcess()).await();
        }
        assertInstanceOf(ContextLostException.class, failure(left.submit(() -> 1)));
        assertInstanceOf(
                ContextLostException.class,
                failure(left.withTimeout(Duration.ofDays(1)).submit(() -> 1)));
    }

    private static Throwable failure(Call<Integer> call) {
        return assertThrows(RuntimeException.class, call::await);
    }
}
