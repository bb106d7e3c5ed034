package mitogen.calls;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.Task.Action;
import mitogen.agent.Agent;
import mitogen.agent.SenderLinkage;
import mitogen.agent.Work;
import mitogen.route.Reply;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/**
 * Chains of calls: their messages, and the calls of others that run here. All of a chain's messages are bulk, so none of
 * them overtakes another.
 *
 * <p>Of a chain whose calls run here something is kept only while there are calls of it, or when one has failed. In that
 * case the caller says so as soon as it knows, behind the last call that it sent before.
 */
public final class Chains {
    private static final Action NOTHING = () -> {};

    private final Agent agent;
    private final AtomicInteger numbers = new AtomicInteger();

    /** Handles for replies, counted down: {@code Router.ask}, which has no flags, counts up. */
    private final AtomicInteger handles = new AtomicInteger(Integer.MAX_VALUE);

    private final Map<Long, Sequence> sequences = new HashMap<>(); // guarded by this

    public Chains(Agent agent) {
        this.agent = agent;
    }

    int newNumber() {
        return numbers.incrementAndGet();
    }

    /** Sends a call of a chain. Does not write: the caller holds a lock. */
    int ask(Frame message, Reply call) {
        int replyTo;
        do {
            replyTo = handles.decrementAndGet();
            if (replyTo < Protocol.FIRST_REPLY) {
                handles.set(Integer.MAX_VALUE);
            }
        } while (replyTo < Protocol.FIRST_REPLY || agent.router.replies.putIfAbsent(replyTo, call) != null);
        agent.router.post(call.destination(), Protocol.CHAIN, replyTo, Protocol.BULK, message);
        return replyTo;
    }

    /** Says that a run of a chain has failed, and which call is to be interrupted, 0 if none. */
    void end(int destination, CallChain.Run run, int replyTo) {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(run.chain());
        payload.putInt(run.number);
        payload.putInt(replyTo);
        agent.router.post(destination, Protocol.CHAIN, 0, Protocol.BULK, payload.frames());
    }

    /** Takes a message of a chain. On a task thread, in the order in which they came. */
    public void handle(Frame head) {
        int source = head.source();
        SenderLinkage linkage = agent.linkage(source);
        if (!linkage.lambdas()) {
            String reason =
                    agent.name + " takes orders from its ancestors only, not from " + agent.router.nameOf(source);
            agent.router.dead(head, Protocol.REFUSED, reason, -1);
            return;
        }
        PayloadReader payload = new PayloadReader(head);
        int chain = payload.getInt();
        int run = payload.getInt();
        int stopped = head.replyTo() == 0 ? payload.getInt() : 0;
        if (stopped != 0) {
            agent.cancel(source, stopped); // as the caller's CANCEL does, which may have overtaken the call
        }
        Long key = (long) source << 32 | chain & 0xffffffffL;
        Sequence sequence;
        synchronized (this) {
            sequence = sequences.get(key);
            if (sequence == null) {
                if (head.replyTo() == 0) {
                    return;
                }
                sequence = new Sequence(key);
                sequences.put(key, sequence);
            }
            if (head.replyTo() == 0) {
                sequence.waiting.add(run);
            } else {
                ChainedWork work = new ChainedWork(agent, head, sequence, run);
                agent.add(work);
                sequence.waiting.add(work);
            }
            if (sequence.running) {
                return;
            }
            sequence.running = true;
        }
        agent.execute(sequence);
    }

    /** Those contexts are gone: what is remembered of their chains goes too. */
    synchronized void forget(Set<Integer> contexts) {
        Iterator<Sequence> all = sequences.values().iterator();
        while (all.hasNext()) {
            Sequence each = all.next();
            if (contexts.contains((int) (each.key >> 32))) {
                if (each.running) {
                    each.waiting.add(Integer.MAX_VALUE);
                } else {
                    all.remove();
                }
            }
        }
    }

    /** How many chains of others are remembered here. */
    synchronized int size() {
        return sequences.size();
    }

    /** The calls of one chain that run here, one after the other. */
    private final class Sequence implements Runnable {
        final Long key;
        final Queue<Object> waiting = new ArrayDeque<>(); // calls, and numbers of failed runs; guarded by Chains
        boolean running; // guarded by Chains
        private Throwable failure; // of the thread that runs this, as is the next
        private int failedRun;

        Sequence(Long key) {
            this.key = key;
        }

        @Override
        public void run() {
            Object next = next();
            while (next != null) {
                if (next instanceof Work) {
                    ((Work) next).run();
                } else if ((Integer) next >= failedRun) {
                    failure = null; // the caller knows of it, and sends nothing more of that run
                }
                next = next();
            }
        }

        private Object next() {
            synchronized (Chains.this) {
                Object next = waiting.poll();
                if (next == null) {
                    running = false;
                    if (failure == null) {
                        sequences.remove(key);
                    }
                }
                return next;
            }
        }

        void check(int run) throws Throwable {
            if (failure != null && run <= failedRun) {
                throw failure;
            }
            failure = null;
        }

        void failed(int run, Throwable thrown) {
            failure = thrown;
            failedRun = run;
        }
    }

    /** One call of a chain. */
    private static final class ChainedWork extends Work {
        private final Sequence sequence;
        private final int run;

        ChainedWork(Agent agent, Frame head, Sequence sequence, int run) {
            super(agent, head);
            this.sequence = sequence;
            this.run = run;
        }

        @Override
        protected Object perform(Frame message, SenderLinkage linkage) throws Throwable {
            sequence.check(run);
            linkage.ends.add(thrown -> {
                if (thrown != null) {
                    sequence.failed(run, thrown);
                }
            });
            ValueReader reader = new ValueReader(message, linkage);
            reader.getInt();
            reader.getInt();
            try {
                return perform(reader.get());
            } finally {
                perform(NOTHING); // throws if it was cancelled, whatever the task made of the interrupt
            }
        }
    }
}
