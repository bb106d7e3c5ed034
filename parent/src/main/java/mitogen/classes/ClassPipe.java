package mitogen.classes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import mitogen.agent.Agent;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.tree.Settings;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.Protocol;

/**
 * Gives the contexts below this one their classes, resources and runtimes: the classes that a task needs ahead of it, and
 * what they ask for.
 *
 * <pre>
 *   a task is sent      ahead  ->                        ClassStore.batches  ->  Ledgers.send
 *   a child asks        handle ->  PendingRequests       ClassStore.find     ->  ClassRequest.take, Ledgers.send
 *                                  (turns, memory)       ClassStore.read     ->  RangeRequest.take
 *                                                        RuntimeSource.find  ->  RuntimeRequest.take
 * </pre>
 *
 * <p>Classes and resources travel in batches, each of which crosses a link once: to whatever else is behind that link,
 * only its number goes, and the context at its end fills in the rest. Thread-safe.
 */
public final class ClassPipe implements Handler {
    /** Characters of a name that is looked at. */
    private static final int MOST_NAME = 8192;

    private final Agent agent;
    private final Ledgers ledgers;
    private final ClassStore store;
    private final RuntimeSource runtimes;
    private final ClassObserver observer;
    private final Map<Link, PendingRequests> pending = new ConcurrentHashMap<>();
    private volatile ScheduledExecutorService timer; // set once, at the start

    /** Of all tasks that were sent from here. */
    private final Set<String> roots = ConcurrentHashMap.newKeySet();

    /** A pipe to the children of an agent. */
    public ClassPipe(Agent agent, Ledgers ledgers, ClassStore store, RuntimeSource runtimes, ClassObserver observer) {
        this.agent = agent;
        this.ledgers = ledgers;
        this.store = store;
        this.runtimes = runtimes;
        this.observer = observer;
    }

    /** From now on children are served; what has to wait is done by that timer. */
    public void start(ScheduledExecutorService later) {
        timer = later;
        agent.router.handle(Protocol.GET_CLASS, this);
        agent.router.handle(Protocol.RESOURCE, this);
        agent.router.handle(Protocol.RANGE, this);
        agent.router.handle(Protocol.RUNTIME, this);
    }

    /**
     * Sends a context the classes of a task, those that it was not sent before. To be called before the task is sent; what
     * comes from the same thread, or after this has returned, arrives behind them. Not for reader threads.
     *
     * @param context where the task is to run; nothing is sent if it is not below this one
     * @param roots see {@link Closure#of}
     */
    public void ahead(int context, Collection<String> roots) {
        Link link = agent.router.linkTo(context);
        if (link == null) {
            return;
        }
        Ledger ledger = ledgers.of(context);
        this.roots.addAll(roots);
        if (ledger.covers(roots)) {
            if (!roots.isEmpty()) {
                ledger.called(roots);
                observer.called(context, roots, List.of());
            }
            return;
        }
        synchronized (ledger) { // whoever calls the same task meanwhile has to wait until its classes are under way
            ledger.called(roots);
            Collection<Integer> numbers = store.batches(link, roots, ledgers.java(context));
            observer.called(context, roots, ledgers.send(link, context, numbers));
            ledger.cover(roots);
        }
    }

    /**
     * Whether a context can run a task of that class, as far as it is known before it is sent. Called for each task; what
     * was sent there before is known to be fine.
     *
     * @param task what is to be called, a lambda for example
     * @param roots see {@link Closure#of}
     * @throws mitogen.MitogenException if it cannot
     */
    public void check(int context, Class<?> task, Collection<String> roots) {
        if (agent.router.linkTo(context) != null && !ledgers.of(context).covers(roots)) {
            store.check(context, task, roots);
        }
    }

    /** The names of the classes that the tasks need which were sent from here, as far as their class files are here. */
    public Collection<String> needed() {
        return Closure.used(Set.copyOf(roots), store);
    }

    /** Changes where {@link #needed} may have. */
    public long extent() {
        return store.extent() + roots.size();
    }

    /** The runtimes for children that need one. */
    public RuntimeSource runtimes() {
        return runtimes;
    }

    /** A context is up, with that Java. On reader threads too. */
    public void up(int context, int java) {
        ledgers.up(context, java);
    }

    /** Somebody here is about to close a context. */
    public void closing(int context) {
        observer.closing(context);
    }

    /** Contexts are gone. */
    public void gone(Set<Integer> contexts) {
        ledgers.gone(contexts);
    }

    /** A link has ended. */
    public void lost(Link link) {
        PendingRequests requests = pending.remove(link);
        if (requests != null) {
            requests.close();
        }
        store.lost(link);
    }

    @Override
    public void handle(Link link, Frame request) {
        String refusal = refusal(link, request);
        if (refusal != null) {
            agent.router.dead(request, Protocol.REFUSED, agent.name + refusal, -1);
            return;
        }
        PendingRequests requests = pending.computeIfAbsent(link, unused -> {
            int most = Settings.read(agent.config).pending();
            return new PendingRequests(agent.name, link, most, timer);
        });
        switch (request.handle()) {
            case Protocol.RANGE -> requests.add(new RangeRequest(agent, requests, link, request, store::read));
            case Protocol.RUNTIME -> requests.add(new RuntimeRequest(agent, requests, link, request, runtimes::find));
            default -> {
                ClassRequest wanted = new ClassRequest(agent, requests, link, request, ledgers, observer, store::find);
                if (agent.router.linkTo(wanted.context) != link) {
                    wanted.refuse(agent.name + " gives no classes to a context that is not behind " + link.name);
                } else {
                    requests.add(wanted);
                }
            }
        }
    }

    /** Why a request is not taken, behind the name of this context; null if it is. */
    private String refusal(Link link, Frame request) {
        if (link == null || link == agent.router.parent || request.source() != link.peer) {
            return " gives classes to its own children only";
        }
        if (request.handle() != Protocol.RANGE) {
            int length = new PayloadReader(request).getString().length();
            if (length > MOST_NAME) {
                return " takes no name of " + length + " characters";
            }
        }
        return null;
    }
}
