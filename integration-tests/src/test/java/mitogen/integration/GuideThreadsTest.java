package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mitogen.Call;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The code in docs/how-to about tools for concurrency: what is between the two kinds of comments; see {@link GuideTest}. What
 * needs a newer Java than these tests is the text of a program, which such a Java compiles and runs.
 */
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class GuideThreadsTest {
    private static final String NEWER = """
            package mitogen.integration;

            import static mitogen.connect.Local.local;

            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.StructuredTaskScope;
            import mitogen.Call;
            import mitogen.CallException;
            import mitogen.Context;
            import mitogen.controller.Mitogen;
            import mitogen.integration.GuideThreadsTest.Hosts;

            public class Newer {
                static synchronized void print(Object line) {
                    System.out.println("printed " + line);
                }

                public static void main(String[] arguments) throws Exception {
                    try (Mitogen mitogen = Mitogen.open()) {
                        Context web = mitogen.connect(local());
                        Context db = mitogen.connect(local());
                        virtual(List.of(web, db));
                        structured(web, db);
                        cancelled(web, db);
                    }
                    System.out.println("done");
                }

                static void virtual(List<Context> hosts) {
                    // guide
                    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                        for (Context host : hosts) {
                            threads.submit(() -> print(Hosts.kernel(host)));
                        }
                    }
                    // end
                }

                static void structured(Context web, Context db) throws Exception {
                    // guide
                    try (var scope = StructuredTaskScope.open()) {
                        var kernel = scope.fork(() -> Hosts.kernel(web));
                        var other = scope.fork(() -> Hosts.kernel(db));
                        scope.join();
                        print(kernel.get().equals(other.get()));
                    }
                    // end
                }

                static void cancelled(Context web, Context db) throws Exception {
                    // guide
                    try (var scope = StructuredTaskScope.open()) {
                        scope.fork(() -> {
                            Call<Void> call = Hosts.sleep(web);
                            try {
                                return call.await();
                            } finally {
                                call.cancel(true); // no effect on a call that is done
                            }
                        });
                        scope.fork(() -> Hosts.fail(db));
                        scope.join();
                    } catch (StructuredTaskScope.FailedException e) {
                        print(e.getCause() instanceof CallException);
                    }
                    // end
                }
            }
            """;

    /** What runs on the hosts, in a class that an older Java can read. */
    static final class Hosts {
        private Hosts() {}

        // guide
        static String kernel(Context host) {
            return host.call(() -> Files.readString(Path.of("/proc/version")));
        }
        // end

        static Call<Void> sleep(Context host) {
            return host.submit(() -> Thread.sleep(60_000));
        }

        static int fail(Context host) {
            return host.call(() -> Integer.parseInt("x"));
        }
    }

    private Mitogen mitogen;
    private Context current;
    private int connects;

    @Test
    void virtualThreadsAndStructuredConcurrency(@TempDir Path folder) throws Exception {
        String java = Jvm.java(25); // where structured concurrency has this form
        Path program = Files.writeString(folder.resolve("Newer.java"), NEWER);
        String classPath = System.getProperty("java.class.path") + ":" + folder;
        List<String> compile =
                List.of("-m", "jdk.compiler/com.sun.tools.javac.Main", "--enable-preview", "--release", "25");
        List<String> files = List.of("-cp", classPath, "-d", folder.toString(), program.toString());
        try (Jvm compiler = Jvm.start(
                Path.of(java), Stream.concat(compile.stream(), files.stream()).toList())) {
            assertEquals(0, compiler.process.waitFor());
        }
        try (Jvm jvm =
                Jvm.start(Path.of(java), List.of("--enable-preview", "-cp", classPath, "mitogen.integration.Newer"))) {
            for (int i = 0; i < 2; i++) {
                assertTrue(jvm.awaitLine("printed ").startsWith("Linux version"));
            }
            for (int i = 0; i < 2; i++) {
                assertEquals("true", jvm.awaitLine("printed "));
            }
            jvm.awaitLine("done");
        }
    }

    private synchronized Context connected() {
        if (current == null || current.onEnd().toCompletableFuture().isDone()) {
            current = mitogen.connect(local());
            connects++;
        }
        return current;
    }

    @Test
    void failsafe() throws Exception {
        try (Mitogen opened = Mitogen.open()) {
            mitogen = opened;
            // guide
            RetryPolicy<String> policy = RetryPolicy.<String>builder()
                    .handle(ContextLostException.class, DeadlineException.class)
                    .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(5))
                    .withJitter(0.2)
                    .withMaxRetries(3)
                    .build();
            String version =
                    Failsafe.with(policy).get(() -> connected().call(() -> Files.readString(Path.of("/proc/version"))));
            // end
            assertTrue(version.startsWith("Linux"), version);
            Context lost = current;
            assertEquals(
                    "survived",
                    Failsafe.with(policy)
                            .get(() -> connected().equals(lost) ? lost.call(GuideThreadsTest::die) : "survived"));
            assertEquals(2, connects);
            ExecutorService threads = Executors.newCachedThreadPool();
            // guide
            CompletableFuture<String> later = Failsafe.with(policy)
                    .with(threads)
                    .getStageAsync(() -> connected().submit(() -> Files.readString(Path.of("/proc/version"))));
            // end
            assertEquals(version, later.get(30, TimeUnit.SECONDS));
            threads.shutdown();
        }
    }

    private static String die() {
        Runtime.getRuntime().halt(1);
        return "";
    }
}
