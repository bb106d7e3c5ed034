package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.agent.Agent;
import mitogen.controller.Mitogen;
import mitogen.parent.Parent;
import mitogen.testing.InProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An application of named modules, ours among them, in a JVM of its own. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class ModulePathTest {
    @TempDir
    Path scratch;

    @Test
    void tasksOfNamedModules() throws Exception {
        Path jar = new App(scratch)
                .java("""
                        module-info.java
                        module app {
                            requires mitogen.testing;
                            opens app.open to mitogen.core, mitogen.parent;
                        }
                        """, """
                        app/Main.java
                        package app;
                        import static mitogen.testing.InProcess.inProcess;
                        import static mitogen.connect.Local.local;
                        import java.time.Duration;
                        import mitogen.Context;
                        import mitogen.ValueException;
                        import mitogen.controller.Mitogen;
                        public class Main {
                            public static void main(String[] args) {
                                try (Mitogen mitogen = Mitogen.open()) {
                                    Context context = mitogen.connect(inProcess());
                                    System.out.println("open: " + app.open.Entry.run(context));
                                    Context other = mitogen.connect(local().withTimeout(Duration.ofSeconds(20)));
                                    System.out.println("process: " + app.open.Entry.run(other));
                                    try {
                                        System.out.println("closed: " + app.closed.Entry.run(context));
                                    } catch (ValueException e) {
                                        System.out.println("closed: " + e.getMessage());
                                    }
                                }
                            }
                        }
                        """, ENTRY.formatted("open"), ENTRY.formatted("closed"), """
                        app/closed/Used.java
                        package app.closed;
                        public class Used {
                            public static String name() {
                                return "used by " + Used.class.getProtectionDomain().getCodeSource().getLocation();
                            }
                        }
                        """)
                .jar("app.jar");
        String path = Stream.concat(
                        Stream.of(jar),
                        Stream.of(Context.class, Agent.class, Parent.class, Mitogen.class, InProcess.class)
                                .map(ModulePathTest::location))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        try (Jvm jvm = Jvm.start(List.of("-p", path, "-m", "app/app.Main"))) {
            assertEquals("used by mitogen:/app.jar", jvm.awaitLine("open: "));
            assertEquals("used by mitogen:/app.jar", jvm.awaitLine("process: "));
            String refused = jvm.awaitLine("closed: ");
            assertTrue(
                    refused.contains("the package app.closed of the module app is not open to us; add 'opens app.closed"
                            + " to mitogen.core, mitogen.parent;' to its module-info.java, or start Java with"
                            + " --add-opens app/app.closed=mitogen.core,mitogen.parent"),
                    refused);
        }
        try (Jvm jvm = Jvm.start(List.of(
                "-p", path, "--add-opens", "app/app.closed=mitogen.core,mitogen.parent", "-m", "app/app.Main"))) {
            assertEquals("used by mitogen:/app.jar", jvm.awaitLine("closed: "));
        }
    }

    private static final String ENTRY = """
            app/%1$s/Entry.java
            package app.%1$s;
            public class Entry {
                public static String run(mitogen.Context context) {
                    return context.call(() -> app.closed.Used.name());
                }
            }
            """;

    private static Path location(Class<?> type) {
        return Path.of(java.net.URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
