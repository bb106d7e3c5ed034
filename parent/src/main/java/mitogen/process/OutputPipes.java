package mitogen.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Two pipes for the output of a process, which stay open for as long as anybody writes to them. The JDK's own pipes do
 * not: the JDK closes them as soon as the process has ended. What a child of the process still prints is lost then, and
 * SIGPIPE kills that child ({@code exec > >(tee log)} is enough for that).
 *
 * <p>Java cannot make a pipe that has a name for {@link ProcessBuilder}. So a shell that waits for its standard input
 * lends its own ones, which Linux shows in {@code /proc/PID/fd}. It ends once the process has them too.
 */
final class OutputPipes implements AutoCloseable {
    private final Process lender;
    private final InputStream out;
    private final InputStream err;

    private OutputPipes(Process lender, InputStream out, InputStream err) {
        this.lender = lender;
        this.out = out;
        this.err = err;
    }

    /** Makes the pipes, or gives null where that cannot be done: no /proc, or one process too many. */
    static OutputPipes open() {
        Process lender;
        try {
            lender = new ProcessBuilder("/bin/sh", "-c", "read -r end").start();
        } catch (IOException noMoreProcesses) {
            return null;
        }
        InputStream out = null;
        try {
            out = new FileInputStream(file(lender, 1));
            OutputPipes pipes = new OutputPipes(lender, out, new FileInputStream(file(lender, 2)));
            // The JDK would take from the pipes what is in them when the shell ends.
            lender.getInputStream().close();
            lender.getErrorStream().close();
            return pipes;
        } catch (IOException noProc) {
            if (out != null) {
                closeQuietly(out);
            }
            lender.destroy();
            return null;
        }
    }

    private static File file(Process process, int descriptor) {
        return new File("/proc/" + process.pid() + "/fd/" + descriptor);
    }

    /** Has a process print into the pipes. */
    void redirect(ProcessBuilder builder) {
        builder.redirectOutput(file(lender, 1)).redirectError(file(lender, 2));
    }

    /** What is printed to standard output; ends when nobody has the pipe open any more. */
    InputStream out() {
        return out;
    }

    /** The same for standard error. */
    InputStream err() {
        return err;
    }

    /** Ends the shell. To be called when the process has been started, or could not be. */
    @Override
    public void close() {
        try {
            lender.getOutputStream().close();
        } catch (IOException gone) {
            lender.destroy();
        }
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException nothingWasWritten) {
            // It was only read from.
        }
    }
}
