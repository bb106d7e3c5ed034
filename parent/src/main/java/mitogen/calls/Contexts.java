package mitogen.calls;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.MitogenException;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.answers.InterruptibleAnswer;
import mitogen.connect.ContextSpec;
import mitogen.internal.Printable;
import mitogen.methods.CommandMethod;
import mitogen.route.ConnectOrder;
import mitogen.route.Route;
import mitogen.tree.DeadMessage;
import mitogen.tree.Loss;
import mitogen.tree.Quotas;
import mitogen.tree.RouteTable;
import mitogen.tree.Settings;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * The contexts that were connected from here, and what is asked of contexts besides calls: to connect and close others, for a
 * sign of life, to obey somebody. Whoever is asked may be anybody, so each wait has an end. Ends of contexts are told on reader
 * threads; everything else waits on the thread of its caller.
 */
final class Contexts implements Caller.Failures {
    /** How many contexts that have ended are remembered, to say how; of others it is known that they ended. */
    private static final int REMEMBERED = 4096;

    /** How long a context may take to close another: twice the grace period, as what does not end is killed, and some more. */
    private static final Duration CLOSING = Duration.ofMillis(2 * Quotas.GRACE + 2000);

    /** How long to wait for an answer to a ping where there are no heartbeats. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    /** How long the turn of a connect by way of a jump host may be in coming. */
    private static final Duration TURN = Duration.ofMinutes(1);

    /** How long it may take to make and send a Java runtime, which no connect's time-out counts. */
    private static final Duration RUNTIME_MADE = Duration.ofMinutes(15);

    private final Caller caller;
    private final Agent agent;
    private final RouteTable routes;
    private final Map<Integer, ContextState> states = new ConcurrentHashMap<>();
    private final Deque<Integer> ended = new ArrayDeque<>(); // guarded by itself

    Contexts(Caller caller, RouteTable routes) {
        this.caller = caller;
        this.routes = routes;
        agent = caller.agent;
    }

    /** What is known of a context; null if it was not connected from here, and nobody watches it. */
    ContextState get(int context) {
        return states.get(context);
    }

    @Override
    public MitogenException of(int context) {
        ContextState state = states.get(context);
        return state == null ? null : state.failure();
    }

    @Override
    public MitogenException of(Context context, Frame dead) {
        MitogenException failed = of(context.id());
        if (failed != null) {
            return failed;
        }
        Loss loss = routes.end(context.id());
        return loss != null && DeadMessage.isLost(dead)
                ? new ContextLostException(loss.end(context, context.toString()))
                : DeadMessage.exception(agent.router, context, dead);
    }

    /** Contexts have ended. On a reader thread. */
    void gone(Set<Integer> gone, Loss loss) {
        for (int id : gone) {
            ContextState state = states.get(id);
            if (state != null) {
                state.lost(loss);
                remember(id);
            }
        }
    }

    /** It has ended, and may be forgotten when many others have. */
    void remember(int id) {
        synchronized (ended) {
            ended.add(id);
            if (ended.size() > REMEMBERED) {
                states.remove(ended.remove());
            }
        }
    }

    /** A connect was answered with a failure. On a reader thread. */
    void failed(ContextState state) {
        if (state.via.id() != agent.router.self) { // or else its link ends
            routes.giveUp(state.context.id(), Loss.NOT_CONNECTED, "it could not be connected");
        }
    }

    /** This context itself ends. */
    void close() {
        ContextState self = states.get(agent.router.self);
        if (self != null) {
            self.lost(new Loss(-1, agent.name + " was closed", Loss.CLOSED, agent.name));
        }
    }

    /** The state of any context: of one that was not connected from here, by asking it for a sign of life. */
    ContextState watched(Context context) {
        int id = context.id();
        ContextState known = states.get(id);
        if (known != null) {
            return known;
        }
        ContextState state = new ContextState(this, caller, context, null, null);
        known = states.putIfAbsent(id, state);
        if (known != null) {
            return known;
        }
        Loss loss = routes.end(id);
        if (loss != null) {
            state.lost(loss);
            remember(id);
        } else if (id == agent.router.self) {
            state.arrived(new PayloadWriter().frames());
            if (caller.isClosed()) {
                close();
            }
        } else {
            agent.router.ask(Protocol.PING, new PayloadWriter().frames(), state, true);
        }
        return state;
    }

    /** See {@link Context#connect}. */
    AgentContext connect(AgentContext from, ConnectionMethod method) {
        Objects.requireNonNull(method, "connect needs a connection method, and got null");
        caller.checkOpen();
        int id = routes.newId();
        TaskWriter order =
                new TaskWriter(caller, "the connection method " + method.label(), agent.router.maxMessage, from.id());
        String name = nameBehind(from, method);
        ConnectOrder.begin(order, id, name);
        order.put(method);
        Frame head = order.frames();
        if (head.next != null) {
            throw new ValueException(
                    "the connection method " + method.label() + " takes more than " + Protocol.MAX_PAYLOAD + " bytes");
        }
        AgentContext context = caller.context(id, name);
        List<String> roots = new ArrayList<>(List.of("mitogen.parent.Parent"));
        roots.addAll(order.roots());
        caller.classes().ahead(from.id(), roots);
        ContextState state = new ContextState(this, caller, context, from, states.get(from.id()));
        states.put(id, state);
        routes.announce(id, name, from.id());
        agent.router.ask(Protocol.CONNECT, head, state, true);
        if (from.id() != agent.router.self) { // or else it is watched by Children
            watch(state, patience(method));
        }
        return context;
    }

    /** The name of what a method leads to from a context. */
    static String nameBehind(Context from, ConnectionMethod method) {
        String label = Printable.line(method.label());
        return from.id() == 0 ? label : from.name() + "/" + label;
    }

    /** How long a context may take to tell what came of a connect, in nanoseconds: as long as that takes, and its word. */
    private long patience(ConnectionMethod method) {
        Duration timeout = method instanceof CommandMethod command ? command.timeout() : CommandMethod.DEFAULT_TIMEOUT;
        Duration most = timeout.plus(timeout.dividedBy(2)).plusSeconds(3);
        if (method instanceof CommandMethod command && !command.patience().isZero()) {
            most = most.plus(command.patience())
                    .plus(TURN); // the last attempt may begin, or wait for its turn, at the end
        }
        if (method instanceof CommandMethod command && command.jumpHost() != null) {
            most = most.plus(TURN); // it may be tried again, and others may be first
        }
        if (Settings.read(agent.config).runtimes()) {
            most = most.plus(timeout.multipliedBy(5)).plus(RUNTIME_MADE); // each step of it takes the time anew
        }
        return TimeUnit.NANOSECONDS.convert(most);
    }

    /** Of the timer thread: gives the state up when its time is over. */
    private void watch(ContextState state, long most) {
        long left = state.left(most);
        if (left > 0) {
            try {
                var unused = caller.timer.schedule(() -> watch(state, most), left, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // this agent is closed: all are told
            }
        } else if (left < 0) {
            String reason = state.via + " has not told within " + TimeUnit.NANOSECONDS.toSeconds(most)
                    + " s whether it has connected " + state.context + "; it is too slow, or not to be trusted";
            state.late("cannot connect " + state.context + ": " + reason);
            PayloadWriter payload = new PayloadWriter();
            payload.putInt(state.context.id());
            agent.router.post(state.via.id(), Protocol.CLOSE, 0, 0, payload.frames());
            routes.giveUp(state.context.id(), Loss.NOT_CONNECTED, reason);
        }
    }

    /** See {@link Context#await}. */
    void await(AgentContext context) {
        await(context, watched(context), context.timeout());
    }

    private void await(AgentContext context, ContextState state, long most) {
        try {
            if (!state.await(most)) {
                throw new DeadlineException(context + " was not up within " + CallDeadline.text(context.timeout));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for " + context, e);
        }
    }

    /** Waits until a context is up that was connected from here. Gives the nanoseconds that are left of its timeout. */
    private long awaitConnected(AgentContext context) {
        long start = System.nanoTime();
        ContextState state = states.get(context.id());
        if (state != null) {
            await(context, state, context.timeout());
        }
        return context.timeout == null ? Long.MAX_VALUE : context.timeout() - (System.nanoTime() - start);
    }

    /** See {@link Context#ping}. */
    Duration ping(AgentContext context) {
        long left = awaitConnected(context);
        long start = System.nanoTime();
        Frame reply = answer(context, Protocol.PING, 0, "a ping", left);
        long time = System.nanoTime() - start;
        if (reply.is(Protocol.DEAD)) {
            throw of(context, reply);
        }
        return Duration.ofNanos(time);
    }

    /** See {@link Context#grant}. */
    void grant(AgentContext context, Context caller) {
        if (!routes.wasBelow(context.id()) || !routes.wasBelow(caller.id())) {
            throw new IllegalArgumentException("only a context above both " + context + " and " + caller
                    + " can let the one call the other; " + agent.name + " is not");
        }
        Frame reply = answer(context, Protocol.GRANT, caller.id(), "a grant", awaitConnected(context));
        if (reply.is(Protocol.DEAD)) {
            throw of(context, reply);
        }
    }

    /** See {@link Context#connect(String)}. */
    Context connect(AgentContext from, ContextSpec hops) {
        AgentContext first = null;
        AgentContext last = from;
        for (ConnectionMethod method : hops.methods()) {
            last = connect(last, method);
            first = first == null ? last : first;
        }
        states.get(last.id()).first = first;
        return last;
    }

    /** See {@link Context#close}. */
    void close(AgentContext context) {
        ContextState state = states.get(context.id());
        if (state != null && state.first != null && !state.first.equals(context)) {
            close(state.first.within(context.timeout)); // and all behind it
            return;
        }
        Route route = agent.router.routes.get(context.id());
        boolean connected = state != null && state.via != null;
        if (connected || route != null) {
            caller.classes().closing(context.id());
            boolean interrupted = Thread.interrupted(); // it has to be closed all the same
            try {
                int via = connected ? state.via.id() : route.via;
                // A dead answer says that it is gone already; without any, whoever was to close it is not to be
                // trusted.
                if (route != null || via == agent.router.self) {
                    close(context, via);
                }
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

    private void close(AgentContext context, int via) {
        long most = Math.max(0, Math.min(CLOSING.toNanos(), context.timeout()));
        if (ask(via, Protocol.CLOSE, context.id(), most) != null) {
            return;
        }
        if (most < CLOSING.toNanos()) {
            throw new DeadlineException(context + " had not ended within " + CallDeadline.text(context.timeout)
                    + "; it is still being closed");
        }
        String reason = agent.router.nameOf(via) + " was to close it, and has not told within " + CLOSING.toSeconds()
                + " s that it has";
        routes.giveUp(context.id(), Loss.SILENT, reason);
        agent.log(Level.WARNING, context + " is given up: " + reason, null);
    }

    /**
     * The answer of a context that is up, which has to come as soon as that to a heartbeat.
     *
     * @param left the nanoseconds that there are at most
     */
    private Frame answer(AgentContext context, int handle, int argument, String what, long left) {
        int interval = agent.config.heartbeat;
        long most = interval > 0 ? TimeUnit.MILLISECONDS.toNanos(Quotas.MISSED * (long) interval) : SILENCE.toNanos();
        Frame reply = left <= 0 ? null : ask(context.id(), handle, argument, Math.min(left, most));
        if (reply == null) {
            throw new DeadlineException(
                    left < most
                            ? context + " gave no answer to " + what + " within " + CallDeadline.text(context.timeout)
                            : context + " gave no answer to " + what + " within "
                                    + TimeUnit.NANOSECONDS.toMillis(most) / 1000.0
                                    + " s; it is frozen, or the way to it is");
        }
        return reply;
    }

    private Frame ask(int destination, int handle, int argument, long nanos) {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(argument);
        InterruptibleAnswer answer = new InterruptibleAnswer(destination, agent.router.nameOf(destination));
        int replyTo = agent.router.ask(handle, payload.frames(), answer, true);
        try {
            return answer.await(nanos / 1_000_000);
        } finally {
            agent.router.forget(replyTo);
        }
    }
}
