package mitogen.services;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.Context;
import mitogen.Service;
import mitogen.agent.PooledThread;
import mitogen.internal.Current;
import mitogen.route.Answer;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * One service. States: not started, until its first call; starting; started, or again not started if that failed; in the end
 * closed. Owns the threads {@code mitogen-service-NAME-N}, which run the start and the methods. Everything else here waits for
 * nothing: calls come in on the thread that takes messages, and the ends of callers on reader threads.
 */
final class OfferedService<S> implements Service<S> {
    /** How many calls run at a time; further ones wait for the end of one. */
    private static final int THREADS = 16;

    /** How many calls of one context that is not above this one may be under way or waiting. */
    private static final int MOST_CALLS = 64;

    private static final long PATIENCE = 2; // seconds

    private final Services services;
    private final UUID key;
    private final Class<S> type;
    private final S proxy;
    private final Map<Integer, Set<String>> grants = new ConcurrentHashMap<>(); // by caller: the names of methods
    private final AtomicInteger threads = new AtomicInteger();
    private final Map<Thread, String> names = new ConcurrentHashMap<>(); // of threads that are at work
    private final ThreadPoolExecutor pool;
    private final Map<Integer, Load> loads = new HashMap<>(); // by caller; guarded by this, as is all below
    private final List<ServiceWork> waiting = new ArrayList<>(); // for the start
    private Callable<? extends S> start;
    private boolean starting;
    private Object implementation; // null unless it was started
    private boolean closed;

    OfferedService(Services services, UUID key, Class<S> type, Callable<? extends S> start) {
        this.services = services;
        this.key = key;
        this.type = type;
        this.start = start;
        try {
            proxy = type.cast(ServiceProxy.of(services.caller, services.caller.context(), key, type));
        } catch (IllegalArgumentException | IllegalAccessError e) {
            throw new IllegalArgumentException(type.getName() + " cannot be offered: " + e.getMessage(), e);
        }
        pool =
                new ThreadPoolExecutor(
                        THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::newThread) {
                    @Override
                    protected void beforeExecute(Thread thread, Runnable work) {
                        names.put(thread, thread.getName());
                    }

                    @Override
                    protected void afterExecute(Runnable work, Throwable thrown) {
                        PooledThread.restore(names.remove(Thread.currentThread()), services.agent.loader);
                    }
                };
        pool.allowCoreThreadTimeOut(true);
    }

    private Thread newThread(Runnable work) {
        String name = "mitogen-service-" + type.getSimpleName() + "-" + threads.incrementAndGet();
        return PooledThread.of(work, name, services.agent.loader);
    }

    @Override
    public S proxy() {
        return proxy;
    }

    ServiceType type() {
        return ServiceType.of(type);
    }

    @Override
    public Service<S> grant(Context caller, String... methods) {
        Set<String> all = new TreeSet<>();
        for (ServiceMethod each : type().methods.values()) {
            all.add(each.method.getName());
        }
        for (String method : methods) {
            if (!all.contains(method)) {
                throw new IllegalArgumentException(type.getName() + " has no method '" + method + "'; it has " + all);
            }
        }
        Set<String> granted = grants.computeIfAbsent(caller.id(), unused -> ConcurrentHashMap.newKeySet());
        granted.addAll(methods.length == 0 ? all : Set.of(methods));
        if (services.agent.router.linkTo(caller.id()) == null) {
            // The answer does not matter: of the end of a context that lies elsewhere only those hear who sent there.
            services.agent.router.ask(Protocol.PING, new PayloadWriter().frames(), new Answer(caller.id()), true);
        }
        return this;
    }

    // Calls, on the thread that takes messages

    /** Whether the caller may call anything here. */
    boolean known(int caller) {
        return services.agent.router.commands(caller) || grants.containsKey(caller);
    }

    /** Why a known caller may not call that method, or null. */
    String refusal(int caller, String method) {
        String name = method.substring(0, Math.max(0, method.indexOf('(')));
        if (!services.agent.router.commands(caller)) {
            Set<String> granted = grants.get(caller);
            if (granted == null || !granted.contains(name)) {
                return services.agent.router.nameOf(caller) + " was not granted calls of '" + name + "' of the " + this;
            }
        }
        return type().methods.containsKey(method) ? null : "the " + this + " has no method " + method;
    }

    /** Takes a call to run it; says why not where it does not. */
    synchronized String take(ServiceWork work) {
        if (closed) {
            return closedText();
        }
        int caller = work.head.source();
        if (!services.agent.router.commands(caller)) {
            Load load = loads.computeIfAbsent(caller, unused -> new Load());
            if (load.calls == MOST_CALLS || load.bytes + work.size > services.agent.router.maxMessage) {
                return services.agent.router.nameOf(caller) + " has " + load.calls + " calls to the " + this
                        + " under way already, of " + load.bytes + " bytes";
            }
            if (work.account != null && !work.account.keep(work.size)) {
                return "there is no memory left for another call from behind the child that "
                        + services.agent.router.nameOf(caller) + " is behind";
            }
            load.calls++;
            load.bytes += work.size;
        }
        if (implementation != null) {
            work.implementation = implementation;
            pool.execute(work);
            return null;
        }
        waiting.add(work);
        if (!starting) {
            starting = true;
            pool.execute(this::start);
        }
        return null;
    }

    /** A call that was taken is over: its caller may have another one, and its bytes are free again. */
    synchronized void done(ServiceWork work) {
        int caller = work.head.source();
        Load load = loads.get(caller);
        if (load != null) {
            load.bytes -= work.size;
            if (work.account != null) {
                work.account.keep(-work.size);
            }
            if (--load.calls == 0) {
                loads.remove(caller);
            }
        }
    }

    /** On a thread of the service. It is nobody's call, so no caller can interrupt it. */
    private void start() {
        Current.CONTEXT.set(services.agent.modules);
        Callable<? extends S> by;
        synchronized (this) {
            by = start;
        }
        Object made = null;
        Throwable failed = null;
        try {
            made = by == null ? null : by.call();
            if (!type.isInstance(made)) {
                failed = new IllegalStateException("the " + this + " was started as "
                        + (made == null ? "null" : "a " + made.getClass().getName()));
            }
        } catch (Throwable e) {
            failed = new IllegalStateException("the " + this + " could not be started: " + e, e);
        }
        synchronized (this) {
            starting = false;
            if (closed) {
                return;
            }
            implementation = failed == null ? made : null;
            for (ServiceWork work : waiting) {
                work.implementation = implementation;
                work.failed = failed;
                pool.execute(work);
            }
            waiting.clear();
        }
    }

    /** Callers that are gone. On a reader thread. */
    void forget(Set<Integer> contexts) {
        for (Integer context : contexts) {
            grants.remove(context);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            start = null;
            implementation = null;
            waiting.clear();
        }
        services.closed(this, key); // first, so that what they are interrupted by is not what they are answered with
        pool.shutdownNow();
    }

    /** Waits a little for its threads to end. */
    void awaitEnd() {
        try {
            pool.awaitTermination(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String closedText() {
        return "the " + this + " was closed";
    }

    @Override
    public String toString() {
        return "service " + type.getSimpleName() + " of " + services.agent.name;
    }

    /** What one caller has under way. */
    private static final class Load {
        private int calls;
        private long bytes;
    }
}
