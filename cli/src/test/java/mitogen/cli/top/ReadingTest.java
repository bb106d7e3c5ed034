package mitogen.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** From lines of /proc to figures. */
class ReadingTest {
    private static final String MEMORY = """
            MemTotal:        8388608 kB
            MemFree: 1 kB
            MemAvailable:    6291456 kB
            SwapTotal:       1048576 kB
            SwapFree:        1048576 kB
            """;

    private static Reading reading(String text) {
        Reading reading = new Reading();
        text.lines().forEach(reading::add);
        return reading;
    }

    private static String process(int pid, String name, long user, long system) {
        return pid + " (" + name + ") S 1 2 3 0 -1 4194304 5 6 7 8 " + user + " " + system + " 0 0 20 0 1 0 9 0 0\n";
    }

    @Test
    void figuresAreWhatHappenedBetweenTwoReadings() {
        Reading before =
                reading("load 0.50 0.40 0.30 1/200 77\nup 1000.00 1.0\ncpu  100 0 100 800 0 0 0 0 0 0\n" + MEMORY
                        + "disk /dev/sda1 100 40 60 41% /\n" + process(7, "a b) S", 10, 10) + process(8, "idle", 5, 5));
        Reading after =
                reading("load 0.60 0.40 0.30 1/200 77\nup 1002.00 1.0\ncpu  130 10 110 940 10 0 0 0 0 0\n" + MEMORY
                        + "disk /dev/sda1 100 40 60 41% /\n" + process(7, "a b) S", 60, 60) + process(8, "idle", 5, 5));
        assertEquals(
                List.of(
                        "25 %",
                        "0.60 0.40 0.30", "2.0 of 8.0 GiB", "0.0 GiB", "41 %", "16 min", "2", "a b) S (7) 50 %"),
                after.since(before).cells());
        assertEquals(
                "{\"target\":\"web1\",\"cpuPercent\":25.0,\"load\":[0.6,0.4,0.3],\"memoryBytes\":8589934592,"
                        + "\"memoryUsedBytes\":2147483648,\"swapUsedBytes\":0,\"diskPercent\":41,\"upSeconds\":1002,"
                        + "\"processes\":2,\"busiest\":\"a b) S\",\"busiestPid\":7,\"busiestCpuPercent\":50.0}",
                after.since(before).json("web1"));
    }

    /** A target may print anything. */
    @Test
    void whatIsNotAsLinuxHasItIsUnknown() {
        Reading nothing = reading("load\nup soon\ncpu a b c\ndisk none\n7 (x\nMemTotal: much\n\n");
        assertEquals(
                List.of("?", "?", "?", "?", "?", "0 s", "0", ""),
                nothing.since(new Reading()).cells());
        assertEquals(
                "{\"target\":\"t\",\"cpuPercent\":null,\"load\":[],\"memoryBytes\":null,\"memoryUsedBytes\":null,"
                        + "\"swapUsedBytes\":null,\"diskPercent\":null,\"upSeconds\":0,\"processes\":0}",
                nothing.since(new Reading()).json("t"));
    }

    @Test
    void aNameDoesTheScreenNoHarm() {
        Reading before = reading("up 1.00 1\n");
        Reading after = reading("up 2.00 1\n" + process(7, "\033[2J" + "x".repeat(50), 100, 0));
        assertEquals(
                "\\u{1b}[2Jxxxxxxxxxxx (7) 100 %", after.since(before).cells().get(7));
    }
}
