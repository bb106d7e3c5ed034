package mitogen.cli.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.connect.Local;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("build")
class CopyOutputTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private CopyOutput output(boolean live, String... names) {
        PrintStream both = new PrintStream(screen, true, UTF_8);
        return new CopyOutput(
                new Terminal(both, both, live),
                List.of(names).stream()
                        .map(name -> new Target(name, List.of(Local.local())))
                        .toList());
    }

    @Test
    void sizesAreForPeople() {
        assertEquals("0 B", CopyOutput.size(0));
        assertEquals("999 B", CopyOutput.size(999));
        assertEquals("1.0 kB", CopyOutput.size(1000));
        assertEquals("1.0 MB", CopyOutput.size(999_999));
        assertEquals("5.4 GB", CopyOutput.size(5L << 30));
        assertEquals("9223.4 PB", CopyOutput.size(Long.MAX_VALUE));
        assertEquals("1 file", CopyOutput.files(1));
    }

    /** What a line says stands on a line of its own, and the status is back below. */
    @Test
    void theStatusLineMakesRoomForOthers() {
        CopyOutput output = output(true, "a", "bb");
        output.progress(0, 0, 2);
        output.moved("a", new CopyOutput.Moved(3, 2_000_000));
        output.result("a", "3 files");
        output.progress(1, 0, 2);
        output.result("bb", "done");
        output.progress(2, 0, 2);
        String[] parts = screen.toString(UTF_8).split("\r\033\\[K", -1);
        assertEquals("0/2 done", parts[0]);
        assertTrue(parts[1].matches("0/2 done: 3 files, 2.0 MB, [0-9.]+ [kMGTP]?B/s"), parts[1]);
        assertTrue(parts[2].startsWith("a  | 3 files\n0/2 done: 3 files, "), parts[2]);
        assertTrue(parts[3].startsWith("1/2 done: 3 files, "), parts[3]);
        assertTrue(parts[4].startsWith("bb | done\n1/2 done: "), parts[4]);
        assertEquals("", parts[5]);
        assertEquals(6, parts.length, screen::toString);
    }

    @Test
    void inAPipeThereIsNoStatusAndOfASingleTargetNoName() {
        CopyOutput output = output(false, "a");
        output.progress(0, 0, 1);
        output.moved("a", new CopyOutput.Moved(3, 2_000_000));
        output.result("a", "3 files");
        output.complain("a", "mitogen: x\ny");
        output.progress(1, 1, 1);
        assertEquals("3 files\nmitogen: x\ny\n", screen.toString(UTF_8));
    }
}
