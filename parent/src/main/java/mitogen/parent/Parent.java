package mitogen.parent;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import mitogen.Action;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.agent.ParentRole;
import mitogen.agent.SenderLinkage;
import mitogen.io.Printable;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import mitogen.wire.RareValues;
import mitogen.wire.ValueReader;

/** The {@link ParentRole} of one agent: addresses other contexts, and has children. */
public final class Parent implements ParentRole, RouteTable.Listener {
    private final Agent agent;
    private final AgentContext self;
    private final RouteTable routes;
    private final Children children;
    private final Chains chains;
    private final Decoders decoders;
    private volatile ClassSource classes; // set once, at the start
    private final Accepted accepted;
    private final Handed handed;
    private final Places places;
    private volatile Services services; // written under this; only contexts that offer some have it
    private final HeapShare heap = new HeapShare(Runtime.getRuntime().maxMemory() / 4); // for values while decoded
    private final AtomicLong free; // bytes that children may still make this context hold
    private boolean closed; // guarded by this
    private volatile Channels channels; // made under this

    /** Made once for each agent, by the agent. */
    public Parent(Agent agent) {
        this.agent = agent;
        self = new AgentContext(this, agent.router.self, agent.name, null, null);
        free = new AtomicLong(Runtime.getRuntime().maxMemory() / 100 * agent.config.settings[Quotas.MEMORY]);
        Crossings crossings = new Crossings();
        routes = new RouteTable(agent, crossings, this);
        accepted = new Accepted(this);
        handed = new Handed(agent, routes);
        children = new Children(agent, routes, crossings);
        chains = new Chains(agent);
        decoders = new Decoders(agent.name);
        places = new Places(this, routes);
        if (agent.router.parent() != null) {
            Lanes.lay(agent.router, agent.router.parent());
            serve(new ClassRelay(agent));
        } else {
            agent.router.handle(Protocol.CHANNEL, this); // all classes are here, so a reader may do it
        }
    }

    /** From now on children get their classes from there. */
    public void serve(ClassSource source) {
        classes = source;
        agent.router.handle(Protocol.GET_CLASS, source);
        agent.router.handle(Protocol.RESOURCE, source);
    }

    /** Where children get their classes from. */
    ClassSource classes() {
        return classes;
    }

    @Override
    public SenderLinkage linkage(int source) {
        return new UntrustedLinkage(this, source);
    }

    /** The classes that contexts which are not above may name. */
    Accepted accepted() {
        return accepted;
    }

    /** What contexts below may name besides what lies below them. */
    Handed handed() {
        return handed;
    }

    /** The parent module of an agent. Not for reader threads: it may have to be fetched. */
    public static Parent of(Agent agent) {
        return (Parent) agent.parentRole();
    }

    @Override
    public AgentContext context() {
        return self;
    }

    /** The context with this id, seen from here. */
    public AgentContext context(int id, String name) {
        return id == agent.router.self ? self : new AgentContext(this, id, name, null, null);
    }

    @Override
    public Object carried(int code, ValueReader from, SenderLinkage linkage) {
        if (code == AgentContext.CODE) {
            int id = from.getInt();
            String name = Printable.line(from.getString());
            return context(id, linkage.lambdas() ? name : handed.check(Handed.CONTEXT, id, name, linkage.source));
        }
        if (code == ChannelSender.CODE) {
            return channels().sender(from, linkage);
        }
        if (code == ServiceProxy.CODE) {
            return ServiceProxy.read(this, from, linkage, linkage);
        }
        return new RareValues().read(code, from);
    }

    @Override
    public void handle(Link link, Frame head) {
        switch (head.handle()) {
            case Protocol.CHANNEL -> channels().handle(head);
            case Protocol.CHAIN -> chains.handle(head);
            case Protocol.SERVICE -> services().handle(link, head);
            default -> throw new ValueException("there is no handler for " + Protocol.nameOf(head.handle()));
        }
    }

    private synchronized Channels channels() {
        if (channels == null) {
            checkOpen();
            channels = new Channels(this, agent);
        }
        return channels;
    }

    synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException(agent.name + " is closed");
        }
    }

    /** See {@link Context#receiver}. */
    <T> Receiver<T> receiver(Context context, Class<?>... types) {
        if (context.id() != agent.router.self) {
            throw new IllegalStateException("a channel is opened where its values are taken, and this runs in " + self
                    + ", not in " + context + "; open it with Context.current(), or in a task that " + context
                    + " runs");
        }
        checkOpen();
        return channels().open(new SignatureTypes().with(types).classes);
    }

    private synchronized Services services() {
        if (services == null) {
            checkOpen();
            services = new Services(this, agent, routes);
        }
        return services;
    }

    /** See {@link Context#offer}. */
    <S> Service<S> offer(Context context, Class<S> type, Callable<? extends S> start) {
        if (context.id() != agent.router.self) {
            throw new IllegalStateException("a service is offered by the context that it runs in, and this is "
                    + agent.name + "; to offer one in " + context + ", submit a task to it that says"
                    + " Context.current().offer(…) and returns the proxy");
        }
        return services().offer(type, start);
    }

    /** The contexts that were connected from here, and what is asked of others. */
    Places places() {
        return places;
    }

    /** See {@link Context#submit}; within a run of a chain, or null. */
    <T> Call<T> submit(AgentContext context, Object work, CallChain.Run run) {
        return new PendingCall<T>(
                        this, children.timer(), context, places.get(context.id()), run, encode(context, work, run))
                .start();
    }

    /** See {@link Context#asExecutor}. */
    ExecutorService executor(AgentContext context) {
        return new ContextExecutor(agent, context);
    }

    ScheduledExecutorService timer() {
        return children.timer();
    }

    /** What is known of a context; null if it was not connected from here. */
    Place place(int context) {
        return places.get(context);
    }

    /** The agent whose parent module this is. */
    Agent agent() {
        return agent;
    }

    /** See {@link Context#execute}. */
    void execute(AgentContext context, Action action) {
        TaskWriter task = encode(context, action, null);
        if (task.given.isEmpty()) {
            classes.ahead(context.id(), task.roots());
            agent.router.send(context.id(), Protocol.CALL, 0, 0, task.frames());
        } else { // somebody has to hear that the senders did not get there
            var unused = new PendingCall<Void>(this, children.timer(), context, places.get(context.id()), null, task)
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
            Channels.withdrawn(payload.given);
            throw e;
        }
        return payload;
    }

    @Override
    public void launch(Frame order, Link link) {
        link.account = new ChildAccount(free);
        Lanes.lay(agent.router, link);
        ConnectionMethod method;
        try {
            ValueReader payload = new ValueReader(order, agent.linkage(order.source()));
            payload.getInt();
            payload.getString();
            method = (ConnectionMethod) payload.get();
        } finally {
            Arrays.fill(order.bytes, Protocol.HEADER, order.length(), (byte) 0); // there may be a password in it
        }
        children.launch(order, link, method);
    }

    @Override
    public void closeChild(int child, int closer) {
        children.close(child, closer);
    }

    @Override
    public void closeChildren() {
        synchronized (this) {
            closed = true;
        }
        children.close();
        decoders.close();
        Channels opened = channels;
        if (opened != null) {
            opened.close();
        }
        if (services != null) {
            services.close();
        }
    }

    @Override
    public void lost(Link link, String reason, int exitStatus) {
        routes.lost(link, reason, exitStatus);
        classes.lost(link);
        handed.lost(link);
        children.lost(link);
    }

    Children children() {
        return children;
    }

    Decoders decoders() {
        return decoders;
    }

    HeapShare heap() {
        return heap;
    }

    /** What stands for all that comes over the same link as messages of that context. */
    Object lineOf(int context) {
        Link link = agent.router.linkTo(context);
        return link == null ? context : link;
    }

    Chains chains() {
        return chains;
    }

    @Override
    public void left(Set<Integer> contexts, String reason, int exitStatus) {
        Channels opened = channels;
        if (opened != null) {
            opened.postLost(contexts, reason, exitStatus);
        }
    }

    @Override
    public void gone(Set<Integer> contexts, String reason, int exitStatus) {
        chains.forget(contexts);
        classes.gone(contexts);
        Services offered = services;
        if (offered != null) {
            offered.gone(contexts);
        }
        places.gone(contexts, reason, exitStatus);
    }

    @Override
    public boolean owns(long pid) {
        return children.owns(pid);
    }

    /** The words for a child in errors: {@code ssh:web1 from the controller}. */
    static String describe(Agent agent, Link link) {
        return link.name + " from " + self(agent);
    }

    /** The words for this context in errors. */
    static String self(Agent agent) {
        return agent.config.route.isEmpty() ? "the controller" : agent.config.route;
    }
}
