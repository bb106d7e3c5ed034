package mitogen.route;

import mitogen.wire.Frame;

/** What waits to be written to a link and came over the links of children. All is called with the lock of that link held. */
public interface Others {
    /** Takes a frame that came over the link of a child. */
    void add(Link from, Frame frame);

    /** The frame whose turn it is, null where none may go now; whether it is taken out, too. */
    Frame next(boolean take);

    /** From now on {@link #next} gives all that is there. */
    void close();
}
