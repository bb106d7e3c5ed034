package mitogen.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes the input of a process. A thread of its own, because a process may speak before it has read everything; nobody
 * waits for it, because a process may also end without.
 */
final class Feeder extends Thread {
    private static final int CHUNK = 64 * 1024; // what a pipe holds

    private final InputStream from;
    private final OutputStream to;
    private final Runnable failed;

    /**
     * For one process.
     *
     * @param failed run if the input breaks, which is not its end
     */
    Feeder(String name, InputStream from, OutputStream to, Runnable failed) {
        super(name);
        this.from = from;
        this.to = to;
        this.failed = failed;
        setDaemon(true);
    }

    @Override
    public void run() {
        byte[] chunk = new byte[CHUNK];
        try (InputStream closing = from;
                OutputStream end = to) {
            while (true) {
                int count;
                try {
                    count = closing.read(chunk);
                } catch (IOException broken) {
                    failed.run();
                    return;
                }
                if (count < 0) {
                    return;
                }
                end.write(chunk, 0, count);
                end.flush();
            }
        } catch (IOException ended) {
            // It ended without reading all of it, as a script does that has an exit in the middle.
        }
    }
}
