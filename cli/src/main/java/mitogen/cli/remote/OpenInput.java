package mitogen.cli.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/**
 * The standard input of a program while the one of the command is a pipe that is empty, but still open: nothing comes,
 * and the end comes when {@link EndInput} says so. One for each JVM, as a JVM runs one program for the command.
 */
final class OpenInput extends InputStream {
    private static final CountDownLatch ENDED = new CountDownLatch(1);

    static void end() {
        ENDED.countDown();
    }

    /** Closes the standard input of a process when this one ends. The thread does not outlive its context. */
    static void lend(Process process) {
        OutputStream stdin = process.getOutputStream();
        Thread thread = new Thread(
                () -> {
                    try {
                        ENDED.await();
                        stdin.close();
                    } catch (InterruptedException | IOException gone) {
                        // The process has ended without reading it.
                    }
                },
                "stdin of process " + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return length == 0 ? 0 : read();
    }

    @Override
    public int read() throws IOException {
        try {
            ENDED.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading standard input", e);
        }
        return -1;
    }
}
