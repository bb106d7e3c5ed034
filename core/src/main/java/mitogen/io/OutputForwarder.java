package mitogen.io;

import java.io.InterruptedIOException;
import mitogen.route.Router;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Sends what this context prints to the controller, at most {@link #WINDOW} bytes ahead of what has been consumed
 * there: a task that prints faster than the controller reads waits, and holds up nobody else.
 */
public final class OutputForwarder {
    /** Bytes of output that may be under way. */
    public static final int WINDOW = 256 * 1024;

    /** What a task printed to {@code System.out}. */
    public static final int OUT = 1;

    /** What a task printed to {@code System.err}. */
    public static final int ERR = 2;

    /** What came out of the process past Java: native code, subprocesses, the connection's own messages. */
    public static final int NATIVE = 3;

    private final Router router;
    private int credit = WINDOW; // guarded by this

    /** A forwarder with a full window. */
    public OutputForwarder(Router router) {
        this.router = router;
    }

    /**
     * Sends bytes that a context printed.
     *
     * @param context this context, or a child whose process this context started
     * @throws InterruptedIOException if the thread is interrupted while it waits
     */
    public void send(int context, int stream, byte[] bytes, int offset, int length) throws InterruptedIOException {
        Router.room(512); // credit that is taken has to be used
        int done = 0;
        while (done < length) {
            int step = take(1, Math.min(length - done, 32 * 1024));
            PayloadWriter payload = new PayloadWriter();
            payload.putInt(context);
            payload.putByte(stream);
            payload.putBytes(bytes, offset + done, step);
            router.send(0, Protocol.OUTPUT, 0, 0, payload.frames());
            done += step;
        }
        try {
            if (router.parent != null) { // the controller has none
                router.parent.flush(Integer.MAX_VALUE, 0);
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException(); // it is on its way, but may be lost with this process
        }
    }

    /** The controller has consumed so many bytes. */
    public synchronized void credit(int bytes) {
        credit = Math.min(WINDOW, credit + Math.max(0, bytes));
        notifyAll();
    }

    /**
     * Takes credit for bytes that are to be sent, and waits for it.
     *
     * @return so much was taken
     * @throws InterruptedIOException if the thread is interrupted while it waits
     */
    public synchronized int take(int least, int most) throws InterruptedIOException {
        while (credit < least) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new InterruptedIOException(); // whoever prints is not told the reason
            }
        }
        int step = Math.min(most, credit);
        credit -= step;
        return step;
    }
}
