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
import mitogen.DeadlineException;
import mitogen.MitogenException;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.connect.ContextSpec;
import mitogen.internal.Printable;
import mitogen.methods.CommandMethod;
import mitogen.route.InterruptibleAnswer;
import mitogen.route.Route;
import mitogen.tree.DeadMessage;
import mitogen.tree.Quotas;
import mitogen.tree.RouteTable;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * The contexts that were connected from here, and what is asked of contexts besides calls: to connect and close others, for a
 * sign of life, to obey somebody. Whoever is asked may be anybody, so each wait has an end.
 */
public final class Places {
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
    private final Map<Integer, Place> places = new ConcurrentHashMap<>();
    private final Deque<Integer> ended = new ArrayDeque<>(); // guarded by itself

    public Places(Caller caller, RouteTable routes) {
        this.caller = caller;
        this.routes = routes;
        agent = caller.agent;
    }

    /** What is known of a context; null if it was not connected from here. */
    public Place get(int context) {
        return places.get(context);
    }

    /** Contexts have ended. On a reader thread. */
    void gone(Set<Integer> contexts, String reason, int exitStatus) {
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

    /** A connect was answered with a failure. On a reader thread. */
    void failed(Place place) {
        if (place.via.id() != agent.router.self) { // or else its link ends
            routes.giveUp(place.context.id(), "it could not be connected");
        }
    }

    /** See {@link Context#connect}. */
    Context connect(Context from, ConnectionMethod method) {
        Objects.requireNonNull(method, "connect needs a connection method, and got null");
        caller.checkOpen();
        int id = routes.newId();
        TaskWriter order =
                new TaskWriter(caller, "the connection method " + method.label(), agent.router.maxMessage, from.id());
        order.putInt(id);
        String label = Printable.line(method.label());
        String name = from.id() == 0 ? label : from.name() + "/" + label;
        order.putString(name);
        order.put(method);
        Frame head = order.frames();
        if (head.next != null) {
            throw new ValueException(
                    "the connection method " + method.label() + " takes more than " + Protocol.MAX_PAYLOAD + " bytes");
        }
        Context context = caller.context(id, name);
        List<String> roots = new ArrayList<>(List.of("mitogen.parent.Parent"));
        roots.addAll(order.roots());
        caller.classes().ahead(from.id(), roots);
        Place place = new Place(caller, context, from, places.get(from.id()));
        places.put(id, place);
        routes.announce(id, name, from.id());
        agent.router.ask(Protocol.CONNECT, head, place, true);
        if (from.id() != agent.router.self) { // or else it is watched by Children
            watch(place, patience(method));
        }
        return context;
    }

    /** How long a context may take to tell what came of a connect, in nanoseconds: as long as that takes, and its word. */
    private long patience(ConnectionMethod method) {
        Duration timeout = method instanceof CommandMethod command ? command.timeout() : CommandMethod.DEFAULT_TIMEOUT;
        Duration most = timeout.plus(timeout.dividedBy(2)).plusSeconds(3);
        if (method instanceof CommandMethod command && command.jumpHost() != null) {
            most = most.plus(TURN); // it may be tried again, and others may be first
        }
        if (agent.config.settings[Quotas.RUNTIME] != 0) {
            most = most.plus(timeout.multipliedBy(5)).plus(RUNTIME_MADE); // each step of it takes the time anew
        }
        return TimeUnit.NANOSECONDS.convert(most);
    }

    /** Of the timer thread: gives the place up when its time is over. */
    private void watch(Place place, long most) {
        long left = place.left(most);
        if (left > 0) {
            try {
                var unused = caller.timer.schedule(() -> watch(place, most), left, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // this agent is closed: all are told
            }
        } else if (left < 0) {
            String reason = place.via + " has not told within " + TimeUnit.NANOSECONDS.toSeconds(most)
                    + " s whether it has connected " + place.context + "; it is too slow, or not to be trusted";
            place.late("cannot connect " + place.context + ": " + reason);
            PayloadWriter payload = new PayloadWriter();
            payload.putInt(place.context.id());
            agent.router.post(place.via.id(), Protocol.CLOSE, 0, 0, payload.frames());
            routes.giveUp(place.context.id(), reason);
        }
    }

    /** See {@link Context#await}. */
    void await(Context context) {
        Place place = places.get(context.id());
        if (place != null) {
            place.await();
        }
    }

    /** See {@link Context#ping}. */
    Duration ping(Context context) {
        await(context);
        long start = System.nanoTime();
        Frame reply = answer(context, Protocol.PING, 0, "a ping");
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
        await(context);
        Frame reply = answer(context, Protocol.GRANT, caller.id(), "a grant");
        if (reply.is(Protocol.DEAD)) {
            throw failure(context, reply);
        }
    }

    /** See {@link Context#connect(String)}. */
    Context connect(Context from, ContextSpec hops) {
        Context first = null;
        Context last = from;
        for (ConnectionMethod method : hops.methods()) {
            last = connect(last, method);
            first = first == null ? last : first;
        }
        places.get(last.id()).first = first;
        return last;
    }

    /** See {@link Context#close}. */
    void close(Context context) {
        Place place = places.get(context.id());
        if (place != null && place.first != null && !place.first.equals(context)) {
            close(place.first); // and all behind it
            return;
        }
        Route route = agent.router.routes.get(context.id());
        if (place != null || route != null) {
            caller.classes().closing(context.id());
            boolean interrupted = Thread.interrupted(); // it has to be closed all the same
            try {
                int via = place != null ? place.via.id() : route.via;
                // A dead answer says that it is gone already; without any, whoever was to close it is not to be
                // trusted.
                if ((route != null || via == agent.router.self)
                        && ask(via, Protocol.CLOSE, context.id(), CLOSING) == null) {
                    String reason = agent.router.nameOf(via) + " was to close it, and has not told within "
                            + CLOSING.toSeconds() + " s that it has";
                    routes.giveUp(context.id(), reason);
                    agent.log(Level.WARNING, context + " is given up: " + reason, null);
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

    private MitogenException failure(Context context, Frame dead) {
        Place place = places.get(context.id());
        MitogenException failed = place == null ? null : place.failure();
        return failed != null ? failed : DeadMessage.exception(context, dead);
    }

    /** The answer of a context that is up, which has to come as soon as that to a heartbeat. */
    private Frame answer(Context context, int handle, int argument, String what) {
        int interval = agent.config.settings[BootConfig.HEARTBEAT];
        Duration most = interval > 0 ? Duration.ofMillis(Quotas.MISSED * (long) interval) : SILENCE;
        Frame reply = ask(context.id(), handle, argument, most);
        if (reply == null) {
            throw new DeadlineException(context + " gave no answer to " + what + " within " + most.toMillis() / 1000.0
                    + " s; it is frozen, or the way to it is");
        }
        return reply;
    }

    private Frame ask(int destination, int handle, int argument, Duration most) {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(argument);
        InterruptibleAnswer answer = new InterruptibleAnswer(destination, agent.router.nameOf(destination));
        int replyTo = agent.router.ask(handle, payload.frames(), answer, true);
        try {
            return answer.await(most.toMillis());
        } finally {
            agent.router.forget(replyTo);
        }
    }
}
