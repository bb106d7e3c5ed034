package mitogen.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every bench runs through and gives figures; what they come to is not looked at. */
class SmokeTest {
    /** The command as a plain program: {@code ./mitogen} would start a build within this one. */
    private static final List<String> COMMAND = OwnCommand.words();

    @TestFactory
    Stream<DynamicTest> everyBenchGivesFigures() {
        return Main.benches().entrySet().stream()
                .filter(bench -> !bench.getKey().equals(RuntimeSmokeTest.NAME))
                .map(bench -> DynamicTest.dynamicTest(bench.getKey(), () -> run(bench)));
    }

    static void run(Map.Entry<String, Bench> bench) throws Exception {
        Report report = new Report();
        try {
            bench.getValue().run(new Setup(Scale.SMOKE, COMMAND), report);
        } catch (Bench.Unavailable e) {
            assertFalse("true".equals(System.getenv("CI")), "in CI nothing that can be installed is skipped: " + e);
            Assumptions.abort(e.getMessage());
        }
        assertFalse(report.figures().isEmpty(), "no figures");
        for (Figure figure : report.figures()) {
            assertEquals(bench.getKey(), figure.bench());
            assertTrue(figure.value().count() > 0, figure.name());
        }
        assertTrue(text(report, false).startsWith("bench "), "a table");
    }

    @Test
    void printsValueFloorRatioAndBudget() {
        Samples value = new Samples();
        Samples floor = new Samples();
        for (int i = 0; i <= 10; i++) {
            value.add(100 + i);
            floor.add(40 + i);
        }
        Report report = new Report();
        report.add(Figure.of("b", "f", Unit.MILLISECONDS, value)
                .withFloor("g", floor)
                .withBudget(Budget.beyondFloor(60)));
        report.add(Figure.of("b", "h", Unit.PER_SECOND, value).withBudget(Budget.atLeast(1000)));
        report.skip("c", "no such thing");
        String expected = """
                | bench | figure | median | p90 | n | floor (median) | ratio, difference | budget |
                |---|---|---|---|---|---|---|---|
                | b | f | 105.0 ms | 109.0 | 11 | 45.0 ms, g | 2.33 x, +60.0 | floor + 60.0 ms: met |
                | b | h | 105 /s | 101 | 11 |  |  | at least 1,000 /s: MISSED |
                skipped: c: no such thing
                """;
        assertEquals(expected, text(report, true));
    }

    private static String text(Report report, boolean markdown) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), markdown);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
