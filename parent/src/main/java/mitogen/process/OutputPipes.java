package mitogen.process;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.Channel;
import java.nio.channels.Pipe;

/**
 * Two pipes for the output of a process, which stay open for as long as anybody writes to them. The JDK's own pipes do
 * not: the JDK closes them as soon as the process has ended. What a child of the process still prints is lost then, and
 * SIGPIPE kills that child ({@code exec > >(tee log)} is enough for that).
 *
 * <p>A {@link ProcessBuilder} takes a pipe by its name only: Linux has one for each descriptor, {@code
 * /proc/self/fd/NUMBER}. The JDK hides the number. To get at it, {@code sun.nio.ch} has to be open to us, as it is in every
 * child. Elsewhere a shell that waits for its standard input lends its own pipes. It ends once the process has them too.
 */
final class OutputPipes implements AutoCloseable {
    private static final Method NUMBER = number();

    private final File outFile;
    private final File errFile;
    private final InputStream out;
    private final InputStream err;
    private final Closeable[] surplus;

    private OutputPipes(File out, File err, Closeable... surplus) throws IOException {
        outFile = out;
        errFile = err;
        this.surplus = surplus;
        this.out = new FileInputStream(out);
        try {
            this.err = new FileInputStream(err);
        } catch (IOException e) {
            this.out.close();
            throw e;
        }
    }

    /** Makes the pipes, or gives null where that cannot be done: no /proc, or one process too many. */
    static OutputPipes open() {
        try {
            return NUMBER == null ? lent() : own();
        } catch (IOException e) {
            return null;
        }
    }

    private static OutputPipes own() throws IOException {
        Pipe out = Pipe.open();
        Pipe err = null;
        try {
            err = Pipe.open();
            return new OutputPipes(file(out), file(err), out.source(), out.sink(), err.source(), err.sink());
        } catch (IOException e) {
            close(out.source(), out.sink());
            if (err != null) {
                close(err.source(), err.sink());
            }
            throw e;
        }
    }

    private static File file(Pipe pipe) throws IOException {
        try {
            return new File("/proc/self/fd/" + NUMBER.invoke(pipe.sink()));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IOException(e);
        }
    }

    /** Gives the number of the descriptor of a channel; null where the JDK does not let us. */
    private static Method number() {
        try {
            Pipe pipe = Pipe.open();
            Class<? extends Channel> type = pipe.sink().getClass();
            close(pipe.source(), pipe.sink());
            Method number = type.getMethod("getFDVal");
            number.setAccessible(true);
            return number;
        } catch (IOException | NoSuchMethodException | InaccessibleObjectException e) {
            return null;
        }
    }

    private static OutputPipes lent() throws IOException {
        Process lender = new ProcessBuilder("/bin/sh", "-c", "read -r end").start();
        try {
            OutputPipes pipes = new OutputPipes(file(lender, 1), file(lender, 2), lender.getOutputStream());
            // The JDK would take from the pipes what is in them when the shell ends.
            lender.getInputStream().close();
            lender.getErrorStream().close();
            return pipes;
        } catch (IOException e) {
            lender.destroy();
            throw e;
        }
    }

    private static File file(Process process, int descriptor) {
        return new File("/proc/" + process.pid() + "/fd/" + descriptor);
    }

    /** Has a process print into the pipes. */
    void redirect(ProcessBuilder builder) {
        builder.redirectOutput(outFile).redirectError(errFile);
    }

    /** What is printed to standard output; ends when nobody has the pipe open any more. */
    InputStream out() {
        return out;
    }

    /** The same for standard error. */
    InputStream err() {
        return err;
    }

    /** Closes the ends that nobody needs. To be called when the process has been started, or could not be. */
    @Override
    public void close() {
        close(surplus);
    }

    /** There is no process that writes to them. */
    void discard() {
        close(out, err);
    }

    private static void close(Closeable... all) {
        for (Closeable each : all) {
            try {
                each.close();
            } catch (IOException e) {
                // Nothing was written to it.
            }
        }
    }
}
