package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.connect.Container.podman;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Secret;
import mitogen.Task;
import mitogen.cli.Main;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** ssh to a machine, sudo there, into a container as an ordinary account, and su in there: with the real tools. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class FourHopsTest {
    private static final Task<String> WHO = () -> System.getProperty("user.name") + " in "
            + (Files.exists(Path.of("/run/.containerenv")) ? "a container" : "no container");

    private static Accounts accounts;
    private static SshServer server;
    private static Engine engine;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        Needs.command("sudo", "sudo");
        accounts = Accounts.create();
        server = SshServer.start(accounts.prefix());
        engine = Engine.start("podman", "podman:podman", "runc:runc", "buildah:buildah");
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {engine, server, accounts}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private static List<ConnectionMethod> way() {
        return List.of(
                server.method().withUser(Accounts.ADA),
                sudo().withPassword(new Secret(Accounts.password(Accounts.ADA))).withJava(Jvm.java()),
                podman("app")
                        .withUser("alice")
                        .withBinary(engine.file("podman"))
                        .withJava(Jvm.java()),
                su("bob").withPassword(new Secret("bob-secret")).withJava(Jvm.java()));
    }

    @Test
    void sshSudoPodmanSu() {
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            Context context = mitogen.context();
            List<String> expected = List.of(
                    "ada in no container", "root in no container", "alice in a container", "bob in a container");
            for (int hop = 0; hop < 4; hop++) {
                context = context.connect(way().get(hop));
                assertEquals(expected.get(hop), context.call(WHO));
            }
            assertEquals(
                    "bob in a container",
                    ContextFixture.connect(mitogen, way()).call(WHO),
                    "with nothing waited for between the hops");
        }
    }

    /** The one in the container; the hop before it finds out, and the hop behind it. */
    @Test
    void oneIsFrozen() throws Exception {
        Set<Long> before = Processes.sharing(places());
        Options options = Options.defaults().withOutput(new RecordedOutput()).withHeartbeat(Duration.ofMillis(300));
        try (Mitogen mitogen = Mitogen.open(options)) {
            Context root = ContextFixture.connect(mitogen, way().subList(0, 2));
            Context alice = root.connect(way().get(2));
            Context bob = alice.connect(way().get(3));
            long bobs = bob.call(Spot.HERE).outside();
            long alices = alice.call(Spot.HERE).outside();
            try (Frozen frozen = new Frozen(alices)) {
                FrozenTest.assertGivenUp(alice, alice.submit(FrozenTest.FOREVER));
                FrozenTest.assertGivenUp(alice, bob.submit(FrozenTest.FOREVER));
                assertEquals("root in no container", root.call(WHO));
                Await.until("what is behind it ends", () -> !Processes.alive(bobs));
                assertTrue(Processes.alive(frozen.pid), "podman's client was killed, which kills nothing in there");
            }
            Await.until("it ends when it goes on", () -> !Processes.alive(alices));
        }
        awaitOnly(before);
    }

    /** It is waited for as long as is promised, and then left alone, as it is out of reach. */
    @Test
    @Tag("long")
    void oneIsFrozenAtTheClose() throws Exception {
        Set<Long> before = Processes.sharing(places());
        Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
        Context alice = ContextFixture.connect(mitogen, way().subList(0, 3));
        try (Frozen frozen = new Frozen(alice.call(Spot.HERE).outside())) {
            long start = System.nanoTime();
            mitogen.close();
            long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertTrue(took < 6000, () -> "close took " + took + " ms");
            Await.until("all else ends, but what podman has watch over it", () -> {
                Set<Long> left = new HashSet<>(Processes.sharing(places()));
                left.removeAll(before);
                left.removeIf(each -> Processes.describe(each).contains("/conmon "));
                return left.equals(Set.of(frozen.pid));
            });
        }
        awaitOnly(before);
    }

    @Test
    void byOneCommandLine() throws Exception {
        assertEquals(
                7, mitogen("podman:app", "sh", "-c", "id -un; test -e /run/.containerenv && echo contained; exit 7"));
        assertEquals("bob\ncontained\n", said("out"), () -> said("err"));
        assertEquals("", said("err"));
    }

    @Test
    void aWrongHopIsNamedByTheCommand() throws Exception {
        assertEquals(3, mitogen("podman:nope", "id", "-un"));
        String ssh = "ssh:ada@127.0.0.1:" + server.port;
        assertTrue(
                said("err")
                        .contains("cannot connect " + ssh + "/sudo/podman:nope from " + ssh
                                + "/sudo: there is no container nope"),
                () -> said("err"));
        assertEquals("", said("out"));
    }

    /** A process of its own, as it is run by people: its exit status; what it printed is in {@link #said}. */
    private int mitogen(String container, String... command) throws Exception {
        Set<Long> before = Processes.sharing(places());
        String binary = engine.file("podman").replace("/", "%2F");
        List<String> line = new ArrayList<>(List.of(
                Jvm.java(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "-t",
                "ssh:ada@127.0.0.1:" + server.port + "/sudo/" + container + "?user=alice&binary=" + binary
                        + "/su:bob"));
        line.addAll(server.commandOptions());
        line.addAll(List.of(
                "--password-command",
                "sudo=echo " + Accounts.password(Accounts.ADA),
                "--password-command",
                "su:bob=echo bob-secret",
                "--"));
        line.addAll(List.of(command));
        int status = new ProcessBuilder(line)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start()
                .waitFor();
        awaitOnly(before);
        return status;
    }

    /** Of the machine's and the container's processes. What was there before may end meanwhile. */
    private static void awaitOnly(Set<Long> before) throws Exception {
        Set<Long> left = new HashSet<>();
        try {
            Await.until("only those of before are left", Duration.ofSeconds(40), () -> {
                left.clear();
                left.addAll(Processes.sharing(places()));
                left.removeAll(before);
                return left.isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    "left: " + left.stream().map(Processes::describe).toList(), e);
        }
    }

    /** A process of the machine, and one of the container. */
    private static List<Long> places() throws Exception {
        return List.of(
                Long.valueOf(Files.readString(server.folder.resolve("pid")).strip()),
                Long.valueOf(Processes.run(engine.file("podman"), "inspect", "--format", "{{.State.Pid}}", "app")));
    }

    private String said(String stream) {
        try {
            return Files.readString(folder.resolve(stream), UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
