package mitogen.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mitogen.ConnectFailedException;
import mitogen.Secret;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A controller that an operator has started at a terminal: no connect asks there, or changes how it is set. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class TerminalTest {
    @TempDir
    Path folder;

    /** One way after the other, by the arguments: the server's folder and port, and configuration files. */
    static final class Controller {
        private Controller() {}

        public static void main(String[] arguments) throws Exception {
            int port = Integer.parseInt(arguments[1]);
            try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
                for (int i = 2; i < arguments.length; i++) {
                    Ssh method = SshServer.method(arguments[0], port)
                            .withConfig(arguments[i])
                            .withTimeout(Duration.ofSeconds(i == 2 ? 20 : 4));
                    try {
                        mitogen.connect(method).await();
                        System.out.println("at a terminal: " + atTerminal());
                    } catch (ConnectFailedException e) {
                        System.out.println("failure " + e.reason() + " "
                                + e.getMessage().lines().findFirst().orElse(""));
                    }
                }
            }
            System.out.println("at a terminal: " + atTerminal());
        }

        /** Those below this process that have its terminal. */
        static List<String> atTerminal() throws IOException {
            String ours = terminal(ProcessHandle.current());
            List<String> found = new ArrayList<>();
            for (ProcessHandle each : ProcessHandle.current().descendants().toList()) {
                if (terminal(each).equals(ours)) {
                    found.add(Processes.describe(each.pid()));
                }
            }
            return found;
        }

        private static String terminal(ProcessHandle process) throws IOException {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"), ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[4];
        }
    }

    /** Becomes other accounts. */
    static final class Becoming {
        private Becoming() {}

        public static void main(String[] arguments) throws Exception {
            try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
                mitogen.connect(su(Accounts.BOB).withJava(Jvm.java())).await();
                Secret password = new Secret(Accounts.SECRET);
                mitogen.connect(sudo(Accounts.BOB).withPassword(password).withJava(Jvm.java()))
                        .await();
                System.out.println("at a terminal: " + Controller.atTerminal());
                mitogen.connect(sudo(Accounts.FREE).withJava(Jvm.java())).await(); // a ticket may be for the terminal
            }
            System.out.println("ended");
        }
    }

    /** A tool that may ask, as it has a password to answer with, is not at the operator's terminal. */
    @Test
    void accountsAreBecomeWithoutIt() throws Exception {
        Needs.command("script", "bsdutils");
        Needs.command("sudo", "sudo");
        try (Accounts accounts = Accounts.create()) {
            List<String> command = new ArrayList<>(accounts.prefix());
            command.addAll(List.of(
                    Jvm.java(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "'" + Becoming.class.getName() + "'"));
            String output = atTerminal(command);
            List<String> lines = output.lines().map(String::strip).toList();
            assertEquals(lines.get(0), lines.get(lines.size() - 1), "the terminal is not as it was: " + output);
            assertTrue(lines.contains("at a terminal: []"), output);
            assertTrue(lines.contains("ended"), output);
        }
    }

    @Test
    void jumpHostsDoNotAskThere() throws Exception {
        Needs.command("script", "bsdutils");
        try (SshServer server = SshServer.start();
                SshServer asking = SshServer.start("PasswordAuthentication yes", "AuthorizedKeysFile none")) {
            String output = atTerminal(
                    server,
                    jump("works", server, server.folder + "/known_hosts"),
                    jump("unknown", server, Files.createFile(folder.resolve("none")) + ""),
                    jump("asks", asking, asking.folder + "/known_hosts"));
            List<String> lines = output.lines().map(String::strip).toList();
            assertEquals(lines.get(0), lines.get(lines.size() - 1), "the terminal is not as it was: " + output);
            assertEquals(2, lines.stream().filter("at a terminal: []"::equals).count(), output);
            assertTrue(output.contains("failure HOST_KEY_UNKNOWN"), output);
            assertTrue(
                    output.contains("the host key of the jump host [127.0.0.1]:" + server.port + " is unknown"),
                    output);
            assertTrue(output.contains("failure NOT_LET_IN"), output);
            assertTrue(output.contains("the jump host 127.0.0.1 asked for a password"), output);
            assertFalse(output.contains("(yes/no"), output);
            assertFalse(Files.readString(asking.folder.resolve("log")).contains("Failed password"), "a guess was sent");
        }
    }

    /** The configuration of a host that is reached by way of that server, which is known by that file. */
    private String jump(String name, SshServer by, String known) throws IOException {
        return Files.write(
                        folder.resolve(name),
                        List.of(
                                "Host jump",
                                "    HostName 127.0.0.1",
                                "    Port " + by.port,
                                "    IdentityFile " + by.folder + "/identity",
                                "    UserKnownHostsFile " + known,
                                "    GlobalKnownHostsFile /dev/null",
                                "Host 127.0.0.1",
                                "    ProxyJump jump"))
                .toString();
    }

    /** What the controller prints at a terminal of its own, between two lines that tell how that is set. */
    private String atTerminal(SshServer server, String... configurations) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Jvm.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "'" + Controller.class.getName() + "'",
                server.folder.toString(),
                String.valueOf(server.port)));
        command.addAll(List.of(configurations));
        return atTerminal(command);
    }

    private String atTerminal(List<String> words) throws Exception {
        List<String> command = new ArrayList<>(List.of("stty -g;"));
        command.addAll(words);
        command.add(";stty -g");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder("script", "-qec", String.join(" ", command), "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(50, TimeUnit.SECONDS), () -> "it hangs: " + read(output));
        } finally {
            process.destroyForcibly();
            process.getOutputStream().close();
        }
        return read(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
