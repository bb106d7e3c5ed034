package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.Command;
import mitogen.Context;
import mitogen.Task;
import mitogen.cli.Main;
import mitogen.connect.ProcessMethod;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What runs at a target finds what it would find without us: what plain {@code ssh}, {@code sudo} and {@code su} give it.
 * The account has an odd mask, odd limits, and variables that the first stage might use for itself.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class AsTheAccountTest {
    /** Tells what a process inherits. The last command stays in place of the shell, which may change signals. */
    private static final String PROBE = "umask; pwd; ulimit -aS; ulimit -aH; env; exec grep -E"
            + " '^(Umask|Uid|Gid|Groups|Sig(Blk|Ign)|Cap...|NoNewPrivs|Seccomp|Cpus_allowed_list|THP_enabled)'"
            + " /proc/self/status";

    /** Signals 32 and 33 are the C library's own. */
    private static final long INTERNAL = 3L << 31;

    private static final List<String> ODD = List.of("sh", "-c", "umask 027; ulimit -Sn 900; exec \"$@\"", "sh");

    private static Accounts accounts;
    private static SshServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        Needs.command("sudo", "sudo");
        accounts = Accounts.create();
        List<String> through = new ArrayList<>(accounts.prefix());
        through.addAll(ODD);
        server = SshServer.start(
                through, "SetEnv PATH=/usr/local/bin:/bin N=1 U=2 P=3 d=4 f=5 j=6 h=7 v=8 l=9 o=10 m=11");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (accounts != null) {
            accounts.close();
        }
    }

    @Test
    void bySsh() throws Exception {
        Found all = Found.of(Processes.run(
                "ssh",
                "-F",
                "/dev/null",
                "-o",
                "UserKnownHostsFile=" + server.folder + "/known_hosts",
                "-i",
                server.folder + "/identity",
                "-p",
                String.valueOf(server.port),
                "ada@127.0.0.1",
                PROBE));
        String target = "ssh:ada@127.0.0.1:" + server.port;
        List<String> options = server.commandOptions();
        assertEquals(all, Found.of(command(target, options, "run", "sh", "-c", PROBE)));
        Path script = Files.writeString(folder.resolve("probe.sh"), PROBE);
        assertEquals(all, Found.of(command(target, options, "script", script.toString())));
        List<String> withoutJava = options.subList(0, options.indexOf("--java"));
        assertEquals(all, Found.of(command(target, withoutJava, "run", "sh", "-c", PROBE)));
        assertEquals(all, Found.of(command(target, withoutJava, "script", script.toString())));
        Path program = Files.writeString(folder.resolve("Probe.java"), """
                public class Probe {
                    public static void main(String[] arguments) throws Exception {
                        Process process = new ProcessBuilder("sh", "-c", arguments[0]).start();
                        process.getInputStream().transferTo(System.out);
                        System.exit(process.waitFor());
                    }
                }
                """);
        assertEquals(
                all.ofAJavaProgram(),
                Found.of(command(target, options, "java", program.toString(), PROBE))
                        .ofAJavaProgram());
        assertEquals(all.ofAJavaProgram(), ofATask(server.method().withUser("ada")));
    }

    @Test
    void bySudoAndSu() throws Exception {
        List<String> by = new ArrayList<>(accounts.prefix());
        by.addAll(List.of("su", "ada", "-c", PROBE));
        assertEquals(Found.of(Processes.run(by.toArray(String[]::new))).ofAJavaProgram(), ofATask(null));

        by.set(by.size() - 1, "sudo -u free sh -c \"" + PROBE + "\"");
        Found all = Found.of(Processes.run(by.toArray(String[]::new)));
        assertEquals(all.ofAJavaProgram(), ofATask(sudo(Accounts.FREE).withJava(Jvm.java())));
        assertEquals(all, ofACommand(sudo(Accounts.FREE)));
    }

    /** What a process of a task finds, at the account ada, or behind a further method that is used there. */
    private static Found ofATask(ProcessMethod<?> method) throws Exception {
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            Context there = !(method instanceof Ssh)
                    ? mitogen.connect(accounts.method())
                            .connect(su(Accounts.ADA).withJava(Jvm.java()))
                    : mitogen.connect(method);
            Context last = method == null || method instanceof Ssh ? there : there.connect(method);
            String probe = PROBE;
            Task<String> task = () -> {
                Process process = new ProcessBuilder("sh", "-c", probe).start();
                return new String(process.getInputStream().readAllBytes(), UTF_8);
            };
            return Found.of(last.call(task)).ofAJavaProgram();
        }
    }

    /** What a command finds at the end of a way from the account ada, with no context there. */
    private static Found ofACommand(ProcessMethod<?> method) {
        try (Mitogen mitogen = Mitogen.open()) {
            Context ada =
                    mitogen.connect(accounts.method()).connect(su(Accounts.ADA).withJava(Jvm.java()));
            return Found.of(ada.run(method, Command.of("sh", "-c", PROBE)).text());
        }
    }

    private static String command(String target, List<String> options, String command, String... rest) {
        List<String> arguments = new ArrayList<>(List.of(command, "-t", target));
        arguments.addAll(options);
        if (command.equals("run")) {
            arguments.add("--");
        }
        arguments.addAll(List.of(rest));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                arguments.toArray(String[]::new), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        assertEquals("0 ", status + " " + err.toString(UTF_8));
        return out.toString(UTF_8);
    }

    /** What was found, one thing a line, but for what is another's in each session. */
    private record Found(String text) {
        private static Found of(String printed) {
            return of(printed.lines(), line -> !line.matches("(_|SHLVL|SSH_CLIENT|SSH_CONNECTION|SUDO_COMMAND)=.*"));
        }

        private static Found of(Stream<String> lines, Predicate<String> matters) {
            return new Found(lines.filter(matters)
                    .map(Found::withoutInternalSignals)
                    .sorted()
                    .collect(Collectors.joining("\n", "", "\n")));
        }

        private static String withoutInternalSignals(String line) {
            return line.startsWith("SigIgn:\t")
                    ? "SigIgn:\t" + Long.toHexString(Long.parseUnsignedLong(line.substring(8), 16) & ~INTERNAL)
                    : line;
        }

        /** Without what a JVM has of its own: Java's locale, and SIGQUIT, which the processes of older ones ignore. */
        Found ofAJavaProgram() {
            return of(text.lines(), line -> !line.startsWith("LC_CTYPE=") && !line.startsWith("SigBlk:"));
        }
    }
}
