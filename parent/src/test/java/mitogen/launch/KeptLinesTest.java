package mitogen.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class KeptLinesTest {
    private final KeptLines lines = new KeptLines();

    @Test
    void theFirstAndTheLast() {
        for (int i = 0; i < 500; i++) {
            lines.keep("line " + i);
        }
        assertEquals(121, lines.all().size());
        assertEquals("line 19", lines.all().get(19));
        assertEquals("(380 lines are left out here)", lines.all().get(20));
        assertEquals("line 499", lines.all().get(120));
    }

    @Test
    void noBlankOnes() {
        for (String line : List.of("", "  ", " a ", "\r")) {
            lines.keep(line);
        }
        assertEquals(List.of(" a"), lines.all());
    }
}
