package mitogen.parent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.agent.Agent;
import mitogen.route.Answer;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/** Answers the class requests of this context's children: asks the parent once for each class, and keeps the answer. */
final class ClassRelay implements Handler {
    private final Agent agent;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

    ClassRelay(Agent agent) {
        this.agent = agent;
    }

    @Override
    public void handle(Link link, Frame head) {
        if (link == null || link == agent.router.parent()) {
            agent.router.dead(head, Protocol.REFUSED, agent.context() + " gives classes to its children only", -1);
            return;
        }
        agent.execute(() -> answer(head));
    }

    private void answer(Frame request) {
        String name = new PayloadReader(request).getString();
        byte[] payload;
        try {
            payload = answers.computeIfAbsent(name, this::ask); // threads that want the same name wait here for one
        } catch (IllegalStateException e) {
            agent.router.dead(request, Protocol.LOST, e.getMessage(), -1);
            return;
        }
        if (payload.length > 0 && payload[0] == 1) {
            agent.served.add(name);
        }
        PayloadWriter reply = new PayloadWriter();
        reply.putBytes(payload, 0, payload.length);
        agent.router.reply(request, 0, reply.frames());
    }

    private byte[] ask(String name) {
        PayloadWriter question = new PayloadWriter();
        question.putString(name);
        Answer answer = new Answer(agent.router.parent().peer);
        agent.router.ask(Protocol.GET_CLASS, question.frames(), answer);
        Frame reply = answer.awaitUninterruptibly();
        if (reply.is(Protocol.DEAD)) {
            throw new IllegalStateException(
                    Place.deadException(agent.context(), reply).getMessage());
        }
        PayloadReader payload = new PayloadReader(reply);
        return payload.getBytes((int) payload.remaining());
    }
}
