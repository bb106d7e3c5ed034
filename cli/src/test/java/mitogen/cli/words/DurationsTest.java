package mitogen.cli.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void timesHaveUnits() {
        assertEquals(Duration.ofSeconds(30), Durations.of("-x", "30"));
        assertEquals(Duration.ofMillis(1500), Durations.of("-x", "1.5s"));
        assertEquals(Duration.ofMinutes(5), Durations.of("-x", "5m"));
        assertEquals(Duration.ofMillis(20), Durations.of("-x", "20ms"));
        assertEquals(Duration.ofHours(24), Durations.of("-x", "24h"));
    }
}
