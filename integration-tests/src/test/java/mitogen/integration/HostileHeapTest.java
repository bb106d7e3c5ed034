package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** All attacks at once on a controller with a small heap: it lives, and its well-behaved children answer. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
final class HostileHeapTest {
    @Test
    void aSmallControllerSurvivesAllAttacksAtOnce() throws Exception {
        survive(4, false);
    }

    @Test
    @Tag("long")
    void aSmallControllerSurvivesAllAttacksForAMinute() throws Exception {
        survive(60, true);
    }

    private static void survive(int seconds, boolean processes) throws Exception {
        Map<String, String> small = Map.of("JDK_JAVA_OPTIONS", "-Xmx128m");
        try (Jvm jvm = Jvm.start(HostileMix.class, small, String.valueOf(seconds), String.valueOf(processes))) {
            int median = Integer.parseInt(jvm.awaitLine("median "));
            jvm.awaitLine("survived");
            assertTrue(median < 1000, median + " ms");
        }
    }
}
