package mitogen.route;

import mitogen.MitogenException;
import mitogen.wire.Frame;

/** An {@link Answer} whose waiting can be interrupted. Not needed where only tasks run, so not in what is packed. */
public final class InterruptibleAnswer extends Answer {
    /** Waits for a reply of the given context. */
    public InterruptibleAnswer(int destination) {
        super(destination);
    }

    /**
     * Waits for the reply, however long it takes: it always comes.
     *
     * @throws MitogenException if the waiting thread is interrupted
     */
    public synchronized Frame await() {
        try {
            while (frame == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for context " + destination(), e);
        }
        return frame;
    }
}
