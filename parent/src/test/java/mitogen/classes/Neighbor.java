package mitogen.classes;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.answers.FrameText;
import mitogen.route.Link;
import mitogen.route.Route;
import mitogen.tree.Settings;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/** A parent or child of an agent under test: the test speaks for it, and reads what it is sent. */
final class Neighbor implements AutoCloseable {
    final Link link;
    final FakeAccount account = new FakeAccount();
    private final Agent agent;
    private final DataInputStream arrived;

    private Neighbor(Agent agent, int id, String name) throws IOException {
        this.agent = agent;
        link = new Link(id, name);
        Pipe pipe = Pipe.open();
        arrived = new DataInputStream(Channels.newInputStream(pipe.source()));
        link.open(Channels.newOutputStream(pipe.sink()));
    }

    /** An agent with the number 1, whose parent has the number 0. */
    static Agent agent() {
        Settings settings = new Settings(0, false, 0, 0, 0, 100, 0, false, false, 0);
        BootConfig config = new BootConfig(1, "relay", 1 << 20, 0, settings.write(), new int[] {0});
        return new Agent(config, new byte[0], Neighbor.class.getClassLoader(), null, why -> {});
    }

    static Neighbor child(Agent agent, int id) throws IOException {
        Neighbor child = new Neighbor(agent, id, "relay/child" + id);
        agent.router.routes.put(id, new Route(child.link, child.link.name, agent.router.self));
        child.link.account = child.account;
        return child;
    }

    static Neighbor parent(Agent agent) throws IOException {
        Neighbor parent = new Neighbor(agent, 0, "parent");
        agent.router.parent = parent.link;
        return parent;
    }

    /** A context behind this child. */
    void grandchild(int id) {
        agent.router.routes.put(id, new Route(link, link.name + "/" + id, link.peer));
    }

    static Frame text(String text) {
        PayloadWriter payload = new PayloadWriter();
        payload.putString(text);
        return payload.frames();
    }

    /** A message to the agent. */
    Frame message(int handle, int replyTo, int flags, Frame payload) {
        payload.address(agent.router.self, link.peer, handle, replyTo, flags);
        return payload;
    }

    /** Sends a message as this neighbor, which is the parent. */
    void send(int destination, int handle, int flags, Frame payload) {
        payload.address(destination, link.peer, handle, 0, flags);
        agent.router.receive(link, payload);
    }

    /** The next frame that it is sent; waits for it. */
    Frame next() throws IOException {
        return Frame.read(arrived);
    }

    /** The number of the batch that comes next. */
    int nextBatch() throws IOException {
        Frame frame = next();
        if (frame.handle() != Protocol.CLASSES) {
            throw new AssertionError("no batch: " + FrameText.of(frame));
        }
        return frame.payloadInt(0);
    }

    /** The reason in the frame that comes next, with its code before it. */
    String nextRefusal(int handle) throws IOException {
        Frame frame = next();
        if (frame.handle() != handle || !frame.is(Protocol.DEAD)) {
            throw new AssertionError("no refusal: " + FrameText.of(frame));
        }
        PayloadReader payload = new PayloadReader(frame);
        String code = payload.getByte() == Protocol.LOST ? "LOST " : "REFUSED ";
        payload.getLong();
        return code + payload.getString();
    }

    @Override
    public void close() throws IOException {
        agent.router.close(link, "the test is over", -1);
        arrived.close();
    }
}
