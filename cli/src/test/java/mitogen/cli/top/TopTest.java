package mitogen.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mitogen.cli.CommandCase;
import org.junit.jupiter.api.Test;

/** {@code mitogen top} where standard output is no screen. */
class TopTest extends CommandCase {
    @Test
    void eachRoundIsATable() {
        assertEquals(0, mitogen("top", "-t", "local,local", "--count", "2", "--interval", "1"), this::err);
        assertPrinted(out(), "");
        List<String> lines = out().lines().toList();
        assertEquals(8, lines.size(), out());
        for (int i : List.of(0, 4)) {
            assertTrue(
                    lines.get(i).matches("TARGET   CPU +LOAD 1 5 15 +MEMORY +SWAP +DISK / +UP +PROCESSES  BUSIEST"),
                    lines.get(i));
            assertTrue(
                    lines.get(i + 1).matches("local    \\d+ % +[\\d.]+ [\\d.]+ [\\d.]+ +[\\d.]+ of [\\d.]+ GiB .*"),
                    lines.get(i + 1));
            assertTrue(lines.get(i + 2).startsWith("local#2  "), lines.get(i + 2));
            assertEquals("", lines.get(i + 3));
        }
    }

    @Test
    void jsonIsALineForEachTarget() {
        assertEquals(0, mitogen("top", "-t", "local", "--count", "1", "--json"), this::err);
        assertTrue(out().matches("\\{\"target\":\"local\",\"cpuPercent\":[\\d.]+,\"load\":\\[.*}\n"), out());
    }

    /** The others are shown all the same. */
    @Test
    void aTargetThatFailsIsTold() {
        assertEquals(3, mitogen("top", "-t", "local,exec:nosuch", "--count", "1"), this::err);
        assertTrue(err().contains("exec:nosuch | mitogen: "), err());
        assertTrue(out().contains("\nlocal        "), out());
        assertTrue(out().contains("\nexec:nosuch  done\n"), out());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertUsage("no target is given", "top");
        assertUsage("--interval takes whole seconds, not '0.5'", "top", "-t", "local", "--interval", "0.5");
        assertUsage("--count takes a number above 0, not '0'", "top", "-t", "local", "--count", "0");
    }
}
