package mitogen.services;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.Service;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.calls.Caller;
import mitogen.route.Link;
import mitogen.tree.RouteTable;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.Protocol;

/**
 * The services that one context offers, and the calls of them that are under way. A call is answered by whoever takes it out of
 * {@code calls}: its own thread, a cancel, the close of the service, or the end of this context. So each call has one answer.
 */
public final class Services {

    /** Characters of a refusal: it may quote what it refuses, and that may be long. */
    private static final int MAX_REASON = 2000;

    /** How many closed services are remembered, to say so to those who were granted calls. */
    private static final int REMEMBERED = 1024;

    final Caller caller;
    final Agent agent;

    private final RouteTable routes;
    private final Map<UUID, OfferedService<?>> offered = new ConcurrentHashMap<>();
    private final Map<Long, ServiceWork> calls = new ConcurrentHashMap<>(); // by caller and its handle for the reply
    private final Deque<UUID> ended = new ArrayDeque<>(); // guarded by this
    private volatile boolean closed; // written under this

    public Services(Caller caller, RouteTable routes) {
        this.caller = caller;
        agent = caller.agent;
        this.routes = routes;
    }

    /** See {@link mitogen.Context#offer}. */
    public <S> Service<S> offer(Class<S> type, Callable<? extends S> start) {
        Objects.requireNonNull(type, "offer needs an interface, and got null");
        Objects.requireNonNull(start, "offer needs something that gives the implementation, and got null");
        ServiceType.check(type, agent.loader);
        UUID key = UUID.randomUUID(); // 122 bits of a SecureRandom
        OfferedService<S> service = new OfferedService<>(this, key, type, start);
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException(agent.name + " is closed");
            }
            offered.put(key, service);
        }
        return service;
    }

    /** Takes a message; on the task thread that takes them all, in their order. */
    public void handle(Link link, Frame head) {
        PayloadReader payload = new PayloadReader(head);
        int kind = payload.getByte();
        if (kind == ServiceCall.CANCEL) {
            ServiceWork work = calls.get(id(head.source(), payload.getInt()));
            if (work != null) {
                work.stop();
            }
        } else if (kind == ServiceCall.CALL) {
            call(link, head, ServiceProxy.readKey(payload), payload.getString(), (int) payload.getLong());
        } else {
            throw new ValueException("a message to a service that begins with " + kind);
        }
    }

    private void call(Link link, Frame head, UUID key, String method, int arguments) {
        int caller = head.source();
        OfferedService<?> service = offered.get(key);
        String refusal;
        if (service == null || !service.known(caller)) { // the same words, so that nobody learns of keys by guessing
            refusal = "it offers nothing under this key to " + agent.router.nameOf(caller);
        } else if (head.replyTo() == 0) {
            refusal = "a call of a service that wants no reply";
        } else {
            refusal = service.refusal(caller, method);
        }
        if (refusal == null) {
            ServiceWork work =
                    new ServiceWork(this, service, service.type().methods.get(method), head, arguments);
            if (calls.putIfAbsent(work.id, work) != null) {
                refusal = "the reply to another call goes to that handle";
            } else {
                refusal = service.take(work);
                if (refusal != null) {
                    calls.remove(work.id, work);
                }
            }
        }
        if (refusal != null) {
            refuse(head, refusal);
            if (link != null && link != agent.router.parent) {
                routes.refusals(link).add("a call of a service: " + shortened(refusal));
            }
        }
    }

    /** What a call is known by: its caller, and the caller's handle for the reply. */
    static long id(int caller, int replyTo) {
        return (long) caller << 32 | replyTo & 0xffffffffL;
    }

    void refuse(Frame head, String why) {
        if (closed && agent.router.parent != null && head.source() != agent.router.self) {
            return; // this context ends: the parent tells everybody so, and why
        }
        agent.router.dead(head, Protocol.REFUSED, shortened(why), -1);
    }

    private static String shortened(String text) {
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
    }

    /** Whether the call is to be answered by who asks, because it was not yet. */
    boolean finish(ServiceWork work) {
        if (!calls.remove(work.id, work)) {
            return false;
        }
        work.service.done(work);
        return true;
    }

    /** A service was closed: its calls end. */
    void closed(OfferedService<?> service, UUID key) {
        for (ServiceWork work : calls.values()) {
            if (work.service == service && finish(work)) {
                refuse(work.head, service.closedText());
                work.stop();
            }
        }
        synchronized (this) {
            ended.add(key);
            if (ended.size() > REMEMBERED) {
                offered.remove(ended.remove());
            }
        }
    }

    /** Callers are gone, so nobody waits for their calls. On a reader thread: must wait for nothing, and load no class. */
    public void gone(Set<Integer> contexts) {
        for (ServiceWork work : calls.values()) {
            if (contexts.contains(work.head.source())) {
                work.stop();
            }
        }
        for (OfferedService<?> service : offered.values()) {
            service.forget(contexts);
        }
    }

    /** The context ends. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (OfferedService<?> service : offered.values()) {
            service.close();
        }
        if (agent.router.parent == null) { // a process ends without waiting, and one within a JVM with its tasks
            for (OfferedService<?> service : offered.values()) {
                service.awaitEnd();
            }
        }
    }
}
