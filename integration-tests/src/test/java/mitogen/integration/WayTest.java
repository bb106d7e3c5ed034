package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.connect.Exec.exec;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.End;
import mitogen.connect.Exec;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a command at the end of a way meets there: ends of links, noise, odd shells; and what nobody may see of it. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class WayTest {
    /** Both processes ignore SIGTERM. */
    private static final String STAYS = "trap '' TERM; (while :; do sleep 600; done) & echo $! $$ >\"$1\".new;"
            + " mv \"$1\".new \"$1\"; echo up; while :; do sleep 600; done";

    private static final Exec WITHOUT_SETSID =
            exec("unshare", "-m", "sh", "-c", "mount --bind /dev/null $(command -v setsid) && \"$@\"; exit $?", "sh");

    private static SshServer server;

    @TempDir
    Path folder;

    private final RecordedOutput output = new RecordedOutput();
    private Mitogen mitogen;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared(); // before each test, which must leave nothing
    }

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(output));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    /** A shell that does something first, as start files do. */
    private static Exec after(String text) {
        return exec("sh", "-c", text + ";exec \"$@\"", "sh");
    }

    private Call<CommandResult> stays(Context from, ConnectionMethod method, Path pids) throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Command command = Command.shell(STAYS, pids.toString()).withOutput(Command.Output.lines(lines::add));
        Call<CommandResult> call = from.submit(method, command);
        Await.until("what it prints is here", () -> lines.equals(List.of("up")));
        return call;
    }

    private static void gone(Path pids) throws Exception {
        for (String pid : Files.readString(pids).strip().split("\\s+")) {
            Await.until("process " + pid + " ends", () -> !Processes.alive(Long.parseLong(pid)));
        }
    }

    @Test
    void theGroupEndsWithTheTool() throws Exception {
        Path pids = folder.resolve("pids");
        Call<CommandResult> call = stays(mitogen.context(), server.method(), pids);
        ProcessHandle ssh = ProcessHandle.current()
                .children()
                .filter(each -> each.info().command().orElse("").endsWith("/ssh"))
                .findAny()
                .orElseThrow();
        ssh.destroyForcibly();
        End end = assertThrows(ContextLostException.class, call::await).end();
        assertEquals(End.Reason.KILLED, end.reason());
        assertEquals(137, end.exitStatus());
        assertTrue(end.message().contains("the process 'ssh' behind ssh:"), end.message());
        gone(pids);
    }

    @Test
    void theGroupEndsWithWhoConnected() throws Exception {
        for (ConnectionMethod method : List.of(local(), server.method())) {
            Path pids = folder.resolve("pids-" + method.label().length());
            Context hop = mitogen.connect(local());
            long pid = hop.call(ContextFixture.PID);
            Call<CommandResult> call = stays(hop, method, pids);
            Processes.kill(pid);
            assertThrows(ContextLostException.class, call::await);
            gone(pids);
        }
    }

    /** Nobody there makes a group: the processes below the shell are found by what /proc tells. */
    @Test
    void allEndsWhereThereIsNoGroup() throws Exception {
        Needs.root("hide a program");
        Path pids = folder.resolve("pids");
        Call<CommandResult> call = stays(mitogen.context(), WITHOUT_SETSID, pids);
        call.cancel(true);
        gone(pids);
        assertEquals("x", mitogen.run(WITHOUT_SETSID, Command.of("printf", "x")).text());
    }

    /** The shell that tells the end of the command has its end to tell while most of them are still to be killed. */
    @Test
    void noneOfManyIsLeftWhereThereIsNoGroup() throws Exception {
        Needs.root("hide a program");
        Path pids = folder.resolve("pids");
        String many = "trap '' TERM; for i in $(seq 300); do sleep 600 & echo $!; done >pids.new; mv pids.new " + pids
                + "; echo up; wait";
        Command command = Command.shell(many).withDirectory(folder.toString());
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Call<CommandResult> call =
                mitogen.context().submit(WITHOUT_SETSID, command.withOutput(Command.Output.lines(lines::add)));
        Await.until("what it prints is here", () -> lines.equals(List.of("up")));
        call.cancel(true);
        gone(pids);
    }

    @Test
    void noiseIsNoOutputOfTheCommand() throws Exception {
        Exec noisy = after("echo from a file; echo warning >&2");
        Command command = Command.shell("printf out; printf err >&2");
        CommandResult result = mitogen.run(noisy, command);
        assertEquals("out", result.text());
        assertEquals("err", result.errorText());
        mitogen.drain();
        List<String> lines = output.lines(mitogen.context(), Stream.NATIVE);
        assertTrue(lines.contains("from a file") && lines.contains("warning"), lines.toString());
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        mitogen.run(noisy, command.withErrors(Command.Output.to(shown)));
        String text = shown.toString(UTF_8);
        assertTrue(text.contains("from a file\n") && text.contains("warning\n") && text.endsWith("err"), text);
    }

    @Test
    void startFilesMayMixTheOutputs() {
        CommandResult result = mitogen.run(after("exec 2>&1"), Command.shell("echo out; echo err >&2; exit 3"));
        assertEquals("out\nerr\n", result.text());
        assertEquals(3, result.status());
        ConnectFailedException failure = Failures.fails(
                Reason.BOOTSTRAP_FAILED, () -> mitogen.run(after("exec 2>/dev/null"), Command.of("true")));
        assertTrue(failure.getMessage().contains("standard error does not come here"), failure.getMessage());
        Failures.fails(Reason.BOOTSTRAP_FAILED, () -> mitogen.run(after("exec 1>&2"), Command.of("true")));
    }

    @Test
    void whatABackgroundProcessPrintsIsThere() {
        Command command = Command.shell("(sleep 0.3; echo later; echo late >&2) & echo first");
        CommandResult result = mitogen.run(local(), command);
        assertEquals("first\nlater\n", result.text());
        assertEquals("late\n", result.errorText());
        assertFalse(result.leftOpen());
    }

    @Test
    void nobodySeesVariablesAndScriptsInAListOfProcesses() {
        String secret = "secret" + System.nanoTime();
        String script = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; # " + secret;
        CommandResult result = mitogen.run(local(), Command.script(script).withEnvironment("WORD", secret));
        assertFalse(result.text().contains(secret), result.text());
        assertTrue(result.text().contains("/dev/fd/3"), result.text());
    }

    @Test
    void aCommandThatNeedsAContextHasOne() {
        Needs.command("script", "bsdutils");
        CommandResult result =
                mitogen.run("local", Command.shell("stty size; exit 4").withTerminal(80, 24));
        assertEquals("24 80", result.text().strip());
        assertEquals(4, result.status());
    }

    @Test
    void hopsBeforeTheLastAreContextsMeanwhile() {
        CommandResult result = mitogen.run("local/exec:env", Command.shell("echo $PPID"));
        assertEquals("local/exec:env", result.context());
        Failures.fails(
                Reason.JAVA_MISSING,
                () -> mitogen.context().connect(local().withJava("/no/java")).run(local(), Command.of("true")));
        assertThrows(IllegalArgumentException.class, () -> mitogen.run("no-such-method", Command.of("true")));
    }

    @Test
    void aConnectThatTakesTooLongIsTold() {
        Exec slow = after("exec sleep 600").withTimeout(Duration.ofMillis(300));
        Failures.fails(Reason.TIMEOUT, () -> mitogen.run(slow, Command.of("true")));
    }
}
