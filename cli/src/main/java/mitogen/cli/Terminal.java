package mitogen.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a command prints.
 *
 * @param live whether standard error is a screen, on which a status line can be rewritten
 */
record Terminal(PrintStream out, PrintStream err, boolean live) {
    /** Text on its way to a stream of bytes, in the charset of this machine. */
    static PrintWriter writer(PrintStream to) {
        return new PrintWriter(new OutputStreamWriter(to, Charset.defaultCharset()), true);
    }

    /** Whether our standard error is a screen. Java 17 can't tell; Linux shows it in /proc. */
    static boolean errIsLive() {
        try {
            String err = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return err.startsWith("/dev/pts/") || err.startsWith("/dev/tty");
        } catch (IOException noProc) {
            return false; // not Linux: no status line
        }
    }
}
