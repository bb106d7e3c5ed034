package mitogen.cli.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.cli.status.ExitStatus;

/**
 * Where a command reads and prints: the streams of this process, or those of the client of a session. No command uses those of
 * {@link System}.
 *
 * @param input standard input
 * @param standard what is under {@code out}
 * @param errors what is under {@code err}
 * @param screen whether standard output is a screen
 * @param live whether standard error is a screen, on which a status line can be rewritten
 * @param colors which of the two has colors
 * @param surroundings what the command finds around it
 */
public record Terminal(
        StandardInput input,
        PrintStream out,
        StandardOutput standard,
        StandardOutput errors,
        PrintStream err,
        boolean screen,
        boolean live,
        Colors colors,
        Surroundings surroundings) {
    /** How the first line begins where standard output could not be written. */
    public static final String OUTPUT_FAILED = "mitogen: standard output cannot be written: ";

    private static final StandardOutput NOWHERE = new StandardOutput(OutputStream.nullOutputStream(), true);

    /** The streams of this process. Text that was typed as UTF-8 is printed as UTF-8, whatever the locale says. */
    public static Terminal ofProcess() {
        return new Terminal(
                StandardInput.ofProcess(),
                StandardOutput.ofProcess(),
                StandardOutput.ofErrors(),
                isScreen(1),
                isScreen(2),
                OwnSurroundings.HERE);
    }

    /** Unbuffered, as the programs at the targets wrote it: the bytes, and when they came. */
    public Terminal(
            StandardInput input,
            StandardOutput standard,
            StandardOutput errors,
            boolean screen,
            boolean live,
            Surroundings surroundings) {
        this(
                input,
                new PrintStream(standard, false, UTF_8),
                standard,
                errors,
                new PrintStream(errors, true, UTF_8),
                screen,
                live,
                Colors.NONE,
                surroundings);
    }

    /** Nothing to read; and where a stream fails, its reader is gone. */
    public Terminal(PrintStream out, PrintStream err, boolean live) {
        this(StandardInput.NONE, out, NOWHERE, NOWHERE, err, false, live, Colors.NONE, OwnSurroundings.HERE);
    }

    /** The same with other colors. */
    public Terminal withColors(Colors other) {
        return new Terminal(input, out, standard, errors, err, screen, live, other, surroundings);
    }

    /** Text on its way to a stream of bytes. */
    public static PrintWriter writer(PrintStream to) {
        return new PrintWriter(new OutputStreamWriter(to, UTF_8), true);
    }

    /**
     * The exit status of a command that has printed all that it has to say; another where standard output failed, or standard
     * error, of which nothing else can tell.
     */
    public int checked(int status) {
        out.flush();
        if (!out.checkError() || status == ExitStatus.INTERRUPTED) {
            boolean lost = status != ExitStatus.INTERRUPTED && err.checkError() && errors.failure() != null;
            return lost ? ExitStatus.OUTPUT_FAILED : status;
        }
        if (standard.failure() == null) {
            return ExitStatus.BROKEN_PIPE;
        }
        err.println(OUTPUT_FAILED + standard.failure());
        err.println("What is missing there is lost. The work at the targets has been done, or was broken off.");
        return ExitStatus.OUTPUT_FAILED;
    }

    /** Whether standard output or error is a screen. Java 17 can't tell; Linux shows it in /proc. */
    public static boolean isScreen(int descriptor) {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
        } catch (IOException noProc) {
            return false; // not Linux: no status line
        }
    }
}
