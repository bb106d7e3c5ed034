package mitogen;

import static mitogen.route.ScriptedPeer.message;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.parent.Parent;
import mitogen.route.Route;
import mitogen.route.ScriptedPeer;
import mitogen.tree.Closing;
import mitogen.tree.DeadMessage;
import mitogen.tree.Lanes;
import mitogen.tree.Loss;
import mitogen.tree.Settings;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What comes from above for a context that has just ended is answered with the reason: the answer may overtake the news of
 * the end. The agent, 5, is below 0, and was above 7.
 */
@Timeout(30)
final class LateFrameTest {
    private static final int REPLY = 2000;
    private static final DeadMessage END = new DeadMessage(
            Protocol.LOST, new Loss(137, "its process was killed by signal 9", Loss.NOT_CONNECTED, "relay/child"));

    private Agent agent;
    private Closing closing;
    private ScriptedPeer parent;
    private ScriptedPeer child;

    @BeforeEach
    void start() throws Exception {
        int[] settings = new Settings(0, false, 0, 0, 0, 100, 0, false, false, 0).write();
        BootConfig config = new BootConfig(5, "relay", Protocol.MAX_MESSAGE, 0, settings, new int[] {0});
        agent = new Agent(config, new byte[0], getClass().getClassLoader(), null, why -> {});
        closing = new Closing(agent);
        parent = new ScriptedPeer(agent.router, 0, "parent");
        agent.router.parent = parent.link;
        parent.start();
        Parent.of(agent);
        child = new ScriptedPeer(agent.router, 7, "relay/child");
        agent.router.routes.put(7, new Route(child.link, "relay/child", 5));
        Lanes.lay(agent.router, child.link);
    }

    @AfterEach
    void stop() throws Exception {
        closing.close();
        child.close();
        parent.close();
    }

    private DeadMessage answer(int context) throws Exception {
        ping(context, REPLY);
        return DeadMessage.read(reply(REPLY));
    }

    private void ping(int context, int replyTo) throws Exception {
        parent.queue(message(0, context, Protocol.PING, replyTo, 0, new byte[0]))
                .play();
    }

    private Frame reply(int handle) throws Exception {
        Frame frame;
        do {
            frame = parent.take();
        } while (frame.handle() != handle);
        return frame;
    }

    @Test
    void ofAContextThatHasEnded() throws Exception {
        agent.router.close(child.link, "its process was killed by signal 9", 137);
        assertEquals(END, answer(7));
    }

    /** The frame waits at the link when that ends. */
    @Test
    void ofAContextThatEndsMeanwhile() throws Exception {
        ping(7, REPLY);
        ping(5, REPLY + 1);
        reply(REPLY + 1); // so the other one has come as well
        agent.router.close(child.link, "its process was killed by signal 9", 137);
        assertEquals(END, DeadMessage.read(reply(REPLY)));
    }

    @Test
    void ofAContextThatNeverWas() throws Exception {
        assertEquals("unknown context 8 is gone, or never was", answer(8).text());
    }
}
