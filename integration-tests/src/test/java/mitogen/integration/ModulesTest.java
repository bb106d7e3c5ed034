package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that Maven builds, in a named module which requires one module of ours and opens its packages to one: on the
 * module path, on the class path, and in an image that {@code jlink} made of it. Each time in a JVM of its own.
 */
@Timeout(120)
@ExtendWith(LeakCheck.class)
final class ModulesTest {
    @TempDir
    static Path scratch;

    private static String path;

    /** Its packages are open, exported, and neither. */
    @BeforeAll
    static void build() throws Exception {
        MavenApp app = MavenApp.build(scratch, """
                        module-info.java
                        module app {
                            requires mitogen.controller;
                            opens app.open to mitogen;
                            opens app.records to mitogen; // has no lambda
                            exports app.exported;
                        }
                        """, """
                        app/Main.java
                        package app;
                        import static mitogen.connect.Local.local;
                        import mitogen.Context;
                        import mitogen.Group;
                        import mitogen.ValueException;
                        import mitogen.controller.Mitogen;
                        public class Main {
                            public static void main(String[] args) {
                                try (Mitogen mitogen = Mitogen.open()) {
                                    System.out.println("here: " + mitogen.context().call(app.open.Entry.task()));
                                    Context process = mitogen.connect(local());
                                    Context below = process.connect(local());
                                    for (String each : Group.of(process, below).call(app.open.Entry.task())) {
                                        System.out.println("ran: " + each);
                                    }
                                    System.out.println("below: " + app.open.Entry.throughBelow(process));
                                    System.out.println("record: " + process.call(new app.records.Sum(new int[] {40, 2})));
                                    try {
                                        System.out.println("closed: " + process.call(app.closed.Used.task()));
                                    } catch (ValueException e) {
                                        System.out.println("closed: " + e.getMessage());
                                    }
                                }
                            }
                        }
                        """, """
                        app/open/Entry.java
                        package app.open;
                        import static mitogen.connect.Local.local;
                        import mitogen.Context;
                        import mitogen.Task;
                        public class Entry {
                            public static Task<String> task() {
                                return () -> app.closed.Used.name() + ", " + app.exported.Shown.name();
                            }
                            public static String throughBelow(Context context) {
                                return context.call(() -> {
                                    try (Context inner = Context.current().connect(local())) {
                                        return inner.call(() -> app.closed.Used.name());
                                    }
                                });
                            }
                        }
                        """, """
                        app/records/Sum.java
                        package app.records;
                        public record Sum(int[] numbers) implements mitogen.Task<Sum.Total> {
                            public record Total(int total) {}
                            @Override
                            public Total run() {
                                return new Total(java.util.Arrays.stream(numbers).sum());
                            }
                        }
                        """, """
                        app/closed/Used.java
                        package app.closed;
                        public class Used {
                            public static String name() {
                                return "used by " + Used.class.getProtectionDomain().getCodeSource().getLocation();
                            }
                            public static mitogen.Task<String> task() {
                                return () -> name();
                            }
                        }
                        """, """
                        app/exported/Shown.java
                        package app.exported;
                        public class Shown {
                            public static String name() {
                                return Shown.class.getModule().toString().replaceAll("@.*", "");
                            }
                        }
                        """);
        path = app.path().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Whatever the application is, in a context its classes come over the link, and are in the unnamed module. */
    private static void assertRuns(Jvm jvm, String place) throws Exception {
        for (String context : List.of("local", "local/local")) {
            assertEquals("used by mitogen:/" + place + ", unnamed module ", jvm.awaitLine("ran: "), context);
        }
        assertEquals("used by mitogen:/" + place, jvm.awaitLine("below: "));
        assertEquals("Total[total=42]", jvm.awaitLine("record: "));
    }

    @Test
    void onTheModulePath() throws Exception {
        try (Jvm jvm = Jvm.start(List.of("-p", path, "-m", "app/app.Main"))) {
            assertRuns(jvm, "app.jar");
            String refused = jvm.awaitLine("closed: ");
            assertTrue(
                    refused.contains("the package app.closed of the module app is not open to us; add 'opens app.closed"
                            + " to mitogen;' to its module-info.java, or start Java with"
                            + " --add-opens app/app.closed=mitogen"),
                    refused);
        }
    }

    @Test
    void aPackageIsOpenedOnTheCommandLine() throws Exception {
        try (Jvm jvm = Jvm.start(List.of("-p", path, "--add-opens", "app/app.closed=mitogen", "-m", "app/app.Main"))) {
            assertEquals("used by mitogen:/app.jar", jvm.awaitLine("closed: "));
        }
    }

    @Test
    void onTheClassPath() throws Exception {
        try (Jvm jvm = Jvm.start(List.of("-cp", path, "app.Main"))) {
            assertRuns(jvm, "app.jar");
            assertEquals("used by mitogen:/app.jar", jvm.awaitLine("closed: "));
        }
    }

    /** The contexts below run on the image's own Java, whose modules are those of the application, and ours. */
    @Test
    void inALinkedImage() throws Exception {
        Path image = scratch.resolve("image");
        StringWriter said = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("--module-path", path, "--add-modules", "app"));
        arguments.addAll(List.of("--output", image.toString(), "--strip-java-debug-attributes", "--no-man-pages"));
        PrintWriter out = new PrintWriter(said);
        int status = ToolProvider.findFirst("jlink").orElseThrow().run(out, out, arguments.toArray(String[]::new));
        assertEquals(0, status, said.toString());
        try (Jvm jvm = Jvm.start(image.resolve("bin/java"), List.of("-m", "app/app.Main"))) {
            assertRuns(jvm, "app");
        }
    }
}
