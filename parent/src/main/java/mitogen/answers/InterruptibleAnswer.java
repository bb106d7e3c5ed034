package mitogen.answers;

import mitogen.MitogenException;
import mitogen.route.Reply;
import mitogen.wire.Frame;

/**
 * A {@link Reply} that a thread waits for, until it is interrupted.
 */
public final class InterruptibleAnswer implements Reply {
    private final int destination;
    private final String name;
    private Frame frame; // guarded by this

    /** Waits for a reply of the given context, which has that name in messages. */
    public InterruptibleAnswer(int destination, String name) {
        this.name = name;
        this.destination = destination;
    }

    @Override
    public int destination() {
        return destination;
    }

    @Override
    public synchronized void arrived(Frame head) {
        frame = head;
        notifyAll();
    }

    /**
     * Waits for the reply of a context that is to be trusted, however long it takes: it always comes.
     *
     * @throws MitogenException if the waiting thread is interrupted
     */
    public Frame await() {
        return await(Long.MAX_VALUE / 2);
    }

    /**
     * Waits for the reply.
     *
     * @param millis how long at most
     * @return null if there was none in that time
     * @throws MitogenException if the waiting thread is interrupted
     */
    public synchronized Frame await(long millis) {
        long end = System.nanoTime() / 1_000_000 + millis;
        try {
            for (long left = millis; frame == null && left > 0; left = end - System.nanoTime() / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for an answer of " + name, e);
        }
        return frame;
    }
}
