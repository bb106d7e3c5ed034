package mitogen.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark of JMH runs through and gives figures, as {@link SmokeTest} has it of the others. */
class JmhTest {
    /** In this JVM, once each: JMH always does an operation to its end. */
    @Test
    void jmhGivesTimesAndFloors() throws Exception {
        Options once = new OptionsBuilder()
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        List<Figure> figures = JmhMain.report(new Runner(once).run()).figures();
        assertEquals(9, figures.size());
        Map<String, String> floors = new HashMap<>();
        for (Figure figure : figures) {
            assertTrue(figure.value().median() > 0, figure.name());
            if (figure.floor() != null) {
                floors.put(figure.name(), figure.floorName());
            }
        }
        assertEquals(JmhMain.FLOORS, floors);
    }
}
