package mitogen.launch;

import java.io.IOException;
import mitogen.ConnectFailedException;
import mitogen.lasting.Stay;
import mitogen.methods.AttachMethod;
import mitogen.route.Link;
import mitogen.wire.Frame;

/** A child that no process of ours leads to: its connection method has the streams. */
final class ChildOverStreams extends Child {
    private final StreamMethod.Peer peer;

    ChildOverStreams(Children siblings, Frame order, Link link, StreamMethod way) {
        super(siblings, order, link);
        peer = way.peer(agent, config());
    }

    ChildOverStreams(Children siblings, Frame order, Link link, AttachMethod way) {
        super(siblings, order, link);
        peer = new AttachedPeer(tools, way, config());
        stay(new Stay(0, 0, way.name())); // without being told
    }

    @Override
    boolean dead() {
        return peer.ended();
    }

    @Override
    long pid() {
        return -1;
    }

    @Override
    void start() {
        startThread("reader", this::read);
    }

    /** The reader thread. */
    private void read() {
        String broken = null;
        try {
            peer.start();
            link.open(peer.down());
            serve(peer.up(), peer.java());
        } catch (ConnectFailedException e) {
            fail(e);
            broken = "it could not be connected";
        } catch (Throwable e) { // whatever it is, who waits for this child must hear that it is gone
            broken = e instanceof IOException ? e.getMessage() : e.toString();
        }
        kill();
        try {
            peer.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String ended = tools.describe(link.name) + " ended";
        finish(
                closer() != null
                        ? "it was closed by " + closer()
                        : silent() != null ? silent() : broken != null ? broken + "; " + ended : ended,
                -1);
    }

    @Override
    void kill() {
        peer.kill();
    }
}
