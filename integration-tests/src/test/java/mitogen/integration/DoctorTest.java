package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.connect.Local.local;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.Secret;
import mitogen.cli.Main;
import mitogen.connect.Exec;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.connect.Ssh;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.doctor.Doctor;
import mitogen.doctor.Doctor.HopReport;
import mitogen.doctor.Doctor.HopReport.State;
import mitogen.doctor.Doctor.Leftovers;
import mitogen.methods.CommandMethod;
import mitogen.testing.InProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor tells of hops, and of what is left at them. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class DoctorTest {
    /** Becomes the command that follows, with processes and places for files that nobody else has; the folders of what the tests have started stay. */
    private static final String ALONE = """
            #!/bin/sh
            if [ "$1" != inside ]; then exec unshare --mount --pid --fork --kill-child "$0" inside "$@"; fi
            shift
            mount -t proc proc /proc && mount --bind /tmp /mnt && mount -t tmpfs none /tmp && chmod 1777 /tmp &&
                mount -t tmpfs none /var/tmp && mount -t tmpfs none /dev/shm && chmod 1777 /dev/shm &&
                mount -t tmpfs none "$HOME" || exit
            for each in /mnt/mitogen-*; do
                mkdir "/tmp/${each#/mnt/}" && mount --bind "$each" "/tmp/${each#/mnt/}"
            done
            exec "$@"
            """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String alone() throws IOException {
        Path alone = Files.writeString(folder.resolve("alone"), ALONE);
        assertTrue(alone.toFile().setExecutable(true));
        return alone.toString();
    }

    private Mitogen open() {
        return Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @Test
    void accountsAndWhatFails() throws Exception {
        Needs.command("sudo", "sudo");
        Secret ada = new Secret(Accounts.password(Accounts.ADA));
        Secret wrong = new Secret("wrong" + Accounts.SECRET);
        try (Accounts accounts = Accounts.create();
                Mitogen mitogen = open()) {
            List<HopReport> reports = Doctor.examine(
                    mitogen.context(),
                    List.of(
                            accounts.method(),
                            su(Accounts.ADA).withJava(Jvm.java()),
                            sudo(Accounts.FREE).withJava(Jvm.java()),
                            su(Accounts.CLOSED).withPassword(wrong).withJava(Jvm.java()),
                            local()));
            assertEquals(
                    List.of(State.UP, State.UP, State.UP, State.FAILED, State.NOT_TRIED),
                    reports.stream().map(HopReport::state).toList(),
                    reports::toString);
            HopReport free = reports.get(2);
            assertEquals("sudo:free?java=" + Jvm.java().replace("/", "%2F"), free.hop());
            assertEquals(List.of("sudo", "-n", "-u", "free"), free.command().subList(0, 4));
            assertEquals(Accounts.FREE, free.surroundings().user());
            assertEquals(Jvm.java(), free.connect().java());
            assertTrue(free.roundTrip().toNanos() > 0);
            HopReport closed = reports.get(3);
            Failures.isOf(Reason.PASSWORD_WRONG, closed.failure());
            assertTrue(closed.verdict().contains("su did not accept the password"), closed.verdict());
            assertEquals(
                    "not tried, as the hop before it is not up", reports.get(4).verdict());
            assertFalse(reports.toString().contains(Accounts.SECRET), reports::toString);

            List<Leftovers> left = Doctor.verifyClean(
                    mitogen.context(),
                    List.of(
                            Exec.exec(alone(), accounts.folder + "/enter").withJava(Jvm.java()),
                            su(Accounts.ADA).withJava(Jvm.java()),
                            sudo(Accounts.BOB).withPassword(ada).withJava(Jvm.java())),
                    context -> assertEquals(Accounts.BOB, context.call(() -> System.getProperty("user.name"))));
            assertEquals(3, left.size());
            assertEquals("nothing left", left.get(2).verdict(), "bob is alone in there");
        }
    }

    /** What the doctor does at a target is done by our own classes. */
    @Test
    void aPolicyForClassesOfTheApplicationDoesNotStopTheDoctor() {
        Options options =
                Options.defaults().withClassPolicy(ClassPolicy.defaults().onlyClasses("com.example.*"));
        try (Mitogen mitogen = Mitogen.open(options.withOutput(new RecordedOutput()))) {
            HopReport hop = Doctor.examine(mitogen.context(), List.of(local().withJava(Jvm.java())))
                    .get(0);
            assertEquals(System.getProperty("user.name"), hop.surroundings().user());
        }
    }

    @Test
    void sshAndWhatIsLeft() throws Exception {
        Needs.root("have processes and places for files of its own");
        try (SshServer server = SshServer.start(List.of(alone()), "Banner /etc/passwd")) {
            String way = "ssh:" + System.getProperty("user.name") + "@127.0.0.1:" + server.port + "/local";
            List<String> options = server.commandOptions();
            String text = doctor(0, way, options, "--verify-clean");
            assertTrue(text.contains("\n    ssh         user " + System.getProperty("user.name") + "\n"), text);
            assertTrue(text.contains("\n                port " + server.port + "\n"), text);
            assertTrue(text.contains("\n    printed     root:x:0:0:"), text);
            assertTrue(
                    text.matches(
                            "(?s).*\n    up in       [0-9.]+ ms: [0-9.]+ ms until the name had an address, [0-9.]+ ms"
                                    + " until it was connected, [0-9.]+ ms until it was let in, [0-9.]+ ms until the shell answered,"
                                    + ".*"),
                    text);
            assertFalse(text.contains("debug1: "), text);
            assertFalse(text.contains("Authenticated to "), text);
            assertTrue(
                    text.matches(
                            "(?s).*\\n    scratch     /dev/shm/\\.mitogen-m[0-9a-f]{16}, which has no name any more\\n.*"),
                    text);
            assertEquals(2, text.split("afterwards: nothing left", -1).length - 1, text);

            String json = doctor(0, way.replace("/local", ""), options, "--json");
            JsonNode report = parsed(json);
            assertTrue(report.get("up").asBoolean(), json);
            assertEquals(1, report.get("hops").size(), json);
            JsonNode hop = report.get("hops").get(0);
            assertEquals("up", hop.get("state").asText());
            List<String> times = List.of("resolved", "connected", "letIn", "shell", "java", "up");
            double before = 0;
            for (String time : times) {
                double after = hop.get(time + "AfterMs").asDouble();
                assertTrue(after > 0 && after >= before, time + ": " + json);
                before = after;
            }
            List<String> names = new ArrayList<>();
            hop.fieldNames().forEachRemaining(names::add);
            assertEquals(
                    List.of(
                            ("command connectedAfterMs directory encoding hop java javaAfterMs javaHome javaVersion letInAfterMs"
                                            + " limits locale maxHeap memory memoryAvailable otherJavas printed processors"
                                            + " resolvedAfterMs roundTripMs runtimeAfterMs scratch shellAfterMs ssh state system"
                                            + " upAfterMs user verdict")
                                    .split(" ")),
                    names.stream().sorted().toList());

            List<String> command = new ArrayList<>(List.of("run", "-t", way.replace("/local", "")));
            command.addAll(options);
            command.addAll(List.of("--verify-clean", "--", "touch", "/tmp/by the command"));
            assertEquals(0, mitogen(command), err::toString);
            assertEquals("", out.toString(UTF_8));
            assertEquals(
                    "  " + way.replace("/local", "") + " afterwards: 1 appeared meanwhile, by us or by others\n"
                            + "    file        /tmp/by the command: file, 0 bytes\n",
                    err.toString(UTF_8).replaceFirst("(?s)^.*?(?=  ssh:)", ""));
            try (Mitogen mitogen = open()) {
                leaves(mitogen, server);
            }
        }
    }

    private static void leaves(Mitogen mitogen, SshServer server) {
        List<Leftovers> left = Doctor.verifyClean(mitogen.context(), List.of(server.method()), context -> {
            context.call(() -> Files.writeString(Path.of("/var/tmp/left it"), "12345"));
            context.call(() -> Files.createDirectories(Path.of("/tmp/left/deep")));
            context.call(() -> new ProcessBuilder("setsid", "sh", "-c", "(sleep 47 <&- >&- 2>&- &)")
                    .start()
                    .waitFor());
            context.call(() -> new ProcessBuilder("mount", "-t", "tmpfs", "left", "/opt")
                    .start()
                    .waitFor());
        });
        assertEquals(
                List.of("/tmp/left: directory", "/tmp/left/deep: directory", "/var/tmp/left it: file, 5 bytes"),
                left.get(0).files());
        assertEquals(1, left.get(0).processes().size(), left::toString);
        assertTrue(left.get(0).processes().get(0).endsWith(": sleep 47"), left::toString);
        assertEquals(1, left.get(0).mounts().size(), left::toString);
        assertTrue(left.get(0).mounts().get(0).startsWith("left /opt tmpfs"), left::toString);
        assertEquals("5 appeared meanwhile, by us or by others", left.get(0).verdict());
    }

    /** What ssh says of itself is not the context's output; and through a proxy it knows of no connection. */
    @Test
    void theTalkOfSshIsNobodysOutput() throws Exception {
        RecordedOutput output = new RecordedOutput();
        try (SshServer server = SshServer.start();
                Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(output))) {
            Ssh direct = server.method();
            List<String> command = ((CommandMethod) direct).command("");
            String proxy = String.join(" ", command.subList(0, command.size() - 3))
                    + " -o LogLevel=DEBUG1 -W %h:%p "
                    + direct.host();
            Ssh proxied = direct.withOption("ProxyCommand=" + proxy);
            ConnectReport report = report(mitogen, proxied);
            assertNull(report.resolvedAfter(), report::toString);
            assertNull(report.connectedAfter(), report::toString);
            assertTrue(report.letInAfter().compareTo(report.shellAfter()) <= 0, report::toString);
            assertEquals(List.of(), report.printed());
            assertFalse(
                    output.lines().stream().anyMatch(line -> line.startsWith("debug1: ")), () -> "" + output.lines());

            ConnectReport own = report(mitogen, direct.withOption("LogLevel=DEBUG1"));
            assertNull(own.connectedAfter(), "the level is the user's, so its lines are");
            assertTrue(own.printed().stream().anyMatch(line -> line.startsWith("debug1: Connection established")));
        }
    }

    private static ConnectReport report(Mitogen mitogen, Ssh method) {
        HopReport report = Doctor.examine(mitogen.context(), List.of(method)).get(0);
        assertEquals(State.UP, report.state(), report::toString);
        return report.connect();
    }

    @Test
    void failuresAreReportsToo() throws Exception {
        int port = SshServer.freePort();
        String way = "local/ssh:127.0.0.1:" + port + "/local";
        String text = doctor(3, way, List.of("-F", "/dev/null"));
        assertTrue(text.contains("\n  local: "), text);
        assertTrue(text.contains("\n  ssh:127.0.0.1:" + port + ": failed\n"), text);
        assertTrue(text.contains("\n                port " + port + "\n"), text);
        assertTrue(text.contains("refused the connection"), text);
        assertTrue(text.contains("LogLevel=DEBUG1"), text);
        assertFalse(text.contains("debug1: "), text);
        assertTrue(text.endsWith("\n  local: not tried, as the hop before it is not up\n"), text);
        assertEquals(3, mitogen(List.of("doctor", "-t", "local," + way, "-F", "/dev/null", "--json")));
        String summary = "mitogen: 1 ok, 1 failed: 1 refused the connection (" + way + ")\n";
        assertTrue(err.toString(UTF_8).startsWith(summary), err::toString);
        String json = out.toString(UTF_8);
        List<String> lines = json.lines().sorted().toList(); // they come as they are done
        assertEquals(2, lines.size(), json);
        JsonNode local = parsed(lines.get(0));
        assertEquals("local", local.get("target").asText());
        assertTrue(local.get("up").asBoolean(), json);
        JsonNode failed = parsed(lines.get(1));
        assertFalse(failed.get("up").asBoolean(), json);
        JsonNode hop = failed.get("hops").get(1);
        assertEquals("CONNECTION_REFUSED", hop.get("failure").asText());
        assertTrue(hop.get("message").asText().contains("It ran: ssh"), json);
        assertEquals("not tried", failed.get("hops").get(2).get("state").asText());
    }

    @Test
    void aContextInTheSameJvm() {
        try (Mitogen mitogen = open()) {
            HopReport report = Doctor.examine(mitogen.context(), List.of(InProcess.inProcess()))
                    .get(0);
            assertEquals(State.UP, report.state());
            Leftovers left = Doctor.verifyClean(mitogen.context(), List.of(InProcess.inProcess()), Context::ping)
                    .get(0);
            assertEquals("nothing seen; not looked at: all, as it is no process of its own", left.verdict());
        }
    }

    private String doctor(int status, String way, List<String> options, String... more) {
        List<String> arguments = new ArrayList<>(List.of("doctor", "-t", way));
        arguments.addAll(options);
        arguments.addAll(List.of(more));
        assertEquals(status, mitogen(arguments), () -> out.toString(UTF_8) + err.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
        return out.toString(UTF_8);
    }

    private int mitogen(List<String> arguments) {
        out.reset();
        err.reset();
        return Main.run(
                arguments.toArray(new String[0]), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private static JsonNode parsed(String json) throws Exception {
        return new ObjectMapper().readTree(json);
    }
}
