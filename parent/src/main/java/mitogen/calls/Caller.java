package mitogen.calls;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.agent.Agent;
import mitogen.agent.SenderLinkage;
import mitogen.classes.ClassPipe;
import mitogen.decode.Decoders;
import mitogen.decode.HeapShare;
import mitogen.internal.Printable;
import mitogen.route.Link;
import mitogen.tree.RouteTable;
import mitogen.values.RareValues;
import mitogen.wire.Frame;
import mitogen.wire.Linkage;
import mitogen.wire.ValueReader;

/**
 * What calls, channels and services of one agent share to address other contexts: classes, decoders, and what was handed to
 * whom. Thread-safe.
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

    /** Tells why contexts cannot be used. Not for reader threads. */
    interface Failures {
        /** Why the context cannot be used, as far as is known; or null. */
        MitogenException of(int context);

        /** What a call failed with that a dead message came for. */
        MitogenException of(Context context, Frame dead);
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

    private AgentContext self; // set once, at the start, as are the next
    private Operations operations;
    private Failures failures;
    private final Map<Integer, Decoder> carried = new HashMap<>(); // not changed after the start
    private volatile ClassPipe classes; // set once, at the start
    private boolean closed; // guarded by this

    public Caller(Agent agent, RouteTable routes, ScheduledExecutorService timer) {
        this.agent = agent;
        this.timer = timer;
        accepted = new Accepted(agent);
        handed = new Handed(agent, routes);
        decoders = new Decoders(agent.name);
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

    /** Sets who does what contexts are asked for, and who knows of their ends. To be called once, at the start. */
    void start(Operations all, Failures known) {
        operations = all;
        failures = known;
        self = new AgentContext(all, agent.router.self, agent.name, null, null);
    }

    /** Why the context cannot be used, as far as is known; or null. Not for reader threads. */
    public MitogenException failure(int context) {
        return failures.of(context);
    }

    /** What a call failed with that a dead message came for. Not for reader threads. */
    MitogenException failure(Context context, Frame dead) {
        return failures.of(context, dead);
    }

    /** Tasks that are sent from here take their classes from there. */
    public void serve(ClassPipe pipe) {
        classes = pipe;
        accepted.serve(pipe);
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
        return id == agent.router.self ? self : new AgentContext(operations, id, name, null, null);
    }

    /** What stands for all that comes over the same link as messages of that context. */
    public Object lineOf(int context) {
        Link link = agent.router.linkTo(context);
        return link == null ? context : link;
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
}
