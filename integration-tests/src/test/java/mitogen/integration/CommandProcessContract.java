package mitogen.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandException.Reason;
import mitogen.CommandResult;
import mitogen.DeadlineException;
import mitogen.MitogenException;
import mitogen.RemoteProcess;
import org.junit.jupiter.api.Test;

/** What processes do that were started at any context: their streams, their ends, what stays, and terminals. */
abstract class CommandProcessContract extends CommandContract {
    // Processes

    @Test
    void aProcessIsUsedAsOneOfTheJdk() throws Exception {
        Process process = context.start("sh", "-c", "read line; echo \"got $line\"; echo err >&2; exit 4");
        assertTrue(process.isAlive());
        assertThrows(IllegalThreadStateException.class, process::exitValue);
        assertFalse(process.waitFor(1, TimeUnit.MILLISECONDS));
        process.getOutputStream().write("it\n".getBytes(UTF_8));
        process.getOutputStream().flush();
        BufferedReader reader = process.inputReader(UTF_8);
        assertEquals("got it", reader.readLine());
        assertEquals(null, reader.readLine());
        assertEquals("err\n", new String(process.getErrorStream().readAllBytes(), UTF_8));
        assertEquals(4, process.waitFor());
        assertEquals(4, process.exitValue());
        assertFalse(process.isAlive());
        assertSame(process, process.onExit().get());
        assertThrows(IOException.class, () -> {
            while (true) {
                process.getOutputStream().write(new byte[100_000]);
            }
        });
    }

    @Test
    void theEndOfTheInputIsTold() throws Exception {
        Process process = context.start("sha256sum");
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        try (OutputStream out = process.getOutputStream()) {
            out.write(content);
        }
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        assertEquals(digest + "  -\n", new String(process.getInputStream().readAllBytes(), UTF_8));
        assertEquals(0, process.waitFor());
    }

    @Test
    void aProcessIsDestroyed() throws Exception {
        assertEquals(128 + 15, destroyed(Process::destroy));
        assertEquals(128 + 9, destroyed(Process::destroyForcibly));
        assertEquals(128 + 10, destroyed(process -> ((RemoteProcess) process).signal("USR1")));
        RemoteProcess process = context.start("sleep", "600");
        assertThrows(IllegalArgumentException.class, () -> process.signal("NOSUCH"));
        assertThrows(IllegalArgumentException.class, () -> process.signal("-9; true"));
        long pid = process.pid();
        process.destroyTree();
        gone(pid);
        process.signal("TERM");
    }

    private int destroyed(Consumer<Process> how) throws InterruptedException {
        Process process = context.start("sleep", "600");
        how.accept(process);
        return process.waitFor();
    }

    @Test
    void aProcessMayHaveNoStreamsOfItsOwn() throws Exception {
        Process process = context.start(Command.shell("cat; exit 5")
                .withInput("x")
                .withOutput(Command.Output.discarded())
                .withErrors(Command.Output.discarded()));
        assertEquals(-1, process.getInputStream().read());
        assertThrows(IOException.class, () -> process.getOutputStream().write(1));
        assertEquals(5, process.waitFor());
    }

    /** As a Process tells it: by its exit status. The call tells the reason. */
    @Test
    void aProcessThatIsKilledBecauseOfItsCommandHasAnExitStatus() throws Exception {
        RemoteProcess process = context.start(Command.of("sleep", "600").withTimeout(Duration.ofMillis(200)));
        assertEquals(143, process.waitFor());
        assertEquals(143, process.exitValue());
        assertTrue(process.waitFor(1, TimeUnit.SECONDS));
        assertSame(process, process.onExit().get());
        CommandException failure = assertThrows(CommandException.class, process::result);
        assertEquals(Reason.TIMED_OUT, failure.reason());
        assertEquals(0, context.start("true").result().status());
    }

    /** Whoever is interrupted, or has no more time, leaves no process behind. */
    @Test
    void aStartThatIsGivenUpLeavesNothing() throws Exception {
        Command command = Command.of("sleep", "600." + System.nanoTime());
        Thread.currentThread().interrupt();
        assertThrows(MitogenException.class, () -> context.start(command));
        assertTrue(Thread.interrupted());
        assertThrows(
                DeadlineException.class,
                () -> context.withTimeout(Duration.ZERO).start(command));
        String mark = new String(command.words().get(1), UTF_8);
        Await.until(
                "nothing of it runs",
                () -> ProcessHandle.allProcesses()
                        .noneMatch(each -> List.of(each.info().arguments().orElse(new String[0]))
                                .contains(mark)));
    }

    @Test
    void aReaderThatGoesIsNoticedThere() throws Exception {
        Process process = context.start("yes");
        assertEquals('y', process.getInputStream().read());
        process.getInputStream().close();
        assertEquals(128 + 13, process.waitFor());
    }

    @Test
    void aSlowReaderStopsTheProcessOnly() throws Exception {
        Process process = context.start("sh", "-c", "head -c 20000000 /dev/zero; echo done >&2");
        assertEquals(0, process.getInputStream().read());
        assertEquals("fast", context.run("echo", "fast").text().strip());
        assertEquals(0, process.getErrorStream().available());
        assertTrue(process.isAlive());
        assertEquals(19_999_999, process.getInputStream().readAllBytes().length);
        assertEquals("done\n", new String(process.getErrorStream().readAllBytes(), UTF_8));
        assertEquals(0, process.waitFor());
    }

    @Test
    void whatIsLeftInTheBackgroundDoesNotHoldTheResult() throws Exception {
        Path pid = folder.resolve("pid");
        CommandResult result =
                context.run(Command.shell("sleep 600 & echo $! >\"$1\"; echo on; exit 3", pid.toString()));
        assertEquals(3, result.status());
        assertEquals("on\n", result.text());
        assertTrue(result.leftOpen());
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void whatTheBackgroundStillPrintsIsNotLost() {
        String script =
                "(while kill -0 $$ 2>/dev/null; do sleep 0.1; done; seq 20000; echo late >&2) & echo now; exit 3";
        CommandResult result = context.run(Command.shell(script));
        assertEquals(3, result.status());
        assertEquals(20_001, result.lines().size());
        assertEquals("late\n", result.errorText());
    }

    @Test
    void aDetachedCommandStays() throws Exception {
        Path mark = folder.resolve("mark");
        long pid = context.startDetached(Command.shell("echo $$ >\"$1\"; exec sleep 600", mark.toString()));
        try {
            Await.until("it runs", () -> Files.exists(mark) && Files.size(mark) > 0);
            assertEquals(pid, Long.parseLong(Files.readString(mark).strip()));
            assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        CommandException missing =
                assertThrows(CommandException.class, () -> context.startDetached(Command.of("no-such-program")));
        assertEquals(Reason.NOT_FOUND, missing.reason());
        assertThrows(
                IllegalArgumentException.class,
                () -> context.startDetached(Command.of("cat").withInput("x")));
    }

    // Terminals

    @Test
    void aTerminalHasItsSizeAndIsOne() throws Exception {
        Needs.command("script", "bsdutils");
        Command command = Command.shell("test -t 0 && test -t 1 && test -t 2 && stty size; exit 3")
                .withTerminal(97, 31);
        CommandResult result = context.run(command);
        assertEquals("31 97\r\n", result.text());
        assertEquals(3, result.status());
        RemoteProcess process =
                context.start(Command.shell("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done")
                        .withTerminal(80, 24));
        BufferedReader reader = process.inputReader(UTF_8);
        assertEquals("ready", reader.readLine());
        process.resize(101, 33);
        assertEquals("33 101", reader.readLine());
        assertEquals(0, process.waitFor());
        assertEquals("script", process.terminalTool());
    }

    @Test
    void aTerminalTakesKeys() throws Exception {
        Needs.command("script", "bsdutils");
        RemoteProcess process = context.start(Command.shell("stty -echo; echo ready; cat; echo not interrupted")
                .withTerminal(80, 24));
        BufferedReader reader = process.inputReader(ISO_8859_1);
        assertEquals("ready", reader.readLine());
        process.getOutputStream().write("typed\n".getBytes(UTF_8));
        process.getOutputStream().flush();
        assertEquals("typed", reader.readLine());
        process.getOutputStream().write(3); // Ctrl-C
        process.getOutputStream().flush();
        assertEquals(130, process.waitFor());
    }
}
