package mitogen;

import static mitogen.route.ScriptedPeer.message;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.parent.Parent;
import mitogen.route.Route;
import mitogen.route.ScriptedPeer;
import mitogen.tree.DeadMessage;
import mitogen.tree.Lanes;
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

    private Agent agent;
    private ScriptedPeer parent;
    private ScriptedPeer child;

    @BeforeEach
    void start() throws Exception {
        int[] settings = new Settings(0, false, 0, 0, 0, 100, 0, false, false, 0).write();
        BootConfig config = new BootConfig(5, "relay", Protocol.MAX_MESSAGE, 0, settings, new int[] {0});
        agent = new Agent(config, new byte[0], getClass().getClassLoader(), null, why -> {});
        parent = new ScriptedPeer(agent.router, 0, "parent");
        agent.router.setParent(parent.link);
        parent.start();
        Parent.of(agent);
        child = new ScriptedPeer(agent.router, 7, "relay/child");
        agent.router.routes.put(7, new Route(child.link, "relay/child", 5));
        Lanes.lay(agent.router, child.link);
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        child.close();
        parent.close();
    }

    private String answer(int context) throws Exception {
        parent.queue(message(0, context, Protocol.PING, REPLY, 0, new byte[0])).play();
        for (Frame frame = parent.take(); ; frame = parent.take()) {
            if (frame.handle() == REPLY) {
                return DeadMessage.read(frame).reason();
            }
        }
    }

    @Test
    void ofAContextThatHasEnded() throws Exception {
        agent.router.close(child.link, "its process was killed by signal 9", 137);
        assertEquals("its process was killed by signal 9", answer(7));
    }

    @Test
    void ofAContextThatNeverWas() throws Exception {
        assertEquals("unknown context 8 is gone, or never was", answer(8));
    }
}
