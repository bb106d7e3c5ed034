package mitogen.route;

import mitogen.wire.BadFrameException;
import mitogen.wire.Frame;

/** Takes the frames that come in over a link, and decides what they may do. */
public interface Gate {
    /**
     * Takes one frame. Called on the link's reader thread.
     *
     * @throws BadFrameException if the frame is a reason to end the link
     */
    void receive(Link from, Frame frame) throws BadFrameException;
}
