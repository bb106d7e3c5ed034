package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.connect.Sudo.sudo;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mitogen.Call;
import mitogen.Context;
import mitogen.Group;
import mitogen.Outcome;
import mitogen.Secret;
import mitogen.connect.Local;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.Runtimes;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/ about connecting and options: what is between the two kinds of comments; see {@link GuideTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class GuideConnectTest {
    @TempDir
    private Path folder;

    @Test
    void passwords() throws Exception {
        Needs.command("sudo", "sudo");
        Path file = Files.writeString(folder.resolve("password"), "not asked for\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (Mitogen mitogen = Mitogen.open()) {
            Context web = mitogen.connect(local());
            // guide
            Secret secret = Secret.ofFile(file);
            Context root = web.connect(sudo().withPassword(secret));
            secret.wipe(); // the order has been written; a method with this secret connects no more
            // end
            assertEquals("root", root.call(() -> System.getProperty("user.name")));
        }
    }

    @Test
    void patience() {
        Local ssh = local();
        try (Mitogen mitogen = Mitogen.open()) {
            // guide
            Context starting = mitogen.connect(ssh.withPatience(Duration.ofMinutes(5)));
            starting.execute(() -> System.out.println("up")); // travels along when the connect succeeds
            // end
            // guide
            reboot(starting);
            starting.onEnd().toCompletableFuture().join();
            Context again = mitogen.connect(ssh.withPatience(Duration.ofMinutes(5)));
            // end
            assertEquals(1, again.call(() -> 1));
        }
    }

    private static void reboot(Context context) {
        context.execute(() -> Runtime.getRuntime().halt(0));
    }

    @Test
    void lingering() {
        try (Mitogen mitogen = Mitogen.open()) {
            Context web = mitogen.connect(local());
            // guide
            web.linger(Duration.ofMinutes(10)); // in effect when it returns
            web.execute(() -> migrate());
            // end
            assertEquals(1, web.call(() -> 1));
        }
    }

    private static void migrate() {}

    @Test
    void detaching() {
        try (Mitogen mitogen = Mitogen.open()) {
            Context web = mitogen.connect(local());
            String name = "build-" + UUID.randomUUID();
            // guide
            web.detach(name, Duration.ofHours(24)); // in effect when it returns
            web.execute(() -> build());
            // end
            // guide
            print(web.detached()); // the names of all of them
            Context again = web.connect("detached:" + name); // as a target: ssh:web1/detached:build
            print(again.call(() -> ProcessHandle.current().pid()));
            again.close(); // ends all of it
            // end
        }
    }

    private static void build() {}

    private static void print(Object value) {
        assertNotNull(value);
    }

    @Test
    void runtimes() throws Exception {
        Path file = Files.writeString(folder.resolve("jre.tar.gz"), "an archive");
        // guide
        Options kept = Options.defaults().withRuntimes(Runtimes.linked()); // stays in ~/.cache/mitogen there
        Options removed = Options.defaults().withRuntimes(Runtimes.linked().leavingNothing()); // removed at the end
        Options larger = Options.defaults().withRuntimes(Runtimes.linked().withModules("java.sql"));
        Options others = Options.defaults().withRuntimes(Runtimes.linked().withArchive("linux-aarch64", file));
        // end
        assertEquals(4, Stream.of(kept, removed, larger, others).distinct().count());
    }

    @Test
    void resources() {
        // guide
        Options options = Options.defaults()
                .withClassPolicy(ClassPolicy.defaults().allowResources("com/example/rules/**", "*.xsd"));
        // end
        assertTrue(options.classPolicy().toString().contains("[com/example/rules/**, *.xsd]"));
    }

    @Test
    void classLoaders() {
        ClassLoader plugins = getClass().getClassLoader();
        // guide
        Options options =
                Options.defaults().withClassLoaders(Thread.currentThread().getContextClassLoader(), plugins);
        // end
        assertEquals(2, options.classLoaders().size());
    }

    @Test
    void asText() {
        try (Mitogen mitogen = Mitogen.open()) {
            // guide
            Context inner = mitogen.connect("local/local");
            // end
            assertTrue(inner.name().endsWith("local/local"), inner.name());
            inner.await();
        }
    }

    private List<Context> hosts(Mitogen mitogen) {
        return List.of(mitogen.connect(inProcess()), mitogen.connect(local()));
    }

    // guide
    @TestFactory
    Stream<DynamicTest> eachHostHasEnoughMemory() {
        try (Mitogen mitogen = Mitogen.open()) {
            Group hosts = mitogen.group(hosts(mitogen)).withTimeout(Duration.ofSeconds(30));
            List<Outcome<Long>> outcomes = Call.outcomes(hosts.submit(() -> memoryKilobytes()));
            return outcomes.stream()
                    .map(outcome -> DynamicTest.dynamicTest(
                            outcome.context().name(), () -> assertTrue(outcome.get() > 100_000)));
        }
    }

    private static long memoryKilobytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            String total = lines.findFirst().orElseThrow();
            return Long.parseLong(total.replaceAll("[^0-9]", ""));
        }
    }
    // end
}
