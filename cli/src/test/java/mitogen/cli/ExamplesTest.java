package mitogen.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files in {@code examples/} do what they say. */
@Timeout(120)
class ExamplesTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static String example(String name) {
        Path here = Path.of("").toAbsolutePath(); // this module's folder, or the root
        Path examples = Files.isDirectory(here.resolve("examples")) ? here : here.getParent();
        return examples.resolve("examples").resolve(name).toString();
    }

    private int mitogen(String... args) {
        PrintStream print = new PrintStream(out, true, UTF_8);
        return Main.run(args, print, print);
    }

    @Test
    void hello() {
        assertEquals(0, mitogen("java", "-t", "local", example("Hello.java"), "you"), () -> out.toString(UTF_8));
        String text = out.toString(UTF_8);
        assertTrue(text.startsWith("Hello you from "), text);
        assertTrue(text.contains("\n  java     " + System.getProperty("java.version") + " in "), text);
    }

    @Test
    void inventory() throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v python3")
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0,
                "python3 is not installed");
        assertEquals(0, mitogen("script", "-t", "local", example("inventory.py")), () -> out.toString(UTF_8));
        String text = out.toString(UTF_8);
        assertTrue(text.startsWith("{\n  \"host\": \""), text);
        assertTrue(text.endsWith("\n}\n"), text);
    }

    @Test
    void treeOfContexts() throws Exception {
        String classPath = System.getProperty("java.class.path");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int compiled = compiler.run(
                null,
                out,
                out,
                "-Xlint:all,-path",
                "-Werror",
                "-encoding",
                "UTF-8",
                "--release",
                "17",
                "-cp",
                classPath,
                "-d",
                folder.toString(),
                example("TreeOfContexts.java"));
        assertEquals(0, compiled, () -> out.toString(UTF_8));

        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        folder + File.pathSeparator + classPath,
                        "TreeOfContexts")
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        String text = Files.readString(printed);
        assertEquals(0, process.exitValue(), text);
        assertEquals(4, text.lines().count(), text);
        String java = "Java " + System.getProperty("java.version");
        assertTrue(text.lines().allMatch(line -> line.endsWith(java)), text);
        assertTrue(text.lines().toList().get(3).startsWith("         "), text);
        assertEquals(
                4,
                text.lines()
                        .map(line -> line.replaceAll(".*process (\\d+).*", "$1"))
                        .distinct()
                        .count(),
                text);
    }
}
