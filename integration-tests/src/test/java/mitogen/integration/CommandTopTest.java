package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mitogen top} at a real terminal: one table, that is drawn over itself. It depends on no JDK. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class CommandTopTest {
    @TempDir
    Path folder;

    private Tmux tmux;

    @BeforeEach
    void open() throws Exception {
        tmux = Tmux.start(folder, "m() { " + OwnCommand.line() + " top \"$@\"; echo \"status=$?\"; }");
    }

    @AfterEach
    void close() throws Exception {
        if (tmux != null) {
            tmux.close();
        }
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void theTableIsDrawnOverItself() throws Exception {
        tmux.line("clear; m -t local,local --interval 1 --count 3");
        tmux.until("status=0");
        String screen = tmux.screen();
        assertEquals(1, count(screen, "TARGET "), screen);
        assertEquals(1, count(screen, "\nlocal  "), screen);
        assertEquals(1, count(screen, "\nlocal#2 "), screen);
    }

    @Test
    void whatHasNoRoomIsCounted() throws Exception {
        tmux.resize(40, 4);
        tmux.line("clear; m -t local,local,local --interval 1");
        tmux.until(
                "a table", screen -> screen.startsWith("TARGET ") && screen.contains("\n… and 2 more, for which the"));
        tmux.press("C-c");
        tmux.until("status=130");
    }
}
