package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import mitogen.cli.Main;

/** The command, run in this JVM. It keeps what the last run printed. */
final class CommandHere {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Runs it, and gives its exit status. */
    int run(List<String> words) {
        out.reset();
        err.reset();
        return Main.run(
                words.toArray(new String[0]), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    /** What it printed. */
    String out() {
        return out.toString(UTF_8);
    }

    /** What it told on standard error. */
    String err() {
        return err.toString(UTF_8);
    }
}
