package mitogen.process;

import java.io.IOException;
import java.io.InputStream;
import mitogen.streams.ChannelOutputStream;

/** Copies one output of a process, until nobody has it open any more. */
final class Pump extends Thread {
    private static final int CHUNK = ChannelOutputStream.CHUNK; // a pipe has no more at a time

    private final InputStream from;
    private final Sink to;
    private volatile boolean writing;
    private volatile boolean cut;
    private volatile long lastActive = System.nanoTime();

    Pump(String name, InputStream from, Sink to) {
        super(name);
        this.from = from;
        this.to = to;
        setDaemon(true);
    }

    @Override
    public void run() {
        byte[] chunk = new byte[CHUNK];
        try (InputStream closing = from) { // who still writes is told that nobody reads any more
            for (int n = closing.read(chunk); n >= 0; n = closing.read(chunk)) {
                writing = true;
                boolean wanted = to.write(chunk, n);
                lastActive = System.nanoTime();
                writing = false;
                if (!wanted) {
                    break;
                }
            }
        } catch (IOException closed) {
            // The JDK closes the pipe under a reader when the process is gone: the end, as well.
            writing = false;
        } finally {
            to.end(!cut);
        }
        lastActive = System.nanoTime(); // what ends the one output ends the other in a moment
    }

    /**
     * Whether nothing has come since then.
     *
     * @param taken whether somebody who takes a piece for all that time counts as well
     */
    boolean isSilent(long since, boolean taken) {
        return (taken || !writing) && lastActive - since < 0;
    }

    /** What was collected. */
    byte[] collected() {
        return to.collected();
    }

    /** The process is about to be ended: what comes from now on is not all that would have come. */
    void cut() {
        cut = true;
    }

    /** Nothing that comes from now on is wanted. A thread that reads is freed when the next byte comes, or the end. */
    void giveUp() {
        to.end(!cut);
    }
}
