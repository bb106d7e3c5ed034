package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import mitogen.Group;
import mitogen.Outcome;
import mitogen.Pool;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/how-to about pools: what is between the two kinds of comments; see {@link GuideTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class GuidePoolsTest {
    private Mitogen mitogen;
    private Group fleet;
    private List<Path> logs;
    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        mitogen = Mitogen.open();
        fleet = Group.of(mitogen.connect(inProcess()), mitogen.connect(inProcess()));
        logs = List.of(
                Files.writeString(folder.resolve("one"), "1"),
                Files.writeString(folder.resolve("two"), "22"),
                Files.writeString(folder.resolve("three"), "333"));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    private void print(Object line) {
        printed.add(String.valueOf(line));
    }

    @Test
    @SuppressWarnings("UnusedVariable") // the page shows what it is called
    void maps() {
        // guide
        try (Pool pool = Pool.of(fleet)) {
            List<Long> sizes = pool.map(logs, log -> Files.size(log));
            print(sizes);
        }
        // end
        assertEquals(List.of("[1, 2, 3]"), printed);
    }

    @Test
    void streams() throws Exception {
        Files.delete(logs.get(1));
        try (Pool pool = Pool.of(fleet)) {
            // guide
            try (Stream<Pool.Done<Path, Long>> done = pool.asCompleted(logs, log -> Files.size(log))) {
                done.filter(each -> !each.outcome().succeeded())
                        .forEach(each ->
                                print(each.item() + ": " + each.outcome().failure()));
            }
            // end
        }
        assertEquals(1, printed.size());
        assertTrue(printed.get(0).contains("/two: mitogen.CallException: in in-process: "), printed::toString);
    }

    @Test
    void attempts() {
        try (Pool pool = Pool.of(fleet)) {
            // guide
            List<Long> sizes = pool.withAttempts(3).map(logs, log -> Files.size(log));
            // end
            assertEquals(List.of(1L, 2L, 3L), sizes);
            // guide
            Pool careful = pool.withAttempts(
                    3, failed -> failed instanceof Outcome.Lost || failed instanceof Outcome.TimedOut);
            // end
            assertEquals(
                    1,
                    careful.inOrder(List.of(1), item -> Integer.parseInt("x"))
                            .toList()
                            .get(0)
                            .runs());
        }
    }

    @Test
    @SuppressWarnings("UnusedVariable") // the page shows what it is called
    void elastic() {
        // guide
        try (Pool pool = Pool.of(1, 8, Duration.ofMinutes(1), () -> mitogen.connect("local"))) {
            List<Long> sizes = pool.map(logs, log -> Files.size(log));
            print(sizes);
        }
        // end
        assertEquals(List.of("[1, 2, 3]"), printed);
    }
}
