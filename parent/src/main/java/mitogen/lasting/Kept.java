package mitogen.lasting;

import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * The output of a detached context until somebody takes it: the last 1 MiB. While nobody is attached, the oldest is dropped,
 * and how much that was is told first. While somebody is attached, whoever prints waits for room. Thread-safe.
 */
final class Kept {
    private static final int MOST = 1024 * 1024;

    // All guarded by this; waited for here.
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(); // the first byte of each is the stream
    private int size;
    private long dropped;
    private Object taker; // null while nobody is attached

    /** Appends what was printed. */
    synchronized void add(int stream, byte[] bytes) throws InterruptedIOException {
        byte[] piece = new byte[bytes.length + 1];
        piece[0] = (byte) stream;
        System.arraycopy(bytes, 0, piece, 1, bytes.length);
        try {
            while (taker != null && size > 0 && size + piece.length > MOST) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while waiting for whoever is attached");
        }
        while (size > 0 && size + piece.length > MOST) {
            int oldest = pieces.remove().length;
            size -= oldest;
            dropped += oldest - 1;
        }
        pieces.add(piece);
        size += piece.length;
        notifyAll();
    }

    /** From now on that one takes it, and no earlier one. */
    synchronized void attach(Object who) {
        taker = who;
        notifyAll();
    }

    /** That one takes it no more. */
    synchronized void leave(Object who) {
        if (taker == who) {
            taker = null;
            notifyAll();
        }
    }

    /** The next piece, with the stream as its first byte; waits for it. Null if this one does not take them any more. */
    synchronized byte[] take(Object who) throws InterruptedException {
        while (taker == who && pieces.isEmpty()) {
            wait();
        }
        if (taker != who) {
            return null;
        }
        byte[] piece;
        if (dropped > 0) {
            piece = ("S[" + dropped + " bytes of output before this were dropped]\n")
                    .getBytes(StandardCharsets.US_ASCII);
            piece[0] = pieces.element()[0];
            dropped = 0;
        } else {
            piece = pieces.remove();
            size -= piece.length;
            notifyAll();
        }
        return piece;
    }
}
