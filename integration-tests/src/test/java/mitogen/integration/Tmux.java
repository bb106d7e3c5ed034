package mitogen.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A terminal emulator with a shell in it: keys go in, and what is on its screen comes out. */
final class Tmux implements AutoCloseable {
    /** A look at the screen is a process. */
    private static final long STEP = 40_000_000;

    private final Path socket;

    private Tmux(Path socket) {
        this.socket = socket;
    }

    /** Starts it with a shell that has these commands done first, in a window of 80 columns and 24 rows. */
    static Tmux start(Path folder, String first) throws Exception {
        Needs.command("tmux", "tmux");
        Path profile = Files.writeString(folder.resolve("profile"), "cd " + folder + "\nPS1='$ '\n" + first + "\n");
        Tmux tmux = new Tmux(folder.resolve("tmux"));
        tmux.run("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "env", "ENV=" + profile, "dash", "-i");
        tmux.until("a shell", screen -> screen.endsWith("$"));
        return tmux;
    }

    private String run(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
        all.addAll(List.of(words));
        return Processes.run(all.toArray(new String[0]));
    }

    /** Types text. */
    void type(String text) throws Exception {
        run("send-keys", "-l", "--", text);
    }

    /** Presses keys by their names: {@code C-c}, {@code Enter}, {@code Escape}. */
    void press(String key) throws Exception {
        run("send-keys", key);
    }

    void line(String text) throws Exception {
        type(text);
        press("Enter");
    }

    void resize(int columns, int rows) throws Exception {
        run("resize-window", "-x", String.valueOf(columns), "-y", String.valueOf(rows));
    }

    /** What is to be seen, without blanks at the end. */
    String screen() throws Exception {
        return run("capture-pane", "-p").stripTrailing();
    }

    /** The terminal that the shell has. */
    String device() throws Exception {
        return run("display-message", "-p", "#{pane_tty}").strip();
    }

    void until(String what, Predicate<String> seen) throws Exception {
        try {
            Await.until(what, () -> {
                LockSupport.parkNanos(STEP);
                return seen.test(screen());
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the screen:\n" + screen(), e);
        }
    }

    void until(String text) throws Exception {
        until("the screen shows " + text, screen -> screen.contains(text));
    }

    @Override
    public void close() throws IOException {
        try {
            run("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
