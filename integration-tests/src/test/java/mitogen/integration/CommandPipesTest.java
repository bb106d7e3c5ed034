package mitogen.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandException.Reason;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Group;
import mitogen.RemoteProcess;
import mitogen.controller.Options;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that read what a command of another context writes. Both contexts are below a third one. Which context the
 * bytes cross has nothing to do with the JDK; {@link CommandsTest} has the processes.
 */
@Tag("build")
final class CommandPipesTest extends ControllerFixture {
    /** Tells in a file that it has seen the end of its input, and waits for more than one signal. */
    private static final String LOAD = "cat >/dev/null; echo whole >\"$1\"";

    @TempDir
    private Path folder;

    private final Wiretap link = new Wiretap();
    private Context one;
    private Context two;

    @BeforeEach
    void connect() {
        Context relay = mitogen.connect(inProcess().over(link));
        one = relay.connect(local());
        two = relay.connect(inProcess());
    }

    private static CommandException fails(Group group, Command... commands) {
        return assertThrows(CommandException.class, group.pipe(commands)::await);
    }

    private Command load() {
        return Command.shell(LOAD, folder.resolve("end").toString());
    }

    private void assertNotWhole() {
        assertFalse(Files.exists(folder.resolve("end")), "the part of a dump was taken for the whole");
    }

    @Test
    void theBytesGoFromTheOneToTheOther() {
        one.run("true");
        two.run("true"); // now the classes are there
        int before = link.bytesUp() + link.bytesDown();
        Command dump = Command.shell("head -c 30000000 /dev/zero; echo dumped >&2");
        CommandResult result =
                Group.of(one, two).pipe(dump, Command.of("wc", "-c")).await();
        assertEquals("30000000\n", result.text());
        assertEquals(two.name(), result.context());
        assertEquals("dumped\n", result.source().errorText());
        assertEquals(one.name(), result.source().context());
        assertEquals(0, result.source().output().length);
        assertNull(result.source().source());
        int crossed = link.bytesUp() + link.bytesDown() - before;
        assertTrue(crossed < 1_000_000, crossed + " bytes went through the controller");
    }

    @Test
    void aFailureIsNoEnd() {
        Command dump = Command.shell("seq 100000; echo no space >&2; exit 3");
        CommandException failure = fails(Group.of(one, two), dump, load());
        assertEquals(Reason.INPUT_FAILED, failure.reason());
        CommandException first = assertInstanceOf(CommandException.class, failure.getCause());
        assertEquals(Reason.FAILED, first.reason());
        assertEquals(3, first.result().orElseThrow().status());
        assertSame(first.result().orElseThrow(), failure.result().orElseThrow().source());
        String text = failure.getMessage();
        assertTrue(text.contains(" at " + two + " was killed, as its input is not whole:\n"), text);
        assertTrue(text.contains(" at " + one + " ended with exit status 3\n  no space"), text);
        assertNotWhole();
    }

    @Test
    void whatWasNotStartedOrTookTooLongOrIsLostIsNoEnd() throws Exception {
        CommandException missing = fails(Group.of(one, two), Command.of("no-such-program"), load());
        assertEquals(Reason.NOT_FOUND, ((CommandException) missing.getCause()).reason());
        Command slow = Command.shell("echo a; exec sleep 600").withTimeout(Duration.ofMillis(300));
        assertEquals(
                Reason.TIMED_OUT,
                ((CommandException) fails(Group.of(one, two), slow, load()).getCause()).reason());
        Context third = one.connect(local());
        Path runs = folder.resolve("runs");
        Command waits = Command.shell("echo a; echo >\"$1\"; exec sleep 600", runs.toString());
        Call<CommandResult> call = Group.of(third, two).pipe(waits, load());
        Await.until("it runs", () -> Files.exists(runs));
        third.close();
        CommandException lost = assertThrows(CommandException.class, call::await);
        assertInstanceOf(ContextLostException.class, lost.getCause());
        assertNotWhole();
        Group group = Group.of(one, two);
        Command cat = Command.of("cat");
        Command collects = cat.withOutput(Command.Output.collected());
        assertThrows(IllegalArgumentException.class, () -> group.pipe(collects, cat));
        assertThrows(IllegalArgumentException.class, () -> group.pipe(cat, cat.withInput("")));
        assertThrows(IllegalArgumentException.class, () -> group.pipe(cat));
    }

    @Test
    void aCommandThatEndsFirstEndsTheOther() throws Exception {
        CommandResult head = Group.of(one, two)
                .pipe(Command.of("yes"), Command.of("head", "-n", "1"))
                .await();
        assertEquals("y\n", head.text());
        assertTrue(head.succeeded());
        assertEquals("exit status 141 (SIGPIPE)", head.source().statusText());
        Path pid = folder.resolve("pid");
        Command silent = Command.shell("echo a; echo $$ >\"$1\"; exec sleep 600", pid.toString());
        CommandResult ended = Group.of(one, two)
                .pipe(silent, Command.shell("read -r a; exit 4"))
                .await();
        assertEquals(4, ended.status());
        assertEquals("exit status 143 (SIGTERM)", ended.source().statusText());
        CommandProcessContract.gone(Long.parseLong(Files.readString(pid).strip()));
    }

    @Test
    void threeInARowAndAProcess() throws Exception {
        Group group = Group.of(one, two, one);
        Command three = Command.shell("printf '3\\n1\\n2\\n'");
        RemoteProcess process = group.startPipe(three, Command.of("sort", "-n"), Command.of("head", "-n", "2"));
        assertEquals("1\n2\n", new String(process.getInputStream().readAllBytes(), US_ASCII));
        assertEquals(0, process.waitFor());
        assertEquals(one.name(), process.result().source().source().context());
        Command failing = Command.shell("echo a; exit 5");
        RemoteProcess killed = group.startPipe(failing, Command.of("cat"), Command.shell("cat; sleep 600"));
        assertEquals(143, killed.waitFor());
        CommandException failure = assertThrows(CommandException.class, killed::result);
        assertTrue(failure.getMessage().contains("ended with exit status 5"), failure.getMessage());
    }

    @Test
    void inAUnidirectionalTreeTheBytesComeByWayOfTheCaller() throws Exception {
        reopen(Options.defaults().withUnidirectional(true));
        connect();
        CommandResult whole = Group.of(one, two)
                .pipe(Command.of("head", "-c", "9000000", "/dev/zero"), Command.of("wc", "-c"))
                .await();
        assertEquals("9000000\n", whole.text());
        Command dump = Command.shell("head -c 9000000 /dev/zero; exit 3");
        assertTrue(fails(Group.of(one, two), dump, load()).getMessage().contains("exit status 3"));
        assertNotWhole();
        CommandResult head = Group.of(one, two)
                .pipe(Command.of("yes"), Command.of("head", "-n", "1"))
                .await();
        assertEquals("exit status 141 (SIGPIPE)", head.source().statusText());
    }

    @Test
    void whoeverCancelsEndsBoth() throws Exception {
        Path pids = folder.resolve("pids");
        String script = "echo $$ >>\"$1\"; exec sleep 600";
        Command waits = Command.shell(script, pids.toString());
        Call<CommandResult> call = Group.of(one, two).pipe(waits, waits);
        Await.until(
                "both run", () -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
        call.cancel(true);
        assertThrows(CancellationException.class, call::await);
        for (String pid : Files.readAllLines(pids)) {
            CommandProcessContract.gone(Long.parseLong(pid));
        }
    }
}
