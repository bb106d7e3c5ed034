package mitogen.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.concurrent.atomic.AtomicLong;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.classes.ClassRelay;
import mitogen.route.Link;
import mitogen.route.Route;
import mitogen.tree.ChildAccount;
import mitogen.tree.Quotas;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay that cannot ask for a class. */
@Timeout(30)
final class ClassRelayTest {
    private static final int CHILD = 300;

    private final Agent agent = new Agent(
            new BootConfig(1, new int[] {0}, "relay", settings()),
            new byte[0],
            ClassRelayTest.class.getClassLoader(),
            null);
    private final ClassRelay relay = new ClassRelay(agent); // nothing leads up from here
    private final Link link = new Link(agent.router, CHILD, "relay/child");
    private final Pipe pipe;
    private final DataInputStream answers;

    ClassRelayTest() throws IOException {
        pipe = Pipe.open();
        answers = new DataInputStream(Channels.newInputStream(pipe.source()));
    }

    private static int[] settings() {
        int[] settings = new int[Quotas.LENGTH];
        settings[BootConfig.MAX_MESSAGE] = 1 << 20;
        settings[Quotas.PENDING] = 100;
        return settings;
    }

    @AfterEach
    void close() throws Exception {
        link.close("the test is over", -1);
        answers.close();
        agent.close();
    }

    private void ask(int replyTo) {
        PayloadWriter name = new PayloadWriter();
        name.putString("some.Class");
        Frame question = name.frames();
        question.address(1, CHILD, Protocol.GET_CLASS, replyTo, 0);
        relay.handle(link, question);
    }

    /** Whoever asks for the same class later does not wait for an answer to a question that was never asked. */
    @Test
    void eachTakerIsAnswered() throws Exception {
        agent.router.routes.put(CHILD, new Route(link, "relay/child", 1));
        link.account = new ChildAccount(new AtomicLong(1 << 20));
        link.open(Channels.newOutputStream(pipe.sink()));
        for (int replyTo = 5000; replyTo < 5003; replyTo++) {
            ask(replyTo);
            Frame answer = Frame.read(answers);
            assertEquals(replyTo, answer.handle());
            assertTrue(answer.is(Protocol.DEAD));
            PayloadReader dead = new PayloadReader(answer);
            assertEquals(Protocol.REFUSED, dead.getByte());
            dead.getLong();
            assertTrue(dead.getString().startsWith("relay cannot read it: "));
        }
    }
}
