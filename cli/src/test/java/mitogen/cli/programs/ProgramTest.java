package mitogen.cli.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(System.out, new PrintStream(err, true, UTF_8), false);

    private Program compile(String text) throws IOException {
        Path file = folder.resolve("Program.java");
        Files.writeString(file, text);
        return Program.compile(file.toString(), 17, ProgramPath.NONE, terminal);
    }

    @Test
    void theFirstTopLevelClassWithAMainIsTheMainClass() throws IOException {
        Program program = compile("""
                package a.b;
                class First { static class Inner { public static void main(String[] args) {} } }
                class NotIt { public static int main(String[] args) { return 0; } void main() {} }
                class It { public static void main(String... args) { Runnable r = () -> {}; r.run(); } }
                class Later { public static void main(String[] args) {} }
                """);
        assertEquals("a.b.It", program.mainClass());
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void classFilesByName() throws Exception {
        Program program = compile("class P { public static void main(String[] a) { new Object() {}; } }");
        assertEquals(Set.of("P", "P$1"), program.classes().keySet());
        ByteBuffer bytes = ByteBuffer.wrap(program.classes().get("P$1"));
        assertEquals(0xCAFEBABE, bytes.getInt());
        assertEquals(61, bytes.getInt(), "Java 17's, whatever the compiler's own is");
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing but the source is on the disk");
        }
    }

    @Test
    void theCompilersMessagesAreShownAsTheyAre() throws IOException {
        assertNull(compile("class P {\n    int x = \"text\";\n}\n"));
        String file = folder.resolve("Program.java").toString();
        assertEquals(
                file + ":2: error: incompatible types: String cannot be converted to int\n"
                        + "    int x = \"text\";\n            ^\n1 error\n",
                err.toString(UTF_8));
    }

    @Test
    void whatIsNoProgramIsRefused() throws IOException {
        assertProblem("has no class with a main", () -> compile("class P {}"));
        assertProblem("has no class with a main", () -> compile(""));
        assertProblem(
                "there is no source file", () -> Program.compile("/nowhere/P.java", 17, ProgramPath.NONE, terminal));
        assertProblem("is not a .java file", () -> {
            Path script = Files.writeString(folder.resolve("a.py"), "");
            return Program.compile(script.toString(), 17, ProgramPath.NONE, terminal);
        });
        assertProblem("--release", () -> {
            Path source = Files.writeString(folder.resolve("P.java"), "class P {}");
            return Program.compile(source.toString(), 3, ProgramPath.NONE, terminal);
        });
    }

    private static void assertProblem(String problem, Callable<?> work) {
        UsageException refused = assertThrows(UsageException.class, work::call);
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
        assertEquals(2, refused.getMessage().lines().count(), "what, and what to do");
    }
}
