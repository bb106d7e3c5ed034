package mitogen.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.cli.work.CommandWork;
import mitogen.cli.work.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole command, with real processes, at targets on this machine. */
@Timeout(120)
class CommandLineTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int mitogen(String... args) {
        return Main.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }

    private void assertPrinted(String expectedOut, String expectedErr) {
        assertEquals(expectedErr, err());
        assertEquals(expectedOut, out());
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void helpAndVersion() {
        assertEquals(0, mitogen("--help"));
        assertTrue(out().matches("(?s).*\n  run +Run a command at each target\\.\n.*"), out());
        assertTrue(out().contains("bastion/web1/sudo:root"), out());
        assertTrue(out().lines().allMatch(line -> line.length() <= 80), out());
        out.reset();
        assertEquals(0, mitogen("script", "--help"));
        assertTrue(out().startsWith("Usage: mitogen script "), out());
        out.reset();
        assertEquals(0, mitogen("help", "script"));
        assertTrue(out().startsWith("Usage: mitogen script "), out());
        out.reset();
        assertEquals(0, mitogen("help"));
        assertTrue(out().startsWith("Usage: mitogen "), out());
        out.reset();
        assertEquals(0, mitogen("--version"));
        assertTrue(out().startsWith("mitogen "), out());
        assertEquals("", err());
        out.reset();
        assertEquals(2, mitogen());
        assertTrue(err().startsWith("Usage: mitogen "), err());
        assertEquals("", out());
    }

    @Test
    void whatCannotBeUnderstoodIsRefused() throws IOException {
        assertUsage(
                "there is no command \"frob\"; there are run, script, java, eval, jshell, put, get, forward, rsh, ping, doctor, targets",
                "frob");
        assertUsage("there is no option --frob\n", "run", "--frob", "ls");
        assertUsage("there is no option --targte; did you mean --target?", "run", "--targte=x", "ls");
        assertUsage("there is no option --help-all; did you mean --help?", "run", "--help-all");
        assertUsage("there is no option -y\n", "ping", "-t", "local", "-y");
        assertUsage(
                "mitogen ping takes no argument, and got local\nTargets are given with -t. Try: mitogen ping -t local\n",
                "ping",
                "local");
        assertUsage(
                "mitogen doctor takes no argument, and got web1\nTargets are given with -t. Try: mitogen doctor -t web1\n",
                "doctor",
                "web1");
        assertUsage(
                "no target is given\nDid you mean: mitogen run -t ssh:web1 -- uptime '-a b'\n",
                "run",
                "ssh:web1",
                "uptime",
                "-a b");
        assertUsage("no target is given\nFor this machine: mitogen run -t local -- uptime\n", "run", "uptime");
        assertUsage("no target is given\nDid you mean: mitogen script -t local a.sh\n", "script", "local", "a.sh");
        assertUsage("no target is given\nFor this machine: mitogen java -t local A.java x\n", "java", "A.java", "x");
        assertUsage(
                "a target is not a URL; this one is written as ssh:me@web1:22\n", "ping", "-t", "ssh://me@web1:22/");
        assertUsage(
                "there is no ssh configuration file " + folder + "/none\n",
                "run",
                "-F",
                folder + "/none",
                "-t",
                "ssh:a,ssh:b",
                "ls");
        assertUsage(
                "there is no ssh private key " + folder + "/none\n",
                "run",
                "--identity",
                folder + "/none",
                "-t",
                "ssh:a,ssh:b",
                "ls");
        assertUsage(
                "--release takes the number of a Java release, such as 17, not 'abc'",
                "java",
                "-t",
                "local",
                "--release",
                "abc",
                file("A.java", ""));
        assertUsage("Missing required parameter: 'COMMAND'", "run");
        assertUsage(
                "--connect-timeout takes a time above 0, and at most a day, not '-1'",
                "run",
                "--connect-timeout",
                "-1",
                "-t",
                "local",
                "ls");
        assertUsage(
                "--connect-timeout takes a time above 0, and at most a day, not 'abc'",
                "ping",
                "--connect-timeout",
                "abc");
        assertUsage("--command-timeout takes a time", "run", "-t", "local", "--command-timeout", "2d", "ls");
        assertUsage("--parallel takes a number from 1 on", "run", "-t", "local", "-p", "0", "ls");
        assertUsage("--batch takes a number from 1 on", "run", "-t", "local", "--batch", "1,,2", "ls");
        assertUsage("--max-fail takes a number from 1 on", "run", "-t", "local", "--max-fail", "101%", "ls");
        assertUsage("--wait-up takes a time", "ping", "--wait-up", "soon");
        assertUsage("of -b, --group, --diff and --json only one", "run", "-t", "local", "-b", "--json", "ls");
        assertUsage("--color takes auto, always or never", "run", "-t", "local", "--color", "red", "ls");
        assertUsage("--out-dir /dev/null cannot be written: ", "run", "-t", "local", "--out-dir", "/dev/null", "ls");
        assertUsage(
                "--runtime-archive takes PLATFORM=FILE, not 'x'", "run", "-t", "local", "--runtime-archive", "x", "ls");
        assertUsage("there is no platform 'win'", "run", "-t", "local", "--runtime-archive", "win=x", "ls");
        assertUsage(
                "there is no file /none, which",
                "run",
                "-t",
                "local",
                "--runtime-archive",
                "linux-aarch64=/none",
                "ls");
        assertUsage("'java.sql;' is no name of a module", "run", "-t", "local", "--runtime-modules", "java.sql;", "ls");
        assertUsage(
                "a target is missing behind the last comma; leave that out\n  local,\n        ^",
                "run",
                "-t",
                "local,",
                "ls");
        assertUsage("there is no script " + folder + "/none", "script", "-t", "local", folder + "/none");
        assertUsage(
                "the script " + folder + " cannot be read: it is a directory",
                "script",
                "-t",
                "local",
                folder.toString());
        assertUsage("there is no source file " + folder + "/None.java", "java", "-t", "local", folder + "/None.java");
        assertUsage("a port is from 1 to 65535", "java", "-t", "ssh:a:0", file("Bad.java", "no Java"));
    }

    private void assertUsage(String problem, String... args) {
        err.reset();
        assertEquals(2, mitogen(args));
        assertTrue(err().startsWith("mitogen: " + problem), err());
        assertTrue(err().lines().count() >= 2, "says what to do: " + err());
        assertEquals("", out());
    }

    @Test
    void aMistakeHasNoTrace() {
        for (String[] args :
                new String[][] {{"run", "-vv", "-t", "local,", "ls"}, {"run", "-vv", "-t", "local", "-F"}}) {
            err.reset();
            assertEquals(2, mitogen(args));
            assertFalse(err().contains("\tat "), err());
        }
    }

    @Test
    void runPassesBytesAndStatusThrough() {
        assertEquals(
                3, mitogen("run", "-t", "local", "--", "sh", "-c", "printf 'a\\000\\n\\nb'; printf err >&2; exit 3"));
        assertPrinted("a\0\n\nb", "err");
    }

    @Test
    void whatFollowsTheCommandBelongsToIt() {
        assertEquals(0, mitogen("run", "-t", "local", "echo", "-v", "--", "-t", "@x", "--help"));
        assertPrinted("-v -- -t @x --help\n", "");
    }

    @Test
    void aCommandThatDoesNotExistHasTheStatusOfAShell() {
        assertEquals(127, mitogen("run", "-t", "local", "--", "no-such-command"));
        assertTrue(err().startsWith("mitogen: no-such-command at local: there is no such program\nPATH is "), err());
    }

    @Test
    void muchOutputArrivesWhole() {
        assertEquals(0, mitogen("run", "-t", "local", "--", "seq", "200000"));
        assertEquals(200_000, out().lines().count());
        assertTrue(out().endsWith("\n200000\n"));
    }

    @Test
    void severalTargetsArePrefixed() {
        assertEquals(1, mitogen("run", "-t", "local,local/local", "sh", "-c", "echo x; echo y >&2; printf z; exit 4"));
        assertEquals("local       | x\nlocal       | z\nlocal/local | x\nlocal/local | z\n", sorted(out()));
        assertEquals("""
                To do it again there: --failed in place of -t
                local       | y
                local/local | y
                mitogen: 0 ok, 2 failed: 2 exited with 4 (local,local/local)
                """, sorted(err().replaceFirst("local(/local|      ) \\| mitogen: exit status 4\n", "")));
    }

    @Test
    void aSelectionIsShown() throws IOException {
        String list = file("hosts", "web[1-3]/sudo\nlocal\n");
        String config = file("config", "Host db1 db2\n");
        assertEquals(0, mitogen("targets", "-t", "@" + list, "-t", "db*", "-F", config, "-x", "web2"));
        assertPrinted("web1/sudo\nweb3/sudo\nlocal\ndb1\ndb2\n", "");
        out.reset();
        assertEquals(0, mitogen("targets", "-t", "@" + list + ",db*,local", "-F", config, "--fold"));
        assertPrinted("web[1-3]/sudo,local,db[1-2]\n", "");
        out.reset();
        assertEquals(0, mitogen("targets", "-t", "web1/sudo", "--json"));
        assertPrinted("{\"target\":\"web1/sudo\",\"way\":\"ssh:web1/sudo\"}\n", "");
        out.reset();
        assertUsage("no target is given\nTry: mitogen targets -t 'web*'\n", "targets");
        assertUsage("there is no target in the lists of -t\n", "run", "-t", "@" + file("none", "#"), "--", "true");
    }

    @Test
    void equalOutputIsShownOnce() {
        String all = "local,exec:env,exec:nice";
        assertEquals(0, mitogen("run", "-b", "-t", all, "--", "sh", "-c", "echo a; echo c; echo e >&2"));
        assertPrinted("== " + all + " (3)\na\nc\n", "== " + all + " (3)\ne\n");
    }

    @Test
    void eachTargetIsAnObject() {
        String work = "printf '\\351'; kill -9 $$";
        assertEquals(1, mitogen("run", "--json", "-q", "-t", "local,exec:nice", "--", "sh", "-c", work));
        assertEquals("", err());
        assertEquals(2, out().lines().count());
        assertTrue(
                out().lines()
                        .sorted()
                        .toList()
                        .get(1)
                        .matches(
                                "\\{\"target\":\"local\",\"ok\":false,\"status\":137,"
                                        + "\"signal\":\"SIGKILL\",\"failure\":null,\"message\":null,\"stdout\":\"\ufffd\","
                                        + "\"stdoutBase64\":\"6Q==\",\"stderr\":\"\",\"truncated\":false,\"doneAfterMs\":\\d+}"),
                out());
        out.reset();
        assertEquals(127, mitogen("run", "--json", "-t", "local", "--", "no-such-command"));
        assertTrue(out().contains("\"status\":127,\"signal\":null,\"failure\":\"NOT_FOUND\",\"message\":\""), out());
    }

    @Test
    void outputIsKeptInFiles() throws IOException {
        Path kept = folder.resolve("a/b");
        String[] run = {"run", "--group", "--out-dir", kept.toString(), "-t", "local,local/local", "printf", "x\\r\\n"};
        assertEquals(0, mitogen(run));
        assertTrue(out().contains("== local\nx\r\n") && out().contains("== local/local\nx\r\n"), out());
        assertEquals("x\r\n", Files.readString(kept.resolve("local%2Flocal.out")));
        assertEquals("", Files.readString(kept.resolve("local.err")));
    }

    @Test
    void aCommandThatTakesTooLongIsEnded() throws Exception {
        Path pid = folder.resolve("pid");
        String sleep = "sleep 1000 & echo $! >" + pid + "; wait";
        assertEquals(124, mitogen("run", "-t", "local", "--command-timeout", "700ms", "--", "sh", "-c", sleep));
        assertPrinted("", CommandWork.LATE + "\n");
        Gone.await(Files.readString(pid).strip());
    }

    @Test
    void targetsBeginAsTheOptionsSay() throws IOException {
        String log = folder.resolve("log").toString();
        String work = "echo begin >>" + log + "; echo end >>" + log;
        assertEquals(0, mitogen("run", "-p", "1", "-t", "local,exec:nice,exec:env", "--", "sh", "-c", work));
        assertEquals("begin end begin end begin end", String.join(" ", Files.readAllLines(Path.of(log))));
        err.reset();
        assertEquals(1, mitogen("run", "--batch", "1,50%", "--max-fail", "1", "-t", "local,exec:nice", "--", "false"));
        assertEquals(
                "local     | mitogen: exit status 1\nmitogen: 0 ok, 2 failed: 1 exited with 1 (local), 1 not started"
                        + " (exec:nice)" + Execution.AGAIN + "\n",
                err());
        out.reset();
        assertEquals(1, mitogen("run", "--failed", "-q", "--", "sh", "-c", "echo x; exit 4"));
        assertEquals("exec:nice | x\nlocal     | x\n", sorted(out()));
        out.reset();
        assertEquals(0, mitogen("run", "--failed", "--", "true"));
        assertUsage("--failed: in the last run with several targets none failed\n", "run", "--failed", "--", "true");
    }

    @Test
    void aConnectIsTriedAgain() throws Exception {
        Path tries = folder.resolve("tries");
        String flaky = file(
                "flaky",
                "#!/bin/sh\necho x >>" + tries + "\n[ $(wc -l <" + tries
                        + ") -gt $1 ] || exit 9\nshift\nexec \"$@\"\n");
        assertTrue(new java.io.File(flaky).setExecutable(true));
        String target = "exec:" + flaky.replace("/", "%2F") + " 2";
        assertEquals(3, mitogen("run", "--retry", "1", "-t", target, "--", "echo", "up"));
        assertEquals(2, Files.readAllLines(tries).size());
        Files.delete(tries);
        assertEquals(0, mitogen("run", "--retry", "2", "-t", target, "--", "echo", "up"));
        assertEquals("up\n", out());
        assertEquals(3, Files.readAllLines(tries).size());
    }

    @Test
    void aSignalIsToldByName() {
        assertEquals(1, mitogen("run", "-t", "local", "-t", "local/local", "--", "sh", "-c", "kill -9 $$"));
        assertTrue(err().contains(" | mitogen: exit status 137 (SIGKILL)\n"), err());
        assertTrue(err().contains("0 ok, 2 failed: 2 ended by SIGKILL (local,local/local)\n"), err());
    }

    @Test
    void targetsShareTheWay() {
        assertEquals(
                0,
                mitogen(
                        "run",
                        "-t",
                        "local/local,local/local",
                        "sh",
                        "-c",
                        "sed \"s/.*) . //; s/ .*//\" /proc/$PPID/stat"));
        String[] parents =
                out().lines().map(line -> line.replaceAll(".*\\| *", "")).toArray(String[]::new);
        assertEquals(2, parents.length);
        assertEquals(parents[0], parents[1], "both JVMs were started by the same one");
    }

    @Test
    void aTargetThatFailsHidesNoOther() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String refused = "ssh:127.0.0.1:" + port;
        assertEquals(3, mitogen("run", "-F", "none", "-t", refused + ",local", "echo", "here"));
        assertEquals(("local" + " ".repeat(refused.length() - 5)) + " | here\n", out());
        assertTrue(err().startsWith(refused + " | mitogen: "), err());
        String last = "mitogen: 1 ok, 1 failed: 1 refused the connection (" + refused + ")" + Execution.AGAIN + "\n";
        assertTrue(err().endsWith(last), err());
        String rest = err().substring(0, err().length() - last.length());
        assertTrue(rest.lines().allMatch(line -> line.startsWith(refused + " | ")), err());
        assertFalse(err().contains("\tat "), err());
    }

    @Test
    void theLastLineIsTheLast() {
        PrintStream both = new PrintStream(out, true, UTF_8);
        String[] run = {"run", "-t", "local,local/local", "sh", "-c", "printf begun; exit 4"};
        assertEquals(1, Main.run(run, both, both));
        assertTrue(
                out().endsWith("\nmitogen: 0 ok, 2 failed: 2 exited with 4 (local,local/local)" + Execution.AGAIN
                        + "\n"),
                out());
        assertTrue(out().contains("local/local | begun\n"), out());
    }

    @Test
    void scriptsRunInTheirInterpreter() throws IOException {
        String facts = file("facts", "#!/usr/bin/env sh -u\necho \"$# $1 $2\"; cat; case $- in *u*) exit 9 ;; esac\n");
        assertEquals(9, mitogen("script", "-t", "local", facts, "-t", "b c"));
        assertPrinted("2 -t b c\n", "");
        out.reset();
        assertEquals(0, mitogen("script", "-t", "local", file("a.sh", "echo $#: $1"), "x"));
        assertPrinted("1: x\n", "");
    }

    @Test
    void javaRunsMain() throws IOException {
        String source = file("Prog.java", """
                public class Prog {
                    record Pair(String a, int b) {}
                    public static void main(String[] args) throws Exception {
                        Runnable lambda = () -> System.out.println(new Pair(String.join(",", args), args.length));
                        Thread thread = new Thread(lambda);
                        thread.start();
                        System.err.print("err");
                    }
                }
                """);
        assertEquals(0, mitogen("java", "-t", "local", source, "--version", "b"));
        assertPrinted("Pair[a=--version,b, b=2]\n", "err");
    }

    /** The program's class is named in a text, so that the first run has to ask for it. */
    @Test
    void classesAreExplainedAndLearned() throws IOException {
        String source = file(
                "Prog.java",
                "public class Prog { public static void main(String[] a) { new Other(); } }" + " class Other {}");
        String directory = folder.resolve("profiles").toString();
        assertEquals(0, mitogen("java", "-t", "local", "--explain-classes", "--class-profiles", directory, source));
        assertTrue(err().startsWith("classes for mitogen.cli.remote.RunMain: 1 call, "), err());
        assertTrue(err().contains(" sent ahead, 1 round trip for others, "), err());
        assertTrue(err().endsWith("\n  asked for: Prog\n"), err());
        err.reset();
        assertEquals(0, mitogen("java", "-t", "local", "--explain-classes", "--class-profiles", directory, source));
        assertTrue(err().contains(" sent ahead, 0 round trips for others, "), err());
        assertTrue(err().contains("\n  sent ahead: Other\n"), err());
    }

    @Test
    void javaEndsAsTheLauncherWould() throws IOException {
        String exits = file(
                "E.java",
                "class E { public static void main(String[] a) {"
                        + " System.out.print(\"last words\"); System.exit(Integer.parseInt(a[0])); } }");
        assertEquals(42, mitogen("java", "-t", "local", exits, "42"));
        assertPrinted("last words", "");
        out.reset();
        assertEquals(0, mitogen("java", "-t", "local", exits, "0"));
        assertPrinted("last words", "");
        out.reset();
        String throwing = file("T.java", """
                class T {
                    public static void main(String[] a) { fail(); }
                    static void fail() { throw new IllegalStateException("no", new RuntimeException("why")); }
                }
                """);
        assertEquals(1, mitogen("java", "-t", "local", throwing));
        String trace = """
                Exception in thread "main" java.lang.IllegalStateException: no
                \tat T.fail(T.java:3)
                \tat T.main(T.java:2)
                Caused by: java.lang.RuntimeException: why
                """;
        assertTrue(err().startsWith(trace), err());
        assertEquals("", out());
    }

    @Test
    void sourceThatDoesNotCompileIsAUsageError() throws IOException {
        String source = file("Bad.java", "class Bad { int x = ; }\n");
        assertEquals(2, mitogen("java", "-t", "local", source));
        assertPrinted(
                "",
                source + ":1: error: illegal start of expression\nclass Bad { int x = ; }\n"
                        + "                    ^\n1 error\n");
    }

    @Test
    void logRecordsAreShown() throws IOException {
        String source = file(
                "L.java",
                "class L { public static void main(String[] a) {"
                        + " java.util.logging.Logger.getLogger(\"disk\").warning(\"full\"); } }");
        assertEquals(0, mitogen("java", "-t", "local,local", source));
        assertEquals("local   | WARNING disk: full\nlocal#2 | WARNING disk: full\n", sorted(err()));
    }

    @Test
    void pingTellsWhatIsThere() {
        assertEquals(0, mitogen("ping", "-t", "local,local/local"));
        assertEquals("", err());
        assertEquals(2, out().lines().count());
        String java = System.getProperty("java.version");
        assertTrue(
                sorted(out())
                        .matches("(?s)local        Java \\Q" + java
                                + "\\E  up in \\d+ ms  round trip \\d+\\.\\d ms\nlocal/local  Java .*"),
                out());
    }

    @Test
    void aMissingJavaIsNamed() {
        assertEquals(3, mitogen("run", "-t", "local", "--java", "/no/such/java", "ls"));
        assertTrue(err().startsWith("mitogen: "), err());
        assertTrue(err().contains("/no/such/java"), err());
        assertFalse(err().contains("\tat "), err());
        err.reset();
        assertEquals(3, mitogen("run", "-t", "local", "-vv", "--java", "/no/such/java", "ls"));
        assertTrue(err().contains("\tat "), "-vv shows the trace: " + err());
    }

    @Test
    void anInterruptEndsEverything() throws Exception {
        Path pid = folder.resolve("pid");
        AtomicInteger status = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        PrintStream watched = new PrintStream(out, true, UTF_8) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, length);
                started.countDown();
            }
        };
        String[] args = {"run", "-t", "local", "sh", "-c", "echo $$ >" + pid + "; echo up; exec sleep 100"};
        Thread command = new Thread(() -> status.set(Main.run(args, watched, watched)));
        command.start();
        started.await();
        command.interrupt();
        command.join();
        assertEquals(130, status.get());
        Gone.await(Files.readString(pid).strip());
    }

    private static String sorted(String text) {
        return String.join("\n", text.lines().sorted().toList()) + "\n";
    }
}
