package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Task;
import mitogen.Task.Action;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When processes end that were not asked to. */
final class DeathTest extends ServerFixture {
    private static final long LIMIT_SECONDS = 2;

    private static final Task<Long> PID = () -> ProcessHandle.current().pid();
    private static final Task<String> FOREVER = () -> {
        new CountDownLatch(1).await();
        return "never";
    };

    /** How the contexts of a test are reached. */
    enum Way {
        LOCAL,
        SSH;

        ConnectionMethod method() {
            return this == LOCAL ? local() : server.method();
        }

        /** What the end of the connecting process looks like from outside when the JVM behind it is killed. */
        String reason() {
            return this == LOCAL ? "exit status 137 (killed by signal 9)" : "ended with exit status 255";
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void killedChild(Way way) {
        Context child = mitogen.connect(way.method());
        assertLost(child, List.of(child, child.connect(local())), way);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void killedIntermediary(Way way) {
        Context child = mitogen.connect(local());
        Context middle = child.connect(way.method());
        Context last = middle.connect(local());
        assertLost(middle, List.of(middle, last, last.connect(local())), way);
        assertTrue(child.call(PID) > 0, "what lies before the hop that broke goes on");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void killedGrandchild(Way way) {
        Context child = mitogen.connect(way.method());
        Context grandchild = child.connect(local());
        Context last = grandchild.connect(way.method());
        assertLost(last, List.of(last), way);
        assertTrue(grandchild.call(PID) > 0);
    }

    @Test
    void killedWithinAMessage() {
        Context child = mitogen.connect(local());
        Call<String> pending = child.submit(FOREVER);
        Action half = () -> {
            try (OutputStream link = new FileOutputStream("/proc/self/fd/5")) {
                link.write(new byte[10]); // less than a header
            }
            Signals.send("KILL", ProcessHandle.current().pid());
        };
        for (Call<?> call : List.of(child.submit(half), pending)) {
            String message =
                    assertThrows(ContextLostException.class, call::await).getMessage();
            assertTrue(message.contains(Way.LOCAL.reason()), message);
        }
    }

    /** Kills a context; everything that is under way behind it fails in time, and says why. */
    private static void assertLost(Context victim, List<Context> behind, Way way) {
        long pid = victim.call(PID);
        List<Call<?>> pending = new ArrayList<>();
        for (Context each : behind) {
            each.await();
            pending.add(each.submit(FOREVER));
            pending.add(each.submit(FOREVER));
        }
        Context connecting = victim.connect(server.method());
        pending.add(connecting.submit(PID));
        Processes.kill(pid);
        long killed = System.nanoTime();
        for (Call<?> call : pending) {
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> call.get(LIMIT_SECONDS, TimeUnit.SECONDS));
            if (call.context().equals(connecting)) {
                continue; // it may have been up already
            }
            ContextLostException lost = (ContextLostException) thrown.getCause();
            String message = lost.getMessage();
            assertTrue(message.contains(" is gone: "), message);
            assertTrue(message.contains(victim.name() + " from "), message);
            assertTrue(message.contains(way.reason()), message);
        }
        assertTrue(System.nanoTime() - killed < LIMIT_SECONDS * 1_000_000_000);
        for (Context each : behind) {
            assertThrows(ContextLostException.class, () -> each.call(PID));
            assertThrows(ContextLostException.class, each::ping);
        }
    }

    @Test
    void taskThatIsWaitingForAnotherContextLearnsOfItsEnd() throws Exception {
        Context child = mitogen.connect(local());
        Context other = child.connect(local());
        long pid = other.call(PID);
        Call<String> call = child.submit(() -> {
            try {
                other.call(ValueContract.Remote::sleep);
                return "it went on";
            } catch (ContextLostException e) {
                return e.getMessage();
            }
        });
        Await.until("the other task runs", () -> other.call(() -> "sleeping".equals(ValueContract.Remote.value)));
        Processes.kill(pid);
        assertTrue(call.await().contains("killed by signal 9"), call.await());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void exitStatusOfATaskThatExits(Way way) {
        Context child = mitogen.connect(way.method());
        Call<String> pending = child.submit(FOREVER);
        Action exit = () -> System.exit(3);
        ContextLostException lost = assertThrows(ContextLostException.class, () -> child.call(exit));
        assertEquals(3, lost.end().exitStatus());
        assertTrue(lost.getMessage().contains("exit status 3"), lost.getMessage());
        assertEquals(
                3,
                assertThrows(ContextLostException.class, pending::await).end().exitStatus());
    }

    @Test
    void exitStatusTravelsUpTheTree() {
        Context last = mitogen.connect(local()).connect(server.method()).connect(local());
        Action exit = () -> System.exit(3);
        ContextLostException lost = assertThrows(ContextLostException.class, () -> last.call(exit));
        assertEquals(3, lost.end().exitStatus());
    }

    @Test
    void exitEndsTheSubprocessesOfTasks() throws Exception {
        Context child = mitogen.connect(local());
        long sleep = child.call(DeathTest::sleep);
        child.execute(() -> System.exit(0));
        Await.until("the subprocess is gone", () -> !Processes.alive(sleep));
    }

    @Test
    void closeEndsTheSubprocessesOfTasks() throws Exception {
        Context child = mitogen.connect(server.method());
        long sleep = child.call(DeathTest::sleep);
        child.close();
        Await.until("the subprocess is gone", () -> !Processes.alive(sleep));
    }

    @Test
    void nothingOutlivesAKilledController() throws Exception {
        try (Jvm controller = Jvm.start(Tree.class, Map.of(), server.folder.toString(), String.valueOf(server.port))) {
            List<Long> pids = Arrays.stream(controller.awaitLine("pids ").split(" "))
                    .map(Long::valueOf)
                    .toList();
            assertEquals(6, Processes.alive(pids).size(), "three contexts, each with a subprocess");
            Processes.kill(controller.process.pid());
            Await.until(
                    "none of the tree is alive",
                    Duration.ofSeconds(5),
                    () -> Processes.alive(pids).isEmpty());
        }
    }

    @Test
    void nothingOutlivesAKilledIntermediary() throws Exception {
        Context child = mitogen.connect(local());
        Context middle = child.connect(server.method());
        Context last = middle.connect(local());
        List<Long> pids = List.of(middle.call(PID), last.call(PID), last.call(DeathTest::sleep));
        Processes.kill(pids.get(0));
        Await.until(
                "nothing behind it is alive",
                Duration.ofSeconds(5),
                () -> Processes.alive(pids).isEmpty());
    }

    /** Starts what a task might start, and gives its process id. */
    static long sleep() throws Exception {
        return new ProcessBuilder("sleep", "1000").start().pid();
    }

    /** A controller with a tree of depth three, to be killed: prints the pids of all that belongs to it, and waits. */
    static final class Tree {
        private Tree() {}

        public static void main(String[] arguments) throws Exception {
            ConnectionMethod ssh = SshServer.method(arguments[0], Integer.parseInt(arguments[1]));
            Mitogen mitogen = Mitogen.open();
            Context first = mitogen.connect(local());
            Context second = first.connect(ssh);
            Context third = second.connect(local());
            StringBuilder pids = new StringBuilder("pids");
            for (Context each : List.of(first, second, third)) {
                pids.append(' ').append(each.call(PID)).append(' ').append(each.call(DeathTest::sleep));
            }
            System.out.println(pids);
            new CountDownLatch(1).await();
        }
    }
}
