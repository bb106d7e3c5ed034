package mitogen.route;

import mitogen.wire.Frame;

/** Takes messages that arrived at a handle of this context. Called on a reader thread: it must not wait for anything. */
public interface Handler {
    /**
     * Takes one whole message.
     *
     * @param link the link that it came over, or null if this context sent it to itself
     * @param head the first frame of the message, all fragments chained to it
     */
    void handle(Link link, Frame head);
}
