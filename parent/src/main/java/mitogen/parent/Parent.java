package mitogen.parent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import mitogen.Action;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.agent.ParentRole;
import mitogen.agent.SenderLinkage;
import mitogen.route.InterruptibleAnswer;
import mitogen.route.Link;
import mitogen.route.Route;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.RareValues;
import mitogen.wire.ValueReader;

/** The {@link ParentRole} of one agent: addresses other contexts, and has children. */
public final class Parent implements ParentRole, RouteTable.Listener {
    /** How many contexts that have ended are remembered, to say how; of others it is known that they ended. */
    private static final int REMEMBERED = 4096;

    private final Agent agent;
    private final AgentContext self;
    private final RouteTable routes;
    private final Children children;
    private final Chains chains;
    private volatile ClassSource classes; // set once, at the start
    private final Map<Integer, Place> places = new ConcurrentHashMap<>();
    private final Accepted accepted;
    private final Handed handed;
    private volatile Services services; // written under this; only contexts that offer some have it
    private boolean closed; // guarded by this
    private final Deque<Integer> ended = new ArrayDeque<>(); // guarded by itself
    private volatile Channels channels; // made under this

    /** Made once for each agent, by the agent. */
    public Parent(Agent agent) {
        this.agent = agent;
        self = new AgentContext(this, agent.router.self, agent.name, null, null);
        agent.router.free.addAndGet(Runtime.getRuntime().maxMemory() / 100 * agent.config.settings[Quotas.MEMORY]);
        Crossings crossings = new Crossings();
        routes = new RouteTable(agent, crossings, this);
        accepted = new Accepted(this);
        handed = new Handed(agent, routes);
        children = new Children(agent, routes, crossings);
        chains = new Chains(agent);
        if (agent.router.parent() != null) {
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
    public Class<?> accepted(String name) throws ClassNotFoundException {
        return accepted.type(name);
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
            String name = from.getString();
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

    private synchronized void checkOpen() {
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

    /** See {@link Context#connect}. */
    Context connect(Context from, ConnectionMethod method) {
        Objects.requireNonNull(method, "connect needs a connection method, and got null");
        checkOpen();
        int id = routes.newId();
        TaskWriter order =
                new TaskWriter(this, "the connection method " + method.label(), agent.router.maxMessage, from.id());
        order.putInt(id);
        String name = from.id() == 0 ? method.label() : from.name() + "/" + method.label();
        order.putString(name);
        order.put(method);
        Frame head = order.frames();
        if (head.next != null) {
            throw new ValueException(
                    "the connection method " + method.label() + " takes more than " + Protocol.MAX_PAYLOAD + " bytes");
        }
        Context context = context(id, name);
        List<String> roots = new ArrayList<>(List.of("mitogen.parent.Parent"));
        roots.addAll(order.roots());
        classes.ahead(from.id(), roots);
        Place place = new Place(this, context, from, places.get(from.id()));
        places.put(id, place);
        routes.announce(id, name, from.id());
        agent.router.ask(Protocol.CONNECT, head, place, true);
        return context;
    }

    /** See {@link Context#await}. */
    void await(Context context) {
        Place place = places.get(context.id());
        if (place != null) {
            place.await();
        }
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

    /** See {@link Context#ping}. */
    Duration ping(Context context) {
        long start = System.nanoTime();
        Frame reply = ask(context.id(), Protocol.PING, 0);
        long time = System.nanoTime() - start;
        if (reply.is(Protocol.DEAD)) {
            throw failure(context, reply);
        }
        return Duration.ofNanos(time);
    }

    /** See {@link Context#grant}. */
    void grant(Context context, Context caller) {
        if (!routes.wasBelow(context.id()) || !routes.wasBelow(caller.id())) {
            throw new IllegalArgumentException("only a context above both " + context + " and " + caller
                    + " can let the one call the other; " + agent.name + " is not");
        }
        Frame reply = ask(context.id(), Protocol.GRANT, caller.id());
        if (reply.is(Protocol.DEAD)) {
            throw failure(context, reply);
        }
    }

    /** See {@link Context#close}. */
    void close(Context context) {
        Place place = places.get(context.id());
        Route route = agent.router.routes.get(context.id());
        if (place != null || route != null) {
            classes.closing(context.id());
            boolean interrupted = Thread.interrupted(); // it has to be closed all the same
            try {
                // A dead answer says that it is gone already.
                ask(place != null ? place.via.id() : route.via, Protocol.CLOSE, context.id());
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        } else if (!routes.wasBelow(context.id())) {
            throw new IllegalStateException(
                    context + " is not below " + agent.name + "; only a context above it can close it");
        }
    }

    private MitogenException failure(Context context, Frame dead) {
        Place place = places.get(context.id());
        MitogenException failed = place == null ? null : place.failure();
        return failed != null ? failed : Place.deadException(context, dead);
    }

    private Frame ask(int destination, int handle, int argument) {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(argument);
        InterruptibleAnswer answer = new InterruptibleAnswer(destination);
        agent.router.ask(handle, payload.frames(), answer, true);
        return answer.await();
    }

    @Override
    public void launch(Frame order, Link link) {
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
    }

    Children children() {
        return children;
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
        for (int id : contexts) {
            Place place = places.get(id);
            if (place != null) {
                place.lost(reason, exitStatus);
                synchronized (ended) {
                    ended.add(id);
                    if (ended.size() > REMEMBERED) {
                        places.remove(ended.remove());
                    }
                }
            }
        }
    }

    @Override
    public boolean owns(long pid) {
        return children.owns(pid);
    }

    /** The words for a child in errors: {@code ssh:web1 from the controller}. */
    static String describe(Agent agent, Link link) {
        return link.name + " from " + (agent.config.route.isEmpty() ? "the controller" : agent.config.route);
    }
}
