package mitogen.integration;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** JVMs are killed at random moments: whoever waits for them hears of it, and nobody else. */
@ExtendWith(LeakCheck.class)
final class KillTest {
    private static final int RUNS_OF_A_TREE = 8;

    /** A sample; what is wrong once in thousands of runs is for the long form. */
    @Test
    @Timeout(240)
    void oneTree() {
        kill(RUNS_OF_A_TREE);
    }

    @Test
    @Tag("long")
    @Timeout(7200)
    void aThousandRuns() {
        kill(1000);
    }

    private static void kill(int least) {
        long seed = System.nanoTime();
        System.out.println("KillTest: the seed is " + seed);
        Random random = new Random(seed);
        long start = System.nanoTime();
        int runs = 0;
        while (runs < least) {
            LeakCheck.Snapshot before = LeakCheck.Snapshot.take();
            KillRun tree = new KillRun(random);
            try (tree) {
                for (int end = runs + RUNS_OF_A_TREE; runs < end; runs++) {
                    tree.run();
                }
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ", after " + runs + " runs; " + tree.story() + ": " + e, e);
            }
            var leaks = LeakCheck.leaks(before, LeakCheck.PATIENCE);
            if (!leaks.isEmpty()) {
                throw new AssertionError("seed " + seed + ", after " + runs + " runs there is left: " + leaks);
            }
        }
        System.out.println("KillTest: " + runs + " runs in "
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
    }
}
