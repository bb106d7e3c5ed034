package mitogen.route;

import mitogen.wire.Frame;

/** Somebody who waits for exactly one reply. It always comes: a lost destination answers with a dead message. */
public interface Reply {
    /** The context that is to answer. */
    int destination();

    /** Takes the reply, on a reader thread: it must not wait for anything. */
    void arrived(Frame head);
}
