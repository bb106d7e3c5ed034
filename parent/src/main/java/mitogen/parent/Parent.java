package mitogen.parent;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.agent.ParentRole;
import mitogen.agent.SenderLinkage;
import mitogen.answers.FrameText;
import mitogen.calls.CallOperations;
import mitogen.calls.Caller;
import mitogen.calls.SignatureTypes;
import mitogen.calls.UntrustedLinkage;
import mitogen.channels.ChannelSender;
import mitogen.channels.Channels;
import mitogen.classes.ClassObserver;
import mitogen.classes.ClassPipe;
import mitogen.classes.ClassRelay;
import mitogen.classes.Ledgers;
import mitogen.classes.RelayedRuntimes;
import mitogen.lasting.Staying;
import mitogen.launch.Children;
import mitogen.launch.ShellCommand;
import mitogen.methods.CommandMethod;
import mitogen.process.Distant;
import mitogen.process.Shells;
import mitogen.route.ConnectOrder;
import mitogen.route.Link;
import mitogen.route.Router;
import mitogen.services.ServiceProxy;
import mitogen.services.Services;
import mitogen.tree.ChildAccount;
import mitogen.tree.Crossings;
import mitogen.tree.Lanes;
import mitogen.tree.Loss;
import mitogen.tree.RouteTable;
import mitogen.tree.Settings;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/**
 * The {@link ParentRole} of one agent: puts together what it takes to address other contexts and to have children, and
 * tells each part what happens. It decides nothing itself. Channels and services are made when they are first used: most
 * contexts never have any.
 */
public final class Parent
        implements ParentRole, Router.Listener, RouteTable.Listener, CallOperations.Opener, Shells, Staying.Owner {
    private final Agent agent;
    private final RouteTable routes;
    private final Children children;
    private final Caller caller;
    private final CallOperations operations;
    private final AtomicLong free; // bytes that children may still make this context hold
    private volatile Services services; // written under this; only contexts that offer some have it
    private volatile Channels channels; // made under this
    private Staying staying; // guarded by this
    private int changed; // the last change of settings; guarded by this

    /** Made once for each agent, by the agent. */
    public Parent(Agent agent) {
        this.agent = agent;
        free = new AtomicLong(Runtime.getRuntime().maxMemory()
                / 100
                * Settings.read(agent.config).memory());
        Crossings crossings = new Crossings();
        routes = new RouteTable(agent, crossings, this);
        children = new Children(agent, routes, crossings);
        caller = new Caller(agent, routes, children.timer());
        operations = new CallOperations(caller, routes, this);
        caller.carry(ChannelSender.CODE, (from, types, sender) -> channels().sender(from, sender));
        caller.carry(ServiceProxy.CODE, (from, types, sender) -> ServiceProxy.read(caller, from, types, sender));
        if (agent.router.parent != null) {
            Lanes.lay(agent.router, agent.router.parent);
            serve(new ClassPipe(
                    agent,
                    new Ledgers(agent.router),
                    new ClassRelay(agent),
                    new RelayedRuntimes(agent),
                    ClassObserver.NONE));
        } else {
            agent.router.handle(Protocol.CHANNEL, this); // all classes are here, so a reader may do it
        }
        agent.router.listener = this;
    }

    /** The parent module of an agent. Not for reader threads: it may have to be fetched. */
    public static Parent of(Agent agent) {
        return (Parent) agent.modules.parentRole();
    }

    /** From now on children get their classes from there. */
    public void serve(ClassPipe pipe) {
        caller.serve(pipe);
        children.serve(pipe);
        pipe.start(children.timer());
    }

    /**
     * Gives each child that is launched from now on the settings that this has then.
     *
     * @param change their number; of two, the higher one holds, in whatever order they come
     */
    public synchronized void settings(int change, Supplier<int[]> current) {
        if (change >= changed) {
            changed = change;
            children.settings(current);
        }
    }

    /** The agent whose parent module this is. */
    Agent agent() {
        return agent;
    }

    Children children() {
        return children;
    }

    @Override
    public Context context() {
        return caller.context();
    }

    /** The context with this id, seen from here. */
    public Context context(int id, String name) {
        return caller.context(id, name);
    }

    @Override
    public SenderLinkage linkage(int source) {
        return new UntrustedLinkage(caller, source);
    }

    @Override
    public Object carried(int code, ValueReader from, SenderLinkage linkage) {
        return caller.carried(code, from, linkage, linkage);
    }

    @Override
    public void handle(Link link, Frame head) {
        switch (head.handle()) {
            case Protocol.CHANNEL -> channels().handle(head);
            case Protocol.CHAIN -> operations.handleChain(head);
            case Protocol.SERVICE -> services().handle(link, head);
            default -> throw new ValueException("there is no handler for " + FrameText.nameOf(head.handle()));
        }
    }

    private synchronized Channels channels() {
        if (channels == null) {
            caller.checkOpen();
            channels = new Channels(caller);
        }
        return channels;
    }

    private synchronized Services services() {
        if (services == null) {
            caller.checkOpen();
            services = new Services(caller, routes);
        }
        return services;
    }

    @Override
    public synchronized Staying staying() {
        if (staying == null) {
            staying = new Staying(agent);
        }
        return staying;
    }

    @Override
    public <T> Receiver<T> receiver(Class<?>... types) {
        return channels().open(new SignatureTypes().with(types).classes);
    }

    @Override
    public <S> Service<S> offer(Class<S> type, Callable<? extends S> start) {
        return services().offer(type, start);
    }

    @Override
    public void launch(Frame order, Link link) {
        link.account = new ChildAccount(free);
        Lanes.lay(agent.router, link);
        ConnectionMethod method;
        try {
            ValueReader payload = new ValueReader(order, agent.linkage(order.source()));
            new ConnectOrder(payload); // reads up to the method
            method = (ConnectionMethod) payload.get();
        } finally {
            Arrays.fill(order.bytes, Protocol.HEADER, order.length(), (byte) 0); // there may be a password in it
        }
        children.launch(order, link, method);
    }

    @Override
    public Distant start(ConnectionMethod method, String name, String command, boolean shown)
            throws InterruptedException {
        return ShellCommand.start(children.tools(), name, (CommandMethod) method, command, shown);
    }

    @Override
    public void closeChild(int child, int closer) {
        children.close(child, closer);
    }

    @Override
    public void closeChildren() {
        synchronized (this) {
            caller.close();
        }
        children.close();
        caller.decoders.close();
        Channels opened = channels;
        if (opened != null) {
            opened.close();
        }
        if (services != null) {
            services.close();
        }
        operations.ended();
    }

    @Override
    public void lost(Link link, String reason, int exitStatus) {
        routes.lost(link, children.loss(link, reason, exitStatus));
        caller.classes().lost(link);
        caller.handed.lost(link);
        children.lost(link);
    }

    @Override
    public boolean answered(Frame frame) {
        return routes.answered(frame);
    }

    @Override
    public void left(Set<Integer> contexts, Loss loss) {
        Channels opened = channels;
        if (opened != null) {
            opened.postLost(contexts, loss);
        }
    }

    @Override
    public void gone(Set<Integer> contexts, Loss loss) {
        caller.classes().gone(contexts);
        Services offered = services;
        if (offered != null) {
            offered.gone(contexts);
        }
        operations.gone(contexts, loss);
    }

    @Override
    public boolean owns(long pid) {
        return children.owns(pid);
    }
}
