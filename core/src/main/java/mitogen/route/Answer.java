package mitogen.route;

import mitogen.MitogenException;
import mitogen.wire.Frame;

/** A {@link Reply} that a thread waits for. */
public final class Answer implements Reply {
    private final int destination;
    private Frame frame;

    /** Waits for a reply of the given context. */
    public Answer(int destination) {
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
            throw new MitogenException("interrupted while waiting for context " + destination, e);
        }
        return frame;
    }

    /**
     * Waits for the reply without minding interrupts, whose flag is set again afterwards. For class loading: a class
     * whose initialiser failed because of an interrupt would stay unusable for everybody.
     */
    public synchronized Frame awaitUninterruptibly() {
        boolean interrupted = false;
        while (frame == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return frame;
    }
}
