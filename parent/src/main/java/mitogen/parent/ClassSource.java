package mitogen.parent;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.agent.Agent;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/** Takes the class requests of this context's children, within their quota, and gives them what there is. */
public abstract class ClassSource implements Handler {
    /** First byte of an answer: the class follows. */
    public static final int PRESENT = 1;

    /** First byte of an answer: there is none, and why. */
    public static final int ABSENT = 0;

    /** The packages of those of our classes that a context may need. */
    private static final Set<String> PACKAGES = Set.of(
            "mitogen",
            "mitogen.call",
            "mitogen.wire",
            "mitogen.route",
            "mitogen.load",
            "mitogen.io",
            "mitogen.agent",
            "mitogen.parent",
            "mitogen.connect",
            "mitogen.controller");

    /** The agent whose children are served. */
    protected final Agent agent;

    private final Map<Link, AtomicInteger> pending = new ConcurrentHashMap<>();

    /** A source for the children of an agent. */
    protected ClassSource(Agent agent) {
        this.agent = agent;
    }

    @Override
    public final void handle(Link link, Frame request) {
        if (link == null || link == agent.router.parent() || request.source() != link.peer) {
            String reason = agent.name + " gives classes to its own children only";
            agent.router.dead(request, Protocol.REFUSED, reason, -1);
            return;
        }
        String name = new PayloadReader(request).getString();
        AtomicInteger waiting = pending.computeIfAbsent(link, unused -> new AtomicInteger());
        if (waiting.incrementAndGet() > agent.config.settings[Quotas.PENDING]) {
            done(link, waiting);
            String reason = agent.name + " has " + agent.config.settings[Quotas.PENDING]
                    + " class requests of it to answer already";
            agent.router.dead(request, Protocol.REFUSED, reason, -1);
            return;
        }
        find(name, new Taker(link, request, name, waiting));
    }

    /** Finds an answer and gives it to the taker, now or later, on any thread. Called on a reader thread. */
    protected abstract void find(String name, Taker taker);

    /** Whether a class of that name is one of ours, if there is one. */
    protected static boolean isOurs(String name) {
        return PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
    }

    private void done(Link link, AtomicInteger waiting) {
        if (waiting.decrementAndGet() == 0) {
            pending.remove(link, waiting);
        }
    }

    /** Waits for the answer to one request. */
    protected final class Taker {
        private final Link link;
        private final Frame request;
        private final String name;
        private final AtomicInteger waiting;

        Taker(Link link, Frame request, String name, AtomicInteger waiting) {
            this.link = link;
            this.request = request;
            this.name = name;
            this.waiting = waiting;
        }

        /** Passes the answer on: {@link #PRESENT} and a class, or {@link #ABSENT} and a text. */
        public void take(byte[] answer) {
            if (answer.length > 0 && answer[0] == PRESENT) {
                agent.served.add(name);
            }
            PayloadWriter payload = new PayloadWriter();
            payload.putBytes(answer, 0, answer.length);
            agent.router.post(request.source(), request.replyTo(), 0, 0, payload.frames());
            done(link, waiting);
        }

        /** There will be no answer. */
        public void fail(String reason) {
            agent.router.dead(request, Protocol.LOST, reason, -1);
            done(link, waiting);
        }
    }
}
