package mitogen.route;

import mitogen.wire.Frame;

/** A {@link Reply} that a thread waits for, whatever happens: for class loading. A context with children has one that an interrupt ends. */
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
     * Waits for the reply, however long it takes: it always comes. Without minding interrupts, whose flag is set again
     * afterwards: a class whose initialiser failed because of an interrupt would stay unusable for everybody.
     */
    public synchronized Frame await() {
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
