package mitogen.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Takes frames to where they belong: to a child's link if the destination lies behind it, to a handler if it is this
 * context, and otherwise up. Source and authority of every frame are checked by the way it came: what comes from a
 * child must be from behind that child, what comes from the parent must not be. Frames that cannot be delivered are
 * answered with a dead message, never dropped.
 *
 * <p>Thread-safe. Nothing here waits for a peer; frames that arrive are handled on the thread of their link's reader.
 */
public final class Router {
    /** Told when contexts behind a link are gone. */
    public interface Listener {
        /** The given contexts can no longer be reached. Called on a reader thread. */
        void lost(int[] contexts, String reason, int exitStatus);
    }

    /** The id of this context. */
    public final int self;

    private final int[] ancestors;
    private final Map<Integer, Link> routes = new ConcurrentHashMap<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>(); // of the contexts in routes
    private final Map<Integer, Reply> replies = new ConcurrentHashMap<>();
    private final Handler[] handlers = new Handler[Protocol.ALLOCATE + 1];
    private final AtomicInteger nextReply = new AtomicInteger(Protocol.FIRST_REPLY);
    private final Map<Long, Assembly> fragments = new HashMap<>(); // guarded by itself
    private final Listener listener;
    private volatile Link parent;

    /**
     * A router without links.
     *
     * @param ancestors the ids above this context, parent first; empty for the controller
     */
    public Router(int self, int[] ancestors, Listener listener) {
        this.self = self;
        this.ancestors = ancestors;
        this.listener = listener;
    }

    /** Sets the way up. */
    public void setParent(Link link) {
        parent = link;
    }

    /** The way up, or null for the controller. */
    public Link parent() {
        return parent;
    }

    /** The ids above this context, parent first; empty for the controller. */
    public int[] ancestors() {
        return ancestors.clone();
    }

    /** Sets the handler of a well-known handle. */
    public void handle(int handle, Handler handler) {
        handlers[handle] = handler;
    }

    /** Makes a child's link known, and tells the ancestors. */
    public void add(Link child) {
        routes.put(child.peer, child);
        names.put(child.peer, child.name);
        announce(child.peer, child.name);
    }

    /** The link to a descendant, or null where the context is not below this one. */
    public Link linkTo(int context) {
        return routes.get(context);
    }

    /** What a descendant was connected as; for others, their number. */
    public String nameOf(int context) {
        String name = names.get(context);
        return name != null ? name : "context " + context;
    }

    /** Whether the context may give orders here: it is this one, or an ancestor. */
    public boolean commands(int context) {
        if (context == self) {
            return true;
        }
        for (int ancestor : ancestors) {
            if (ancestor == context) {
                return true;
            }
        }
        return false;
    }

    /** Sends a message from this context. Not for reader threads: the calling thread may do the writing. */
    public void send(int destination, int handle, int replyTo, int flags, Frame head) {
        send(destination, handle, replyTo, flags, head, true);
    }

    /** {@link #send} for reader threads. */
    public void post(int destination, int handle, int replyTo, int flags, Frame head) {
        send(destination, handle, replyTo, flags, head, false);
    }

    private void send(int destination, int handle, int replyTo, int flags, Frame head, boolean wait) {
        head.address(destination, self, handle, replyTo, flags);
        if (destination == self) {
            deliver(null, head);
            return;
        }
        route(null, head, wait);
    }

    /** Sends a message and gives its one reply to the given waiter. Returns the handle, for {@link #forget}. */
    public int ask(int handle, Frame head, Reply reply) {
        int replyTo;
        do {
            replyTo = nextReply.getAndIncrement();
            if (replyTo < 0) {
                nextReply.set(Protocol.FIRST_REPLY);
            }
        } while (replyTo < 0 || replies.putIfAbsent(replyTo, reply) != null);
        send(reply.destination(), handle, replyTo, 0, head);
        return replyTo;
    }

    /** A reply that comes to this handle after all is ignored. */
    public void forget(int replyTo) {
        replies.remove(replyTo);
    }

    /** Answers a message; does nothing where no answer is wanted. */
    public void reply(Frame to, int flags, Frame head) {
        if (to.replyTo() != 0) {
            send(to.source(), to.replyTo(), 0, flags, head);
        }
    }

    /** Answers that a message will not be handled. Safe on a reader thread. */
    public void dead(Frame frame, int code, String reason, int exitStatus) {
        if (frame.replyTo() != 0) {
            post(frame.source(), frame.replyTo(), 0, Protocol.DEAD, deadPayload(code, reason, exitStatus));
        }
    }

    /** {@link #dead} for one frame on its way: only the last of a message is answered. */
    void undelivered(Frame frame, String reason, int exitStatus) {
        if (!frame.is(Protocol.MORE)) {
            dead(frame, Protocol.LOST, reason, exitStatus);
        }
    }

    private static Frame deadPayload(int code, String reason, int exitStatus) {
        PayloadWriter payload = new PayloadWriter();
        payload.putByte(code);
        payload.putLong(exitStatus);
        payload.putString(reason);
        return payload.frames();
    }

    /** Takes one frame from a link's reader. */
    void receive(Link from, Frame frame) {
        boolean below = from != parent;
        if (!honest(from, frame.source()) || !honest(from, frame.authority())) {
            if (frame.replyTo() != 0) {
                Frame refusal = deadPayload(
                        Protocol.REFUSED,
                        "context " + self + " refused a frame that claims to be from context " + frame.source()
                                + ", which does not lie where it came from",
                        -1);
                refusal.address(from.peer, self, frame.replyTo(), 0, Protocol.DEAD);
                from.send(refusal, false);
            }
            return;
        }
        try {
            if (below && frame.destination() == self && frame.handle() == Protocol.ADD_ROUTE) {
                addRoute(from, frame);
            } else if (below && frame.destination() == self && frame.handle() == Protocol.DEL_ROUTE) {
                deleteRoutes(from, frame);
            } else {
                route(from, frame, false);
            }
        } catch (RuntimeException e) { // a message that is malformed is no reason to lose all others
            dead(frame, Protocol.REFUSED, "context " + self + " cannot read the message: " + e, -1);
        }
    }

    /** Whether a context lies where a frame of its comes from: behind that child, or not below this context at all. */
    private boolean honest(Link from, int context) {
        Link way = routes.get(context);
        return from == parent ? way == null && context != self : way == from;
    }

    /** One step of a frame on its way; from is null if it starts here. */
    private void route(Link from, Frame frame, boolean wait) {
        int destination = frame.destination();
        if (destination == self) {
            deliver(from, frame);
            return;
        }
        Link link = routes.get(destination);
        if (link != null
                && frame.handle() == Protocol.CONNECT
                && !frame.is(Protocol.BULK)
                && commands(frame.source())) {
            // The order to start a context passes here before the first message to it: it will be behind this link.
            PayloadReader order = new PayloadReader(frame);
            int context = order.getInt();
            routes.put(context, link); // whatever a child may have claimed before
            names.put(context, order.getString());
        }
        if (link == null && from != parent) {
            link = parent;
        }
        if (link == null || link == from) {
            undelivered(frame, nameOf(destination) + " is gone, or never was", -1);
        } else {
            link.send(frame, wait);
        }
    }

    private void deliver(Link from, Frame frame) {
        Frame head = from == null ? frame : assemble(frame);
        if (head == null) {
            return;
        }
        int handle = frame.handle();
        if (handle >= Protocol.FIRST_REPLY) {
            Reply reply = replies.get(handle);
            if (reply != null && expected(reply, frame) && replies.remove(handle, reply)) {
                reply.arrived(head);
            }
            return;
        }
        Handler handler = handle > 0 && handle < handlers.length ? handlers[handle] : null;
        if (handler == null) {
            dead(frame, Protocol.REFUSED, "context " + self + " has no handle " + handle, -1);
        } else {
            handler.handle(from, head);
        }
    }

    /** A reply counts if it comes from where the question went, or is a dead message of a relay on the way there. */
    private boolean expected(Reply reply, Frame frame) {
        int source = frame.source();
        Link way = routes.get(source);
        return source == reply.destination()
                || source == self
                || frame.is(Protocol.DEAD) && (way == null ? commands(source) : way == routes.get(reply.destination()));
    }

    /** Puts the fragments of a message together; null until it is whole. Fragments of one message come in order. */
    private Frame assemble(Frame frame) {
        boolean more = frame.is(Protocol.MORE);
        int stream = frame.replyTo() != 0 ? ~frame.replyTo() : frame.handle();
        Long key = (long) frame.source() << 32 | stream & 0xffffffffL;
        synchronized (fragments) {
            Assembly assembly = more || !fragments.isEmpty() ? fragments.get(key) : null;
            if (assembly == null) {
                if (!more) {
                    return frame;
                }
                assembly = new Assembly();
                fragments.put(key, assembly);
            }
            if (!more) {
                fragments.remove(key);
            }
            assembly.size += frame.payloadLength();
            if (assembly.size > Protocol.MAX_MESSAGE) {
                assembly.head = null; // and nothing more is kept of it; its end is answered
                if (!more) {
                    dead(frame, Protocol.REFUSED, "a message of more than " + Protocol.MAX_MESSAGE + " bytes", -1);
                }
                return null;
            }
            if (assembly.head == null) {
                assembly.head = frame;
            } else {
                assembly.tail.next = frame;
            }
            assembly.tail = frame;
            return more ? null : assembly.head;
        }
    }

    private void addRoute(Link from, Frame frame) {
        PayloadReader payload = new PayloadReader(frame);
        int context = payload.getInt();
        String name = payload.getString();
        if (context != self && routes.putIfAbsent(context, from) == null) {
            names.put(context, name);
            announce(context, name);
        }
    }

    private void announce(int context, String name) {
        if (parent != null) {
            PayloadWriter payload = new PayloadWriter();
            payload.putInt(context);
            payload.putString(name);
            Frame head = payload.frames();
            head.address(parent.peer, self, Protocol.ADD_ROUTE, 0, 0);
            parent.send(head, false);
        }
    }

    private void deleteRoutes(Link from, Frame frame) {
        PayloadReader payload = new PayloadReader(frame);
        int exitStatus = (int) payload.getLong();
        String reason = payload.getString();
        List<Integer> gone = new ArrayList<>();
        while (payload.remaining() >= 4) {
            int context = payload.getInt();
            if (routes.remove(context, from)) {
                gone.add(context);
            }
        }
        gone(gone, reason, exitStatus);
    }

    /** A link is closed: forget what was behind it, tell the parent, and fail what waits for it. */
    void lost(Link link, String reason, int exitStatus) {
        List<Integer> gone = new ArrayList<>();
        for (Integer context : routes.keySet().toArray(new Integer[0])) {
            if (routes.remove(context, link)) {
                gone.add(context);
            }
        }
        gone(gone, reason, exitStatus);
    }

    private void gone(List<Integer> contexts, String full, int exitStatus) {
        String reason = full.length() > 2000 ? full.substring(0, 2000) : full; // must fit into one frame
        int[] ids = new int[contexts.size()];
        Link up = parent;
        PayloadWriter payload = null;
        for (int i = 0; i < ids.length; i++) {
            ids[i] = contexts.get(i);
            if (payload == null) {
                payload = new PayloadWriter();
                payload.putLong(exitStatus);
                payload.putString(reason);
            }
            payload.putInt(ids[i]);
            if (up != null && (i == ids.length - 1 || i % 4096 == 4095)) { // one frame holds so many
                Frame head = payload.frames();
                head.address(up.peer, self, Protocol.DEL_ROUTE, 0, 0);
                up.send(head, false);
                payload = null;
            }
        }
        listener.lost(ids, reason, exitStatus);
        for (int id : ids) {
            names.remove(id);
            for (Integer handle : replies.keySet().toArray(new Integer[0])) {
                Reply waiting = replies.get(handle);
                if (waiting != null && waiting.destination() == id && replies.remove(handle, waiting)) {
                    Frame head = deadPayload(Protocol.LOST, reason, exitStatus);
                    head.address(self, self, handle, 0, Protocol.DEAD);
                    waiting.arrived(head);
                }
            }
            synchronized (fragments) {
                for (Long key : fragments.keySet().toArray(new Long[0])) {
                    if ((int) (key >> 32) == id) {
                        fragments.remove(key);
                    }
                }
            }
        }
    }

    /** A message of which more fragments are to come. */
    private static final class Assembly {
        Frame head;
        Frame tail;
        long size;
    }
}
