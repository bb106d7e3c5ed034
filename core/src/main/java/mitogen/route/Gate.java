package mitogen.route;

import mitogen.wire.Frame;

/** Takes the frames that come in over a link, and decides what they may do. */
public interface Gate {
    /** Takes one frame. Called on the link's reader thread. */
    void receive(Link from, Frame frame);
}
