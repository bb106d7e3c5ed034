package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.cli.Main;
import mitogen.cli.session.Relay;
import mitogen.cli.session.SessionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code mitogen session}, and commands in it: the same as without, but that nothing is connected for them. */
final class SessionTest extends SessionFixture {
    @BeforeAll
    static void connect() throws Exception {
        List<String> words = new ArrayList<>(words("start", "-t", "h,g"));
        words.add(0, "session");
        Ran started = run(client(words));
        assertEquals(new Ran(0, "", "mitogen: the session default is started\n"), started);
    }

    private static Ran inSession(String... words) throws SessionException {
        return relay("default", words(words));
    }

    /** All ways to show what a target prints, and to fail. The paths are found from where the client is. */
    @Tag("build")
    @Test
    void whatIsSeenIsTheSameAsWithout() throws Exception {
        Files.writeString(folder.resolve("hosts.txt"), "h\ng\n");
        Files.writeString(folder.resolve("s.sh"), "echo \"$1 $(pwd)\"; cat; exit 3\n");
        String work = "echo out; echo err >&2; exit 7";
        List<String[]> commands = List.of(
                new String[] {"run", "-t", "@F/hosts.txt", "-b", "--", "sh", "-c", work},
                new String[] {"run", "-t", "h,g", "--out-dir", "F/outs", "-q", "--", "sh", "-c", "kill -9 $$"},
                new String[] {"run", "-t", "h", "--", "no-such-program"},
                new String[] {"run", "-t", "h", "--nope"},
                new String[] {"script", "-t", "h", "-n", "F/s.sh", "argument"});
        for (String[] each : commands) {
            List<String> words = words(each);
            words.replaceAll(word -> word.replace("F/", folder + "/"));
            assertEquals(here(words), sorted(relay("default", words)), String.join(" ", each));
        }
        assertTrue(Files.exists(folder.resolve("outs/h.out")));
        assertEquals(
                "g | again\nh | again",
                sorted(inSession("run", "--failed", "--", "echo", "again").out()));
        String json =
                inSession("run", "-t", "h", "--json", "--", "sh", "-c", work).out();
        assertTrue(json.startsWith("{\"target\":\"h\",\"ok\":false,\"status\":7,"), json);
        String list = run("session", "list").out();
        assertEquals(2, list.lines().filter(line -> line.contains("  up for ")).count(), list);
    }

    /** Its directory, variables and standard input. */
    @Test
    void theClientsSurroundingsCount() throws Exception {
        Files.writeString(folder.resolve("own.txt"), "h\n");
        Path input = Files.writeString(folder.resolve("in"), "input\n");
        List<String> words =
                inAuto("run", "-t", "@own.txt", "--env", "FROM_HERE", "--", "sh", "-c", "cat; echo $FROM_HERE");
        Ran ran = run(client(words).redirectInput(input.toFile()));
        assertEquals(new Ran(0, "input\ngr\u00fcn\n", ""), ran);
    }

    private static Ran sorted(Ran ran) {
        return new Ran(ran.status(), sorted(ran.out()), sorted(ran.err()));
    }

    /** Without a session, in this JVM. */
    private static Ran here(List<String> words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                words.toArray(new String[0]), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new Ran(status, sorted(out.toString(UTF_8)), sorted(err.toString(UTF_8)));
    }

    /** Of several targets, any may be the first. */
    private static String sorted(String text) {
        return String.join("\n", text.lines().sorted().toList());
    }

    @Tag("build")
    @Test
    void commandsInARowAndAtATimeShareOneConnection() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int row = 0; row < 4; row++) {
            for (int i = 0; i < 3; i++) {
                List<String> words =
                        words("run", "-t", "h", "--", "sh", "-c", "echo $0 $SSH_CONNECTION", row + "-" + i);
                words.addAll(1, List.of("--session", "auto"));
                Process process = client(words).redirectErrorStream(true).start();
                process.getOutputStream().close();
                processes.add(process);
            }
            for (int i = 0; i < 3; i++) {
                Process process = processes.get(row * 3 + i);
                String line = new String(process.getInputStream().readAllBytes(), UTF_8);
                assertEquals(0, process.waitFor(), line);
                assertTrue(line.startsWith(row + "-" + i + " 127.0.0.1 "), line);
                assertEquals(1, line.lines().count(), line);
            }
        }
    }

    /** The status is that of a command without a session. */
    @Test
    void outputThatCannotBeWrittenIsAFailure() throws Exception {
        List<String> words = inAuto("run", "-t", "h", "--", "sh", "-c", "echo out; echo err >&2");
        Path full = Path.of("/dev/full");
        Ran ran = run(client(words), full, folder.resolve("err"));
        assertEquals(74, ran.status());
        assertTrue(ran.err().contains("mitogen: standard output cannot be written: "), ran::err);
        ran = run(client(words), folder.resolve("out"), full);
        assertEquals(new Ran(74, "out\n", ""), ran);
        Process closed = client(inAuto("run", "-t", "h", "-n", "--", "yes")).start();
        closed.getErrorStream().close();
        closed.getInputStream().close();
        assertEquals(141, closed.waitFor());
    }

    @Test
    void inputStreamsThrough() throws Exception {
        Path out = folder.resolve("cat.out");
        String client =
                String.join(" ", client(inAuto("run", "-t", "h", "--", "cat")).command());
        ProcessBuilder shell = new ProcessBuilder(
                        "bash",
                        "-c",
                        "head -c 100000000 /dev/zero | " + client + " | cksum >" + out + "; exit ${PIPESTATUS[1]}")
                .directory(folder.toFile());
        shell.environment().put("XDG_RUNTIME_DIR", runtime().toString());
        assertEquals(0, shell.start().waitFor());
        Process direct = new ProcessBuilder("bash", "-c", "head -c 100000000 /dev/zero | cksum").start();
        assertEquals(new String(direct.getInputStream().readAllBytes(), UTF_8), Files.readString(out));
    }

    @Tag("build")
    @Test
    void whatIsNotForASessionRunsWithoutIt() throws Exception {
        Ran ran = run(client(inAuto("run", "-t", "local", "--", "pwd")));
        assertEquals(new Ran(0, folder.toRealPath() + "\n", ""), ran);
        ran = inSession("run", "-t", "h", "--", "echo", "--session", "work");
        assertEquals(new Ran(0, "--session work\n", ""), ran, "a word of the command is none of ours");
        for (String other : List.of("-v", "--retry=3", "--via-java", "--runtime", "--tty", "--verify-clean")) {
            assertEquals(
                    Relay.NOT_SERVED,
                    inSession("run", other, "-t", "h", "--", "true").status(),
                    other);
        }
        assertEquals(
                Relay.NOT_SERVED,
                inSession("run", "-t", "h,local", "--", "true").status());
        assertEquals(Relay.NOT_SERVED, inSession("run", "-t", "-", "--", "true").status());
        assertEquals(
                Relay.NOT_SERVED,
                inSession("run", "--identity", "id", "-t", "x", "--", "true").status());
        ran = run("run", "--session", "work", "-t", "h", "--", "true");
        assertEquals(2, ran.status());
        assertTrue(ran.err().contains("there is no session work\nStart it: mitogen session start work"), ran.err());
    }

    @Test
    void aClientThatEndsEndsItsCommand() throws Exception {
        for (String signal : List.of("INT", "TERM", "HUP", "KILL")) {
            Path out = folder.resolve("pid");
            Process client = client(inAuto("run", "-t", "h", "-n", "--", "sh", "-c", "echo $$; sleep 1000 & wait"))
                    .redirectOutput(out.toFile())
                    .start();
            Await.until("it runs", () -> Files.size(out) > 0);
            long pid = Long.parseLong(Files.readString(out).strip());
            Signals.send(signal, client.pid());
            int status = client.waitFor();
            assertEquals("INT TERM HUP KILL".contains(signal) ? status(signal) : 0, status, signal);
            Await.until("its processes end", () -> !Processes.alive(pid));
            Files.delete(out);
        }
        Process flood = client(inAuto("run", "-t", "h,g", "-n", "--", "yes"))
                .redirectError(Path.of("/dev/null").toFile())
                .start();
        assertTrue(flood.getInputStream().read() > 0, "it runs");
        Signals.send("INT", flood.pid());
        flood.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertEquals(130, flood.waitFor(), "in the midst of its output");
        Await.until(
                "nothing of it is left",
                () -> !relay("default", List.of("session", "list")).out().contains(", runs 1 command"));
        assertEquals(0, inSession("run", "-t", "h", "--", "true").status(), "the session goes on");
    }

    private static int status(String signal) {
        return 128
                + switch (signal) {
                    case "HUP" -> 1;
                    case "INT" -> 2;
                    case "KILL" -> 9;
                    default -> 15;
                };
    }

    @Tag("build")
    @Test
    void aLostConnectionIsMadeAgainAndTold() throws Exception {
        run("session", "start", "lost");
        Ran killed = inLost("sh", "-c", "kill -9 $PPID");
        assertEquals(3, killed.status(), killed::err);
        Ran next = inLost("echo", "here");
        assertEquals("here\n", next.out());
        assertEquals("mitogen: the connection was lost since the last command; it is connected again\n", next.err());
        assertEquals(new Ran(0, "here\n", ""), inLost("echo", "here"), "told once");
        assertEquals(0, stop("lost"));
    }

    private static Ran inLost(String... command) throws SessionException {
        List<String> words = words("run", "-t", "g", "--");
        words.addAll(List.of(command));
        return relay("lost", words);
    }

    @Test
    void aSessionThatIsKilledIsTold() throws Exception {
        run("session", "start", "killed");
        long session = pid("killed");
        List<String> words = words("run", "-t", "h", "--", "sh", "-c", "echo $$; exec sleep 1000");
        words.addAll(1, List.of("--session", "killed"));
        Path out = folder.resolve("child");
        Path err = folder.resolve("child.err");
        Process client = client(words)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        Await.until("it runs", () -> Files.exists(out) && Files.size(out) > 0);
        long remote = Long.parseLong(Files.readString(out).strip());
        Processes.kill(session);
        assertEquals(3, client.waitFor());
        assertTrue(Files.readString(err).startsWith("mitogen: the session killed has ended before the command did\n"));
        Await.until("what it had started ends", () -> !Processes.alive(remote));
        assertTrue(Files.exists(sessions().resolve("killed.socket")), "its socket is left");
        assertFalse(run("session", "list").out().contains("killed"));
        Ran again = run("session", "start", "killed");
        assertEquals(new Ran(0, "", "mitogen: the session killed is started\n"), again);
        assertEquals(0, stop("killed"));
        assertFalse(Files.exists(sessions().resolve("killed.socket")));
    }

    @Tag("build")
    @Test
    void twoThatStartOneAtATimeShareIt() throws Exception {
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            starts.add(client(List.of("session", "start", "both"))
                    .redirectErrorStream(true)
                    .start());
        }
        List<String> said = new ArrayList<>();
        for (Process start : starts) {
            said.add(new String(start.getInputStream().readAllBytes(), UTF_8));
            assertEquals(0, start.waitFor());
        }
        said.sort(null);
        assertEquals(
                List.of("mitogen: the session both is started\n", "mitogen: the session both is there already\n"),
                said);
        assertEquals(0, run("session", "stop", "both").status());
        Ran none = run("session", "stop", "both");
        assertEquals(2, none.status());
        assertTrue(none.err().startsWith("mitogen: there is no session both\n"), none::err);
    }

    @Tag("build")
    @Test
    void aSessionEndsWhenNobodyUsesIt() throws Exception {
        run("session", "start", "idle", "--idle", "300ms");
        Await.until("its socket goes", () -> !Files.exists(sessions().resolve("idle.socket")));
        Await.until("its process ends", () -> ProcessHandle.allProcesses().noneMatch(SessionTest::isIdleSession));
    }

    private static boolean isIdleSession(ProcessHandle process) {
        return process.info().arguments().filter(all -> isOf("idle", all)).isPresent();
    }

    private static boolean isOf(String name, String[] arguments) {
        return arguments.length > 2
                && arguments[arguments.length - 2].equals(name)
                && arguments[arguments.length - 3].endsWith("SessionProcess");
    }

    @Tag("build")
    @Test
    void anotherBuildIsRefusedButMayStopIt() throws Exception {
        run("session", "start", "old");
        String other = Files.createDirectories(folder.resolve("other")) + ":" + System.getProperty("java.class.path");
        List<String> words = words("run", "-t", "h", "--", "true");
        words.addAll(1, List.of("--session", "old"));
        Ran refused = run(client(other, words));
        assertEquals(2, refused.status());
        assertTrue(
                refused.err().startsWith("mitogen: the session old was started by another build of mitogen"),
                refused::err);
        assertTrue(refused.err().endsWith("\nEnd it: mitogen session stop old\n"), refused::err);
        assertEquals(new Ran(0, "", ""), run(client(other, List.of("session", "stop", "old"))));
        assertFalse(Files.exists(sessions().resolve("old.socket")));
    }
}
