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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import mitogen.CallException;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.Task;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contexts that go on without a controller, and controllers that attach to them. */
final class DetachTest extends ServerFixture {
    private static final Task<Long> PID = () -> ProcessHandle.current().pid();
    private static final Duration LONG = Duration.ofMinutes(5);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Long> pids = new ArrayList<>();

    private enum Way {
        LOCAL,
        SSH
    }

    @AfterEach
    void killWhatAFailedTestLeft() {
        Processes.alive(pids).forEach(Processes::kill);
    }

    /** The controller is killed; another one attaches, has the output, calls, and ends all. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void outlivesItsController(Way way) throws Exception {
        List<String> arguments = way == Way.LOCAL
                ? List.of(name, folder.toString())
                : List.of(name, folder.toString(), server.folder.toString(), "" + server.port);
        try (Jvm program = Jvm.start(DetachRun.class, Map.of(), arguments.toArray(new String[0]))) {
            for (String pid : program.awaitLine("runs ").split(" ")) {
                pids.add(Long.valueOf(pid));
            }
        } // killed
        Context host = mitogen.connect(way == Way.LOCAL ? local() : server.method());
        assertTrue(host.detached().contains(name));
        Files.createFile(folder.resolve("go"));
        Files.createFile(folder.resolve("child/go"));
        Await.until("its call goes on", () -> Files.exists(folder.resolve("done")));
        Await.until("its child goes on", () -> Files.exists(folder.resolve("child/done")));
        RecordedOutput output = new RecordedOutput();
        try (Mitogen other = Mitogen.open(Options.defaults().withOutput(output))) {
            Context again =
                    other.connect(way == Way.LOCAL ? local() : server.method()).connect("detached:" + name);
            assertEquals(pids.get(0), again.call(PID));
            Await.until("the last line comes", () -> text(output).contains("line 39999 of"));
            assertTrue(text(output).matches("(?s).*\\[[0-9]+ bytes of output before this were dropped\\].*"));
            again.call(() -> System.out.println("a line of now"));
            Await.until("new output comes, too", () -> text(output).contains("a line of now"));
            long child = again.connect(local()).call(PID);
            pids.add(child);
        }
        assertEquals(pids, Processes.alive(pids), "the end of a controller ends nothing of it");
        host.connect("detached:" + name).close();
        Await.until("all of it has ended", () -> Processes.alive(pids).isEmpty());
        assertFalse(host.detached().contains(name));
    }

    private static String text(RecordedOutput output) {
        return output.lines().toString();
    }

    @Test
    void everyControllerHasItsOwnClassesAndOneProcess() throws Exception {
        Context first = mitogen.connect(local());
        pids.add(first.call(PID));
        first.detach(name, LONG);
        first.call(() -> Held.value = "of the first");
        Context second = mitogen.connect("detached:" + name);
        assertEquals(pids.get(0), second.call(PID));
        assertEquals(
                null, second.call(() -> Held.value), "as another program's class of that name has to be another one");
        assertEquals("of the first", first.call(() -> Held.value));
        second.close(); // though the first is there, too
        Await.until("it has ended", () -> !Processes.alive(pids.get(0)));
    }

    /** A static field of a task's class. */
    static final class Held {
        static volatile String value;
    }

    /** Its link is a channel of the JDK, which closes the channel of a thread that is interrupted. */
    @Test
    void anInterruptOfWhoSendsBreaksNoLink() throws Exception {
        Context first = mitogen.connect(local());
        pids.add(first.call(PID));
        first.detach(name, LONG);
        Context second = mitogen.connect("detached:" + name).await();
        second.call(() -> Thread.currentThread().interrupt());
        Thread.currentThread().interrupt();
        try {
            second.execute(() -> {});
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(pids.get(0), second.call(PID));
        second.close();
        Await.until("it has ended", () -> !Processes.alive(pids.get(0)));
    }

    @Test
    void closeOfTheContextEndsIt() {
        Context child = mitogen.connect(server.method());
        pids.add(child.call(PID));
        child.detach(name, LONG);
        child.close();
        assertFalse(Processes.alive(pids.get(0)));
        assertFalse(mitogen.context().detached().contains(name));
    }

    @Test
    void endsWhenNobodyIsAttachedForLong() throws Exception {
        try (Mitogen other = Mitogen.open()) {
            Context child = other.connect(local());
            pids.add(child.call(PID));
            child.detach(name, Duration.ofMillis(1));
            child.execute(() -> new CountDownLatch(1).await());
            child.call(() -> 1);
        }
        Await.until("its time is over", () -> !Processes.alive(pids.get(0)));
        assertFalse(Files.exists(socket()));
    }

    private Path socket() throws Exception {
        return Path.of("/tmp/mitogen-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"), name);
    }

    @Test
    void nameIsThereOnce() {
        Context child = mitogen.connect(local());
        Context other = mitogen.connect(local());
        child.detach(name, LONG);
        String twice = assertThrows(CallException.class, () -> other.detach(name, LONG))
                .getMessage();
        assertTrue(twice.contains("this account has a detached context " + name + " there already"), twice);
        String again = assertThrows(CallException.class, () -> child.detach(name + "2", LONG))
                .getMessage();
        assertTrue(again.contains("is detached already, as " + name), again);
        child.close();
    }

    @Test
    void nothingFound() {
        ConnectFailedException failure =
                assertThrows(ConnectFailedException.class, mitogen.connect("detached:" + name)::await);
        assertEquals(Reason.NOT_FOUND, failure.reason());
        assertTrue(
                failure.getMessage().contains("this account has no detached context " + name + " there"),
                failure.getMessage());
        assertThrows(IllegalArgumentException.class, () -> mitogen.connect("detached:..%2Fpasswd"));
        Context inside = mitogen.connect(inProcess());
        assertThrows(IllegalArgumentException.class, () -> inside.detach("a/b", LONG));
        assertThrows(IllegalArgumentException.class, () -> inside.detach(name, Duration.ZERO));
        assertThrows(CallException.class, () -> inside.detach(name, LONG));
    }

    @Test
    void socketOfAKilledOneIsRemoved() throws Exception {
        Context child = mitogen.connect(server.method());
        pids.add(child.call(PID));
        child.detach(name, LONG);
        Processes.kill(pids.get(0));
        child.onEnd().toCompletableFuture().get();
        Context again = mitogen.connect("detached:" + name);
        ConnectFailedException failure = assertThrows(ConnectFailedException.class, again::await);
        assertEquals(Reason.NOT_RUNNING, failure.reason());
        assertTrue(failure.getMessage().contains(" has ended and left its socket"), failure.getMessage());
        assertFalse(Files.exists(socket()));
    }
}
