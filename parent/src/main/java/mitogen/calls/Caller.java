package mitogen.calls;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import mitogen.Action;
import mitogen.Call;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.agent.Agent;
import mitogen.agent.SenderLinkage;
import mitogen.classes.ClassPipe;
import mitogen.decode.Decoders;
import mitogen.decode.HeapShare;
import mitogen.internal.Printable;
import mitogen.route.Link;
import mitogen.tree.Loss;
import mitogen.tree.RouteTable;
import mitogen.wire.Linkage;
import mitogen.wire.Protocol;
import mitogen.wire.RareValues;
import mitogen.wire.ValueReader;

/**
 * Addresses other contexts: makes calls, and holds what calls, channels and services share. Each agent that addresses
 * others has one. Thread-safe.
 */
public final class Caller {
    /** Reads the values of one {@link mitogen.wire.Carried} type. */
    public interface Decoder {
        /**
         * Reads one value.
         *
         * @param types the classes that the value may name
         * @param sender the context that sent the value
         */
        Object read(ValueReader from, Linkage types, SenderLinkage sender);
    }

    /** Opens what others can reach in this context. The rooms of channels and of services implement it. */
    public interface Opener {
        /** See {@link Context#receiver}. */
        <T> Receiver<T> receiver(Class<?>... types);

        /** See {@link Context#offer}. */
        <S> Service<S> offer(Class<S> type, Callable<? extends S> start);
    }

    /** The agent of the context that this runs in. */
    public final Agent agent;

    /** Runs what must not wait, later. */
    final ScheduledExecutorService timer;

    /** The classes that contexts which are not above this one may name. */
    final Accepted accepted;

    /** The contexts and services that contexts below may name besides those below themselves. */
    public final Handed handed;

    /** Decodes what contexts below sent. */
    public final Decoders decoders;

    /** The heap that values may take while they are decoded. */
    final HeapShare heap = new HeapShare(Runtime.getRuntime().maxMemory() / 4);

    /** The contexts that were connected from here. */
    public final Contexts contexts;

    /** The runs of chains. */
    public final Chains chains;

    private final Opener opener;
    private final AgentContext self;
    private final Map<Integer, Decoder> carried = new HashMap<>(); // not changed after the start
    private volatile ClassPipe classes; // set once, at the start
    private boolean closed; // guarded by this

    public Caller(Agent agent, RouteTable routes, ScheduledExecutorService timer, Opener opener) {
        this.agent = agent;
        this.timer = timer;
        this.opener = opener;
        self = new AgentContext(this, agent.router.self, agent.name, null, null);
        accepted = new Accepted(this);
        handed = new Handed(agent, routes);
        decoders = new Decoders(agent.name);
        contexts = new Contexts(this, routes);
        chains = new Chains(agent);
        carry(AgentContext.CODE, (from, types, sender) -> {
            int id = from.getInt();
            String name = Printable.line(from.getString());
            return context(id, sender.lambdas() ? name : handed.check(Handed.CONTEXT, id, name, sender.source));
        });
    }

    /** Values with this code are read by that decoder. To be called before the first value arrives. */
    public void carry(int code, Decoder decoder) {
        carried.put(code, decoder);
    }

    /** Reads a {@link mitogen.wire.Carried} value. */
    public Object carried(int code, ValueReader from, Linkage types, SenderLinkage sender) {
        Decoder decoder = carried.get(code);
        return decoder == null ? new RareValues().read(code, from) : decoder.read(from, types, sender);
    }

    /** Tasks that are sent from here take their classes from there. */
    public void serve(ClassPipe pipe) {
        classes = pipe;
    }

    /** Where the classes of tasks come from. */
    public ClassPipe classes() {
        return classes;
    }

    /** The context that this runs in. */
    public AgentContext context() {
        return self;
    }

    /** The context with this id, seen from here. */
    public AgentContext context(int id, String name) {
        return id == agent.router.self ? self : new AgentContext(this, id, name, null, null);
    }

    /** See {@link Context#receiver}. */
    <T> Receiver<T> receiver(Context context, Class<?>... types) {
        if (context.id() != agent.router.self) {
            throw new IllegalStateException("a channel is opened where its values are taken, and this runs in " + self
                    + ", not in " + context + "; open it with Context.current(), or in a task that " + context
                    + " runs");
        }
        checkOpen();
        return opener.receiver(types);
    }

    /** See {@link Context#offer}. */
    <S> Service<S> offer(Context context, Class<S> type, Callable<? extends S> start) {
        if (context.id() != agent.router.self) {
            throw new IllegalStateException("a service is offered by the context that it runs in, and this is "
                    + agent.name + "; to offer one in " + context + ", submit a task to it that says"
                    + " Context.current().offer(…) and returns the proxy");
        }
        return opener.offer(type, start);
    }

    /** See {@link Context#submit}; within a run of a chain, or null. */
    <T> Call<T> submit(AgentContext context, Object work, CallChain.Run run) {
        return new PendingCall<T>(this, context, run, encode(context, work, run)).start();
    }

    /** See {@link Context#asExecutor}. */
    ExecutorService executor(AgentContext context) {
        return new ContextExecutor(agent, context);
    }

    /** See {@link Context#execute}. */
    void execute(AgentContext context, Action action) {
        TaskWriter task = encode(context, action, null);
        if (task.given.isEmpty()) {
            classes.ahead(context.id(), task.roots());
            agent.router.send(context.id(), Protocol.CALL, 0, 0, task.frames());
        } else { // somebody has to hear that the senders did not get there
            var unused = new PendingCall<Void>(this, context, null, task)
                    .start()
                    .exceptionally(failure -> {
                        agent.log(Level.WARNING, "a task that nobody waits for failed in " + context, failure);
                        return null;
                    });
        }
    }

    private TaskWriter encode(Context context, Object work, CallChain.Run run) {
        Objects.requireNonNull(work, "a call needs a task, and got null");
        if (context.id() == agent.router.self) {
            checkOpen(); // its task threads are gone
        }
        TaskWriter payload = new TaskWriter(this, "the task", agent.router.maxMessage, context.id());
        if (run != null) {
            payload.putInt(run.chain());
            payload.putInt(run.number);
        }
        try {
            payload.put(work);
            payload.task(work);
            classes.check(context.id(), work.getClass(), payload.roots());
        } catch (RuntimeException | LinkageError e) {
            Given.withdrawn(payload.given);
            throw e;
        }
        return payload;
    }

    /** What stands for all that comes over the same link as messages of that context. */
    public Object lineOf(int context) {
        Link link = agent.router.linkTo(context);
        return link == null ? context : link;
    }

    /** Contexts have ended. On a reader thread. */
    public void gone(Set<Integer> gone, Loss loss) {
        chains.forget(gone);
        contexts.gone(gone, loss);
    }

    /** Fails if this context is closed. */
    public synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException(agent.name + " is closed");
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Takes no new work from now on. */
    public synchronized void close() {
        closed = true;
    }

    /** All that was below this context has ended, and so has this context. */
    public void ended() {
        contexts.close();
    }
}
