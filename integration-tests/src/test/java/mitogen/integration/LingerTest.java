package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import mitogen.Call;
import mitogen.CallException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contexts that finish their calls when the link is lost. */
final class LingerTest extends ServerFixture {
    private static final Task<Long> PID = () -> ProcessHandle.current().pid();
    private static final Task<String> FOREVER = () -> {
        new CountDownLatch(1).await();
        return "never";
    };

    private enum Loss {
        CONTROLLER_KILLED,
        CONTROLLER_CLOSED
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void runningCallOfALocalContextGoesOn(Loss loss) throws Exception {
        goesOn(loss, List.of(folder.toString()));
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void runningCallBehindSshGoesOn(Loss loss) throws Exception {
        goesOn(loss, List.of(folder.toString(), server.folder.toString(), "" + server.port));
    }

    /** The program ends in a way, and the call ends behind it; then the context does, with its child. */
    private void goesOn(Loss loss, List<String> arguments) throws Exception {
        List<Long> pids;
        try (Jvm program = Jvm.start(LingerRun.class, Map.of(), arguments.toArray(new String[0]))) {
            pids = List.of(program.awaitLine("runs ").split(" ")).stream()
                    .map(Long::valueOf)
                    .toList();
            if (loss == Loss.CONTROLLER_CLOSED) {
                program.process.getOutputStream().close();
                program.awaitLine("closed");
            }
        }
        assertEquals(pids, Processes.alive(pids), "the context lingers, and so does its child");
        Files.createFile(folder.resolve("go"));
        Await.until("the call is done", () -> Files.exists(folder.resolve("done")));
        Await.until(
                "then the context ends, and its child",
                () -> Processes.alive(pids).isEmpty());
    }

    @Test
    void contextInBetweenIsKilled() throws Exception {
        Context middle = mitogen.connect(server.method());
        Context last = middle.connect(local());
        last.linger(Duration.ofMinutes(1));
        long pid = last.call(PID);
        Path go = folder.resolve("go");
        Call<Path> call = last.submit(() -> {
            Await.until("the file go is there", () -> Files.exists(go));
            return Files.createFile(go.resolveSibling("done"));
        });
        last.call(() -> 1); // behind it
        Processes.kill(middle.call(PID));
        assertThrows(ContextLostException.class, call::await);
        assertTrue(Processes.alive(pid));
        Files.createFile(go);
        Await.until("it is done", () -> Files.exists(folder.resolve("done")));
        Await.until("it ends", () -> !Processes.alive(pid));
    }

    @Test
    void limitEndsTheWaitAndTheFailureTellsIt() throws Exception {
        Context child = mitogen.connect(server.method());
        child.linger(Duration.ofMinutes(1));
        child.linger(Duration.ofMillis(1)); // the last one counts
        long pid = child.call(PID);
        Call<String> call = child.submit(FOREVER);
        child.call(() -> 1); // behind it
        breakLink(child);
        String message = assertThrows(ContextLostException.class, call::await).getMessage();
        assertTrue(
                message.contains(
                        "it lingers: calls that run there may go on for up to 1 s, and their results are lost"),
                message);
        Await.until("it does not wait any longer", () -> !Processes.alive(pid));
    }

    /** Kills the ssh of that context. */
    private static void breakLink(Context context) throws Exception {
        long ssh = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/ssh"))
                .findAny()
                .orElseThrow()
                .pid();
        Processes.kill(ssh);
        context.onEnd().toCompletableFuture().get();
    }

    @Test
    void withoutACallItEndsAtOnce() throws Exception {
        Context child = mitogen.connect(server.method());
        child.linger(Duration.ofMinutes(1));
        long pid = child.call(PID);
        breakLink(child);
        Await.until("there is nothing to wait for", Duration.ofSeconds(20), () -> !Processes.alive(pid));
    }

    @Test
    void closeOfTheContextEndsItAtOnce() {
        for (Context child : List.of(mitogen.connect(server.method()), mitogen.connect(local()))) {
            child.linger(Duration.ofMinutes(1));
            long pid = child.call(PID);
            Call<String> call = child.submit(FOREVER);
            child.call(() -> 1); // behind it
            child.close();
            assertFalse(Processes.alive(pid));
            String message =
                    assertThrows(ContextLostException.class, call::await).getMessage();
            assertTrue(message.contains("closed by the controller"), message);
        }
    }

    @Test
    void contextOfTheSameProcessCannot() {
        Context inside = mitogen.connect(inProcess());
        String message = assertThrows(CallException.class, () -> inside.linger(Duration.ofMinutes(1)))
                .getMessage();
        assertTrue(message.contains("Only a context that is a process of its own can go on"), message);
        assertThrows(IllegalArgumentException.class, () -> inside.linger(Duration.ZERO));
    }
}
