package mitogen.cli.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import mitogen.cli.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Expressions and statements of Java, in another JVM. */
@Timeout(60)
class EvalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int eval(String... words) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of("eval", "-t", "local"));
        all.addAll(List.of(words));
        return Main.run(
                all.toArray(new String[0]), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private void assertPrints(String expected, String... words) {
        assertEquals(0, eval(words), err::toString);
        assertEquals(expected, out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void theValueIsPrinted() {
        assertPrints("3\n", "1 + 2 // three");
        assertPrints("[[a], null]\n", "new Object[][] {{\"a\"}, null}");
        assertPrints("[1, 2]\n", "new int[] {1, 2}");
        assertPrints("a\nb\n", "Stream.of(args)", "a", "b");
        assertPrints("null\n", "(Object) null");
        assertPrints("grün\n", "\"grün\"");
        assertPrints(
                "true\n",
                "Context.current().name() != null && ProcessHandle.current().pid() != "
                        + ProcessHandle.current().pid());
    }

    @Test
    void statementsRunToo() {
        assertPrints("x\n", "System.out.println(\"x\")");
        assertPrints("1\n2\n", "for (int i = 1; i < 3; i++) System.out.println(i);");
        assertPrints("5\n", "int a = 2;\nint b = 3;\nshow(a + b)");
    }

    @Test
    void whatIsThrownAndWhatDoesNotCompileIsTold() {
        assertEquals(1, eval("Files.readString(Path.of(\"/no/such\"))"));
        String told = err.toString(UTF_8);
        assertTrue(told.startsWith("Exception in thread \"main\" java.nio.file.NoSuchFileException: /no/such\n"), told);
        assertTrue(told.contains("at Eval.main(expression"), told);
        assertEquals(2, eval("1 +"));
        assertTrue(err.toString(UTF_8).startsWith("expression:"), err::toString);
        assertEquals(2, eval("int a = b;"));
        assertTrue(err.toString(UTF_8).contains("cannot find symbol"), err::toString);
        assertEquals("", out.toString(UTF_8));
    }
}
