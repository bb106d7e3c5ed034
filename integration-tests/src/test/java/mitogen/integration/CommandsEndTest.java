package mitogen.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.MitogenException;
import mitogen.RemoteProcess;
import mitogen.controller.Mitogen;
import mitogen.testing.InProcess.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a command, here and there, when its context ends or the link to it breaks. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class CommandsEndTest {
    /** Both outputs stay open, and the child of the shell is one that ignores SIGTERM. */
    private static final Command STAYS = Command.shell("echo up; (trap '' TERM; while :; do sleep 600; done) & wait");

    private static void assertGone(RemoteProcess process) throws Exception {
        long pid = process.pid();
        assertThrows(ContextLostException.class, process::waitFor);
        assertThrows(ContextLostException.class, process::exitValue);
        ExecutionException thrown =
                assertThrows(ExecutionException.class, () -> process.onExit().get());
        assertInstanceOf(ContextLostException.class, thrown.getCause());
        assertFalse(process.isAlive());
        IOException broken =
                assertThrows(IOException.class, () -> process.getInputStream().readAllBytes());
        assertInstanceOf(MitogenException.class, broken.getCause(), "no end, as it is not whole");
        assertThrows(IOException.class, () -> {
            while (true) {
                process.getOutputStream().write(new byte[200_000]);
            }
        });
        process.destroy(); // which has nothing to do
        process.destroyTree();
        Await.until("process " + pid + " ends", () -> !Processes.alive(pid));
    }

    private static RemoteProcess start(Context context) throws IOException {
        RemoteProcess process = context.start(STAYS);
        assertEquals('u', process.getInputStream().read());
        return process;
    }

    /** Takes one line, and holds it until the gate opens. */
    private static Command endless(CountDownLatch gate, AtomicInteger lines) {
        return Command.of("yes").withOutput(Command.Output.lines(line -> {
            lines.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
    }

    @Test
    void aSlowTakerOfTheOutputHoldsUpNoFailure() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger late = new AtomicInteger();
        AtomicInteger timed = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(local()).await();
            Context other = mitogen.connect(local()).await();
            Call<CommandResult> ofTimed = context.submit(endless(gate, timed).withTimeout(Duration.ofSeconds(1)));
            Call<CommandResult> ofLost = other.submit(endless(gate, lost));
            Call<CommandResult> ofLate = context.submit(endless(gate, late));
            Await.until("all print", () -> timed.get() == 1 && lost.get() == 1 && late.get() == 1);
            Call<CommandResult> ofHasty = ofLate.orTimeout(Duration.ZERO);
            assertThrows(DeadlineException.class, ofHasty::await);
            other.close();
            assertThrows(ContextLostException.class, ofLost::await);
            assertEquals(
                    CommandException.Reason.TIMED_OUT,
                    assertThrows(CommandException.class, ofTimed::await).reason());
        } finally {
            gate.countDown();
        }
        Await.until(
                "whoever gave the lines has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("mitogen-command-stdout")));
        assertEquals("1 1 1", timed + " " + lost + " " + late, "nothing is taken for a call that is done");
    }

    @Test
    void theLinkBreaks() throws Exception {
        Fault.Switch link = Fault.onDemand();
        try (Mitogen mitogen = Mitogen.open()) {
            RemoteProcess process = start(mitogen.connect(inProcess().over(link)));
            link.cut();
            assertGone(process);
        }
    }

    @Test
    void theContextIsClosed() throws Exception {
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(local()).connect(local());
            RemoteProcess process = start(context);
            Call<CommandResult> call = context.submit(STAYS);
            context.close();
            assertGone(process);
            assertThrows(ContextLostException.class, call::await);
        }
    }

    @Test
    void theTreeIsEnded() throws Exception {
        try (Mitogen mitogen = Mitogen.open()) {
            RemoteProcess process = start(mitogen.connect(local()));
            process.destroyTree();
            assertEquals(128 + 15, process.waitFor());
            assertEquals("p\n", new String(process.getInputStream().readAllBytes(), US_ASCII));
        }
    }
}
