package mitogen.parent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.agent.Agent;
import mitogen.route.Reply;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/** Answers the class requests of a relay's children: asks the parent once for each class, and keeps the answer. */
final class ClassRelay extends ClassSource {
    private final Map<String, byte[]> answers = new HashMap<>(); // guarded by this, as is the next
    private final Map<String, List<Taker>> asked = new HashMap<>();

    ClassRelay(Agent agent) {
        super(agent);
    }

    @Override
    protected void find(String name, Taker taker) {
        byte[] known;
        synchronized (this) {
            known = answers.get(name);
            if (known == null) {
                List<Taker> takers = asked.get(name);
                if (takers != null) {
                    takers.add(taker);
                    return;
                }
                asked.put(name, new ArrayList<>(List.of(taker)));
            }
        }
        if (known != null) {
            taker.take(known);
            return;
        }
        PayloadWriter question = new PayloadWriter();
        question.putString(name);
        agent.router.ask(Protocol.GET_CLASS, question.frames(), new Answered(name), false);
    }

    /** The parent's answer. */
    private final class Answered implements Reply {
        private final String name;

        Answered(String name) {
            this.name = name;
        }

        @Override
        public int destination() {
            return agent.router.parent().peer;
        }

        @Override
        public void arrived(Frame head) {
            PayloadReader payload = new PayloadReader(head);
            boolean dead = head.is(Protocol.DEAD);
            byte[] answer = null;
            String reason = null;
            if (dead) { // not as an exception: this thread must not load its class
                payload.getByte();
                payload.getLong();
                reason = payload.getString();
            } else {
                answer = payload.getBytes((int) payload.remaining());
            }
            List<Taker> takers;
            synchronized (ClassRelay.this) {
                takers = asked.remove(name);
                if (!dead) {
                    answers.put(name, answer);
                }
            }
            for (Taker taker : takers) {
                if (dead) {
                    taker.fail(reason);
                } else {
                    taker.take(answer);
                }
            }
        }
    }
}
