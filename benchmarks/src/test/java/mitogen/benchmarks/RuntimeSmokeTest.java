package mitogen.benchmarks;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link SmokeTest} for the one bench that takes as long as all others: the two run beside each other. */
class RuntimeSmokeTest {
    static final String NAME = "runtime";

    @Test
    void aRuntimeThatIsSentGivesFigures() throws Exception {
        SmokeTest.run(Map.entry(NAME, Main.benches().get(NAME)));
    }
}
