package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.cli.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A command that is taken back unless it succeeds, and its target can be reached anew after it. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class CommandUndoTest {
    /** A place that is reached only while there is no file {@code closed}. */
    private static final String DOOR =
            "#!/bin/sh\n[ ! -e \"${0%/*}/closed\" ] || { echo closed >&2; exit 1; }; exec \"$@\"\n";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String after, String... command) throws Exception {
        Path door = Files.writeString(folder.resolve("door"), DOOR);
        assertTrue(door.toFile().setExecutable(true));
        err.reset();
        List<String> words =
                new ArrayList<>(List.of("run", "-t", "exec:" + door.toString().replace("/", "%2F"), "--java"));
        words.addAll(List.of(Jvm.java(), "--cwd", folder.toString(), "--env", "NAME=undone", "--undo"));
        words.addAll(List.of(": >$NAME; rm -f closed", "--undo-after", after, "--"));
        words.addAll(List.of(command));
        PrintStream print = new PrintStream(err, true, UTF_8);
        return Main.run(words.toArray(new String[0]), print, print);
    }

    private String told() {
        return err.toString(UTF_8);
    }

    private long watch() {
        Matcher number = Pattern.compile("by process (\\d+)").matcher(told());
        assertTrue(number.find(), told());
        return Long.parseLong(number.group(1));
    }

    private void assertUndone() throws Exception {
        Await.until("it is taken back", () -> Files.exists(folder.resolve("undone")));
        long watch = watch();
        Await.until("nothing waits any more", () -> !Processes.alive(watch));
    }

    @Test
    void successIsConfirmedByANewConnection() throws Exception {
        assertEquals(0, run("10m", "echo", "done"), this::told);
        long watch = watch();
        Await.until("nothing waits any more", () -> !Processes.alive(watch));
        assertFalse(Files.exists(folder.resolve("undone")));
    }

    @Test
    void aFailureIsTakenBackAtOnce() throws Exception {
        assertEquals(7, run("10m", "sh", "-c", "exit 7"), this::told);
        assertTrue(told().contains("mitogen: the command failed; the undo command is run there now"), told());
        assertUndone();
        Files.delete(folder.resolve("undone"));
        assertEquals(127, run("10m", "no-such-program"), this::told);
        assertUndone();
    }

    @Test
    void whoeverCannotComeBackIsUndone() throws Exception {
        assertEquals(3, run("2s", "touch", "closed"), this::told);
        assertTrue(told().contains("mitogen: the target cannot be reached anew"), told());
        assertUndone();
        assertFalse(Files.exists(folder.resolve("closed")), "the way is open again");
    }

    @Test
    void aLostConnectionIsUndone() throws Exception {
        assertEquals(3, run("2s", "sh", "-c", "kill -9 $PPID"), this::told);
        assertTrue(told().contains("mitogen: nothing is confirmed"), told());
        assertUndone();
    }

    @Test
    void whatTakesTooLongIsUndone() throws Exception {
        assertEquals(124, run("1s", "sleep", "600"), this::told);
        assertUndone();
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        assertEquals(2, run("soon", "true"));
        PrintStream print = new PrintStream(err, true, UTF_8);
        assertEquals(2, Main.run(new String[] {"run", "-t", "local", "--undo-after", "5", "true"}, print, print));
        assertEquals(2, Main.run(new String[] {"run", "-t", "local", "--tty", "--undo", "x", "true"}, print, print));
    }
}
