package mitogen.parent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Gives the contexts below this one their classes: those that a task needs ahead of it, and those that are asked for. All
 * travel in batches, each of which crosses a link once: to whatever else is behind that link, only its number goes, and
 * the context at its end fills in the rest. Thread-safe.
 */
public abstract class ClassSource implements Handler {
    /** Java that every context has at least. */
    protected static final int OLDEST = 17;

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
            "mitogen.classes",
            "mitogen.connect",
            "mitogen.controller");

    /** The agent whose children are served. */
    protected final Agent agent;

    private final Map<Link, AtomicInteger> pending = new ConcurrentHashMap<>();
    private final Map<Integer, Ledger> ledgers = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> javas = new ConcurrentHashMap<>();

    /** Names in batches that contexts below were given. */
    private final Set<String> given = ConcurrentHashMap.newKeySet();

    /** What a context was sent. */
    private static final class Ledger {
        /** For these tasks everything was sent. */
        final Set<String> roots = ConcurrentHashMap.newKeySet();

        final Set<Integer> batches = ConcurrentHashMap.newKeySet();
        volatile Collection<String> last = List.of(); // the roots of the latest task
    }

    /** A source for the children of an agent. */
    protected ClassSource(Agent agent) {
        this.agent = agent;
    }

    /** Whether a class of that name is one of ours, if there is one. */
    protected static boolean isOurs(String name) {
        return PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
    }

    /**
     * Sends a context the classes of a task, those that it was not sent before. To be called before the task is sent; what
     * comes from the same thread, or after this has returned, arrives behind them. Not for reader threads.
     *
     * @param context where the task is to run; nothing is sent if it is not below this one
     * @param roots see {@link mitogen.classes.Closure#of}
     */
    final void ahead(int context, Collection<String> roots) {
        Link link = agent.router.linkTo(context);
        if (link == null) {
            return;
        }
        Ledger ledger = ledger(context);
        if (ledger.roots.containsAll(roots)) {
            if (!roots.isEmpty()) {
                ledger.last = roots;
                called(context, roots, List.of());
            }
            return;
        }
        synchronized (ledger) { // whoever calls the same task meanwhile has to wait until its classes are under way
            ledger.last = roots;
            called(context, roots, send(link, context, ledger, batches(link, roots, java(context), context)));
            ledger.roots.addAll(roots);
        }
    }

    /**
     * A task is about to be sent. Nothing by default.
     *
     * @param batches those that go ahead of it, as far as they cross the link for the first time
     */
    protected void called(int context, Collection<String> roots, Collection<Integer> batches) {}

    /**
     * A context asked for a class that did not come ahead. Nothing by default.
     *
     * @param roots of the task that it probably needs it for
     * @param batches the answer, as far as it crosses the link for the first time
     */
    protected void missed(int context, Collection<String> roots, String name, Collection<Integer> batches) {}

    private Ledger ledger(int context) {
        return ledgers.computeIfAbsent(context, unused -> new Ledger());
    }

    /** Those of the batches that crossed the link for the first time. */
    private Collection<Integer> send(Link link, int context, Ledger ledger, Collection<Integer> numbers) {
        List<Integer> whole = new ArrayList<>();
        for (int number : numbers) {
            if (ledger.batches.add(number)) {
                if (!link.batches.contains(number)) {
                    whole.add(number);
                }
                PayloadWriter payload = new PayloadWriter();
                payload.putInt(number);
                agent.router.post(context, Protocol.CLASSES, 0, 0, payload.frames());
            }
        }
        return whole;
    }

    /** The Java of a context, the oldest that is possible if it has not been heard of. */
    protected final int java(int context) {
        return javas.getOrDefault(context, OLDEST);
    }

    /** Whether it is known which Java a context has. */
    protected final boolean knowsJava(int context) {
        return javas.containsKey(context);
    }

    /** A context is up, with that Java. On reader threads too. */
    final void up(int context, int java) {
        javas.put(context, java);
    }

    /** Contexts are gone. */
    protected void gone(Set<Integer> contexts) {
        ledgers.keySet().removeAll(contexts);
        javas.keySet().removeAll(contexts);
    }

    /** A link has ended. */
    protected void lost(Link link) {
        pending.remove(link);
    }

    /** See {@link mitogen.agent.ParentRole#gave}. */
    boolean gave(String name) {
        return given.contains(name);
    }

    /** Remembers that contexts below have these. */
    protected final void given(Collection<Batch.Entry> entries) {
        for (Batch.Entry entry : entries) {
            if (entry.origin() != null) {
                given.add(entry.name());
            }
        }
    }

    /**
     * The numbers of the batches, in the order in which they are to arrive, with what the roots need. They are known to
     * the router.
     *
     * @param java the version of Java that the classes are for
     * @param context where they are to go
     */
    protected abstract Collection<Integer> batches(Link link, Collection<String> roots, int java, int context);

    @Override
    public final void handle(Link link, Frame request) {
        if (link == null || link == agent.router.parent() || request.source() != link.peer) {
            String reason = agent.name + " gives classes to its own children only";
            agent.router.dead(request, Protocol.REFUSED, reason, -1);
            return;
        }
        PayloadReader payload = new PayloadReader(request);
        String name = payload.getString();
        int context = link.peer;
        int java = java(context);
        if (payload.remaining() > 0) { // a relay asks for somebody below it
            context = payload.getInt();
            java = payload.getByte();
            if (agent.router.linkTo(context) != link) {
                String reason = agent.name + " gives no classes to a context that is not behind " + link.name;
                agent.router.dead(request, Protocol.REFUSED, reason, -1);
                return;
            }
        }
        AtomicInteger waiting = pending.computeIfAbsent(link, unused -> new AtomicInteger());
        Taker taker = new Taker(link, request, name, context, java, waiting);
        if (waiting.incrementAndGet() > agent.config.settings[Quotas.PENDING]) {
            taker.fail(
                    Protocol.REFUSED,
                    agent.name + " has " + agent.config.settings[Quotas.PENDING]
                            + " class requests of it to answer already",
                    -1);
        } else {
            find(taker);
        }
    }

    /** Finds a class and gives it to the taker, now or later, on any thread. Called on a reader thread. */
    protected abstract void find(Taker taker);

    /** Somebody who asked for a class. */
    protected final class Taker {
        /** The class's name. */
        public final String name;

        /** The link that the request came over. */
        public final Link link;

        /** Where the class is needed. */
        public final int context;

        /** The Java there. */
        public final int java;

        private final Frame request;
        private final AtomicInteger waiting;

        Taker(Link link, Frame request, String name, int context, int java, AtomicInteger waiting) {
            this.link = link;
            this.request = request;
            this.name = name;
            this.context = context;
            this.java = java;
            this.waiting = waiting;
        }

        /** Sends batches, and then that this was the answer. */
        public void take(Collection<Integer> numbers) {
            Ledger ledger = ledger(context);
            synchronized (ledger) {
                missed(context, ledger.last, name, send(link, context, ledger, numbers));
            }
            answer(0);
        }

        /** Sends what is not to be kept on the way: it is too large, or of no use to others. */
        public void take(Batch batch) {
            PayloadWriter payload = new PayloadWriter();
            payload.putInt(0);
            payload.putBytes(batch.packed(), 0, batch.packed().length);
            missed(context, ledger(context).last, name, List.of());
            agent.router.post(context, Protocol.CLASSES, 0, Protocol.BULK, payload.frames());
            answer(Protocol.BULK);
        }

        /** Forgets that a batch was sent; it will never be sent again. */
        public void forget(int number) {
            ledger(context).batches.remove(number);
            link.batches.remove(number);
        }

        private void answer(int flags) {
            agent.router.post(request.source(), request.replyTo(), 0, flags, new PayloadWriter().frames());
            done();
        }

        /** There will be no answer. */
        public void fail(int code, String reason, int exitStatus) {
            agent.router.dead(request, code, reason, exitStatus);
            done();
        }

        private void done() {
            if (waiting.decrementAndGet() == 0) {
                pending.remove(link, waiting);
            }
        }
    }
}
