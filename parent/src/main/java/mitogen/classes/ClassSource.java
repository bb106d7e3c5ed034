package mitogen.classes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import mitogen.agent.Agent;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.route.Router;
import mitogen.tree.DeadMessage;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Gives the contexts below this one their classes and resources: those that a task needs ahead of it, and those that are asked for. All
 * travel in batches, each of which crosses a link once: to whatever else is behind that link, only its number goes, and
 * the context at its end fills in the rest. Thread-safe.
 */
public abstract class ClassSource implements Handler {
    /** Java that every context has at least. */
    public static final int OLDEST = 17;

    /** Characters of a name that is looked at. */
    private static final int MOST_NAME = 8192;

    /** The agent whose children are served. */
    protected final Agent agent;

    private volatile ScheduledExecutorService timer; // set once, at the start
    private final Map<Link, PendingRequests> pending = new ConcurrentHashMap<>();
    private final Map<Integer, Ledger> ledgers = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> javas = new ConcurrentHashMap<>();

    /** Of all tasks that were sent from here. */
    private final Set<String> roots = ConcurrentHashMap.newKeySet();

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

    /** From now on children are served; what has to wait is done by that timer. */
    public final void start(ScheduledExecutorService later) {
        timer = later;
        agent.router.handle(Protocol.GET_CLASS, this);
        agent.router.handle(Protocol.RESOURCE, this);
    }

    /** Runs what must not wait, later. */
    final ScheduledExecutorService timer() {
        return timer;
    }

    /**
     * Sends a context the classes of a task, those that it was not sent before. To be called before the task is sent; what
     * comes from the same thread, or after this has returned, arrives behind them. Not for reader threads.
     *
     * @param context where the task is to run; nothing is sent if it is not below this one
     * @param roots see {@link mitogen.classes.Closure#of}
     */
    public final void ahead(int context, Collection<String> roots) {
        Link link = agent.router.linkTo(context);
        if (link == null) {
            return;
        }
        Ledger ledger = ledger(context);
        this.roots.addAll(roots);
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

    /** The tasks of each context. */
    protected final Map<Integer, Set<String>> roots() {
        Map<Integer, Set<String>> roots = new HashMap<>();
        ledgers.forEach((context, ledger) -> roots.put(context, Set.copyOf(ledger.roots)));
        return roots;
    }

    /** The numbers of the batches that a context was sent. */
    protected final Collection<Integer> sent(int context) {
        return Set.copyOf(ledger(context).batches);
    }

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
    public final void up(int context, int java) {
        javas.put(context, java);
    }

    /** Somebody here is about to close a context. Nothing by default. */
    public void closing(int context) {}

    /** Contexts are gone. */
    public void gone(Set<Integer> contexts) {
        ledgers.keySet().removeAll(contexts);
        javas.keySet().removeAll(contexts);
    }

    /** A link has ended. */
    public void lost(Link link) {
        PendingRequests requests = pending.remove(link);
        if (requests != null) {
            requests.close();
        }
    }

    /** The names of the classes that the tasks need which were sent from here, as far as their class files are here. */
    public final Collection<String> needed() {
        return closure(Set.copyOf(roots));
    }

    /** Changes where {@link #needed} may have. */
    public final long extent() {
        return files() + roots.size();
    }

    /** The names of the classes that these need, as far as their class files are here. */
    protected abstract Collection<String> closure(Collection<String> roots);

    /** How many class files came by, where only those can be looked into. */
    protected long files() {
        return 0;
    }

    /**
     * The numbers of the batches, in the order in which they are to arrive, with what the roots need. They are known to
     * the router.
     *
     * @param java the version of Java that the classes are for
     * @param context where they are to go
     */
    protected abstract Collection<Integer> batches(Link link, Collection<String> roots, int java, int context);

    /**
     * Whether a context can run a task of that class, as far as it is known before it is sent. Called for each task; what
     * was sent there before is known to be fine.
     *
     * @param task what is to be called, a lambda for example
     * @param roots see {@link mitogen.classes.Closure#of}
     * @throws mitogen.MitogenException if it cannot
     */
    public final void check(int context, Class<?> task, Collection<String> roots) {
        if (agent.router.linkTo(context) != null && !ledger(context).roots.containsAll(roots)) {
            checkNew(context, task, roots);
        }
    }

    /** {@link #check} of a task that was not sent there before. */
    protected void checkNew(int context, Class<?> task, Collection<String> roots) {
        // a relay knows no more of its classes than what came from above
    }

    @Override
    public final void handle(Link link, Frame request) {
        if (link == null || link == agent.router.parent() || request.source() != link.peer) {
            String reason = agent.name + " gives classes to its own children only";
            agent.router.dead(request, Protocol.REFUSED, reason, -1);
            return;
        }
        boolean resource = request.handle() == Protocol.RESOURCE;
        PayloadReader payload = new PayloadReader(request);
        String name = payload.getString();
        if (name.length() > MOST_NAME) {
            String reason = agent.name + " takes no name of " + name.length() + " characters";
            agent.router.dead(request, Protocol.REFUSED, reason, -1);
            return;
        }
        int context = link.peer;
        int java = java(context);
        Asker asker;
        if (resource && name.isEmpty()) {
            asker = new Range(link, request, payload);
        } else {
            if (payload.remaining() > 0) { // a relay asks for somebody below it
                context = payload.getInt();
                java = payload.getByte();
                if (agent.router.linkTo(context) != link) {
                    String reason = agent.name + " gives no classes to a context that is not behind " + link.name;
                    agent.router.dead(request, Protocol.REFUSED, reason, -1);
                    return;
                }
            }
            asker = new Taker(link, request, resource, name, context, java);
        }
        pending.computeIfAbsent(link, unused -> new PendingRequests(this, agent))
                .add(asker);
    }

    /** Begins to answer. */
    final void begin(Asker asker) {
        if (asker instanceof Range range) {
            read(range);
        } else {
            find((Taker) asker);
        }
    }

    /** Finds a class or resource and gives it to the taker, now or later, on any thread. Called on a reader thread. */
    protected abstract void find(Taker taker);

    /**
     * A Java runtime for that platform. Waits for it, however long it takes to make one.
     *
     * @param platform {@code uname -sm} and the C library there, in small letters: {@code linux-x86_64-glibc}
     * @throws java.io.IOException if there is none; the message tells why, and what to do
     */
    public abstract RuntimeArchive runtime(String platform) throws java.io.IOException;

    /** Reads a part of a large resource, now or later, on any thread. Called on a reader thread. */
    protected abstract void read(Range range);

    /** Somebody who asked for something. */
    public abstract class Asker {
        /** The link that the request came over. */
        public final Link link;

        private final int source; // the request itself is not kept, however large it was
        private final int replyTo;

        Asker(Link link, Frame request) {
            this.link = link;
            source = request.source();
            replyTo = request.replyTo();
        }

        /** What it takes to keep this until it is answered, roughly, in bytes. */
        int size() {
            return 512;
        }

        /** Whether the child is to read what it was sent first. Then this comes again later. */
        public final boolean mustWait() {
            PendingRequests requests = link.account.isFull() ? pending.get(link) : null;
            return requests != null && requests.again(this);
        }

        /** Does what is to lead to an answer. Whatever goes wrong, a thread there waits for one, with a lock held. */
        public final void answerBy(Runnable work) {
            try {
                work.run();
            } catch (Throwable e) {
                fail(Protocol.REFUSED, agent.name + " cannot read it: " + e, -1);
            }
        }

        /** There will be no answer. */
        public final void fail(int code, String reason, int exitStatus) {
            fail(new DeadMessage(code, exitStatus, reason));
        }

        /** There will be no answer, for a reason that came from elsewhere. */
        final void fail(DeadMessage dead) {
            answer(Protocol.DEAD, Router.deadPayload(dead.code(), dead.reason(), dead.exitStatus()));
        }

        final void answer(int flags, Frame payload) {
            agent.router.post(source, replyTo, 0, flags, payload);
            PendingRequests requests = pending.get(link);
            if (requests != null) {
                requests.done(this);
            }
        }

        /** That it is one too many. */
        final void refuse(String reason) {
            agent.router.post(source, replyTo, 0, Protocol.DEAD, Router.deadPayload(Protocol.REFUSED, reason, -1));
        }
    }

    /** Somebody who wants a part of a large resource. */
    public final class Range extends Asker {
        /** The number that stands for the resource. */
        public final int number;

        /** Tells one reader from another. */
        public final long stream;

        /** Where the part begins. */
        public final long offset;

        /** How many bytes it has. */
        public final int length;

        Range(Link link, Frame request, PayloadReader from) {
            super(link, request);
            number = from.getInt();
            stream = from.getLong();
            offset = from.getLong();
            length = from.getInt();
        }

        /** Sends it. */
        public void take(Frame payload) {
            answer(Protocol.BULK, payload);
        }
    }

    /** Somebody who wants to have a class or a resource. */
    public final class Taker extends Asker {
        /** Whether it is a resource. */
        public final boolean resource;

        /** Its name; that of a resource begins with a slash, as it does in a batch. */
        public final String name;

        /** Where it is needed. */
        public final int context;

        /** The Java there. */
        public final int java;

        Taker(Link link, Frame request, boolean resource, String name, int context, int java) {
            super(link, request);
            this.resource = resource;
            this.name = resource ? "/" + name : name;
            this.context = context;
            this.java = java;
        }

        @Override
        int size() {
            return super.size() + 2 * name.length();
        }

        /** Sends batches, and then that this was the answer. */
        public void take(Collection<Integer> numbers) {
            Ledger ledger = ledger(context);
            synchronized (ledger) {
                missed(context, ledger.last, name, send(link, context, ledger, numbers));
            }
            answer(0, new PayloadWriter().frames());
        }

        /** Sends what is not to be kept on the way: it is too large, or of no use to others. */
        public void take(Batch batch) {
            PayloadWriter payload = new PayloadWriter();
            payload.putInt(0);
            payload.putBytes(batch.packed(), 0, batch.packed().length);
            missed(context, ledger(context).last, name, List.of());
            agent.router.post(context, Protocol.CLASSES, 0, Protocol.BULK, payload.frames());
            answer(Protocol.BULK, new PayloadWriter().frames());
        }

        /** Forgets that a batch was sent; it will never be sent again. */
        public void forget(int number) {
            ledger(context).batches.remove(number);
            link.batches.remove(number);
        }

        /** Passes on that this was the answer, behind what it is about. */
        public void passOn(Frame answer) {
            answer(answer.is(Protocol.BULK) ? Protocol.BULK : 0, new PayloadWriter().frames());
        }
    }
}
