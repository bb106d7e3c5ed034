package mitogen.route;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Takes frames to where they belong: to a child's link if the destination lies behind it, to a handler if it is this
 * context, and otherwise up. Frames that cannot be delivered are answered with a dead message, never dropped.
 *
 * <p>It is the {@link Gate} of the link to the parent, which is trusted, but for one thing: what comes from above cannot
 * be from below. The gates of children, and all that is known of routes beyond "this context is behind that link", are
 * part of the parent module.
 *
 * <p>Thread-safe. Nothing here waits for a peer; frames that arrive are handled on the thread of their link's reader.
 */
public final class Router implements Gate {
    /** Told when a link has ended. Implemented by the parent module, as only a context with children has other routes. */
    public interface Listener {
        /** The link is closed; what was behind it can no longer be reached. */
        void lost(Link link, String reason, int exitStatus);

        /** Answers a frame to a context that was below this one, with the reason of its end; false if that is not known. */
        boolean answered(Frame frame);
    }

    /** The id of this context. */
    public final int self;

    private final String name;

    /** The contexts below this one that are known here. */
    public final Map<Integer, Route> routes = new ConcurrentHashMap<>();

    /** Who waits for a reply, by the handle that it goes to. */
    public final Map<Integer, Reply> replies = new ConcurrentHashMap<>();

    /** The batches of classes that came by, by number: contexts below get them from here. */
    public final Map<Integer, Frame> batches = new ConcurrentHashMap<>();

    /** The most bytes that a message may have, and that unfinished messages of one link may have together. */
    public final int maxMessage;

    /** Set once, before there are links to children. */
    public volatile Listener listener;

    /** The way up; null for the controller. Set before anything is read from it. */
    public volatile Link parent;

    /** The ids above this context, parent first; empty for the controller. Nobody changes it. */
    public final int[] ancestors;

    private final Handler[] handlers = new Handler[Protocol.LAST_HANDLE + 1];
    private final AtomicInteger nextReply = new AtomicInteger(Protocol.FIRST_REPLY);

    /**
     * A router without links.
     *
     * @param name of this context, for messages
     * @param ancestors the ids above this context, parent first; empty for the controller
     */
    public Router(int self, String name, int[] ancestors, int maxMessage) {
        this.self = self;
        this.name = name;
        this.ancestors = ancestors;
        this.maxMessage = maxMessage;
    }

    /** Sets the handler of a well-known handle. */
    public void handle(int handle, Handler handler) {
        handlers[handle] = handler;
    }

    /**
     * Ends a link: what is queued, and all that comes later, is answered with the reason. Idempotent; the first reason
     * stays.
     */
    public void close(Link link, String reason, int exitStatus) {
        ArrayDeque<Frame> left = link.close(reason, exitStatus);
        if (left == null) {
            return;
        }
        if (listener != null) {
            listener.lost(link, reason, exitStatus);
        }
        for (Frame frame; (frame = left.poll()) != null; ) {
            frame.count(-1);
            frame.next = null; // each is on its own now
            lost(frame, reason, exitStatus);
            Arrays.fill(frame.bytes, (byte) 0); // there may be a password in it
        }
        if (link.account != null) {
            link.account.close();
        }
    }

    /** The link to a descendant, or null where the context is not below this one. */
    public Link linkTo(int context) {
        Route route = routes.get(context);
        return route == null ? null : route.link;
    }

    /** What a descendant was connected as; of others, what is known of them here. */
    public String nameOf(int context) {
        Route route = routes.get(context);
        return route != null ? route.name : context == self ? name : "unknown context " + context;
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

    /**
     * Makes sure that so many calls more fit onto the stack of this thread. An overflow amid what follows would leave a
     * message half sent, or half taken in; here it hurts nobody but the task whose stack it is.
     *
     * @throws StackOverflowError if they do not
     */
    public static int room(int calls) {
        return calls == 0 ? 0 : room(calls - 1) + 1;
    }

    /** Sends a message from this context. Not for reader threads: the calling thread may do the writing. */
    public void send(int destination, int handle, int replyTo, int flags, Frame head) {
        room(256);
        head.address(destination, self, handle, replyTo, flags);
        route(null, head, true);
    }

    /** {@link #send} for reader threads, and for what a child is to pay for: most of it answers something. */
    public void post(int destination, int handle, int replyTo, int flags, Frame head) {
        head.address(destination, self, handle, replyTo, flags);
        charge(destination, head);
        route(null, head, false);
    }

    private void charge(int destination, Frame head) {
        Link link = linkTo(destination);
        if (link != null) {
            for (Frame each = head; each != null; each = each.next) {
                each.account = link.account;
            }
        }
    }

    /**
     * Sends a message and gives its one reply to the given waiter.
     *
     * @param wait whether the calling thread may do the writing; a reader thread may not
     * @return the handle that the reply goes to, for {@link #forget}
     */
    public int ask(int handle, Frame head, Reply reply, boolean wait) {
        room(256);
        int replyTo = expect(reply);
        head.address(reply.destination(), self, handle, replyTo, 0);
        route(null, head, wait);
        return replyTo;
    }

    /** The handle that a reply has to go to, for a question that is sent later. */
    public int expect(Reply reply) {
        int replyTo;
        do {
            replyTo = nextReply.getAndIncrement() & Integer.MAX_VALUE;
        } while (replyTo < Protocol.FIRST_REPLY || replies.putIfAbsent(replyTo, reply) != null);
        return replyTo;
    }

    /** A reply that comes to this handle after all is ignored. */
    public void forget(int replyTo) {
        replies.remove(replyTo);
    }

    /** Answers a message; does nothing where no answer is wanted. */
    public void reply(Frame to, int flags, Frame head) {
        if (to.replyTo() != 0) {
            charge(to.source(), head);
            send(to.source(), to.replyTo(), 0, flags, head);
        }
    }

    /** Answers that a message will not be handled. Safe on a reader thread. */
    public void dead(Frame frame, int code, String reason, int exitStatus) {
        if (frame.replyTo() != 0) {
            post(frame.source(), frame.replyTo(), 0, Protocol.DEAD, deadPayload(code, reason, exitStatus));
        }
    }

    /** Answers that the way to the destination is gone, once for each message. */
    private void lost(Frame frame, String reason, int exitStatus) {
        if ((frame.next != null || !frame.is(Protocol.MORE)) && (listener == null || !listener.answered(frame))) {
            dead(frame, Protocol.LOST, reason, exitStatus);
        }
    }

    /** The payload of a dead message that says no more of an end; DeadMessage of the parent module has the whole layout. */
    public static Frame deadPayload(int code, String reason, int exitStatus) {
        PayloadWriter payload = new PayloadWriter();
        payload.putByte(code);
        payload.putLong(exitStatus);
        payload.putString(reason);
        return payload.frames();
    }

    /** Takes a frame of the parent's link. */
    @Override
    public void receive(Link from, Frame frame) {
        if (below(frame.source()) || below(frame.authority())) {
            refuse(from, frame);
        } else {
            route(from, frame, false);
        }
    }

    private boolean below(int context) {
        return context == self || routes.containsKey(context);
    }

    /** Answers a frame that claims to be from a context that does not lie where it came from. */
    public void refuse(Link from, Frame frame) {
        if (frame.replyTo() != 0) { // to the neighbour, as the way to its alleged source is another one
            Frame refusal = deadPayload(
                    Protocol.REFUSED,
                    name + " refused a frame that claims to be from " + nameOf(frame.source())
                            + ", which does not lie where it came from",
                    -1);
            refusal.address(from.peer, self, frame.replyTo(), 0, Protocol.DEAD);
            refusal.account = from.account;
            from.send(refusal, null, false);
        }
    }

    /**
     * One step of a frame on its way, after its gate let it pass.
     *
     * @param from the link that it came over, or null if it starts here
     * @param wait whether the calling thread may do the writing
     */
    public void route(Link from, Frame frame, boolean wait) {
        int destination = frame.destination();
        boolean classes = frame.handle() == Protocol.CLASSES && commands(frame.source()) && !frame.is(Protocol.BULK);
        try {
            if (classes && frame.payloadLength() > 4) {
                batches.put(frame.payloadInt(0), frame);
            }
            if (destination == self) {
                deliver(from, frame);
                return;
            }
            Link link = linkTo(destination);
            if (link != null && frame.handle() == Protocol.CONNECT && commands(frame.source())) {
                expect(link, frame); // the order passes here before the first message to the new context
            }
            if (link == null && from != parent) {
                link = parent;
            }
            if (link != null && link != from) {
                if (from != null && from == parent && !commands(frame.source())) {
                    frame.account = link.account; // it may answer something; who sent it cannot be charged here
                }
                if (!(classes ? sendBatch(frame, link, from) : link.send(frame, from, wait))) {
                    lost(frame, link.closed, link.exitStatus);
                }
            } else {
                lost(frame, nameOf(destination) + " is gone, or never was", -1);
            }
        } catch (RuntimeException e) { // a message that is malformed is no reason to lose all others
            dead(frame, Protocol.REFUSED, name + " cannot read the message: " + e, -1);
        }
    }

    /**
     * Notes the route to a context that is going to be started.
     *
     * @param way the link that it will be behind; null if this context starts it
     * @param order to start it
     * @return that link, or else a new, pending one
     */
    public Link expect(Link way, Frame order) {
        ConnectOrder told = new ConnectOrder(new PayloadReader(order));
        Link link = way != null ? way : new Link(told.id, told.name);
        routes.put(told.id, new Route(link, told.name, order.destination()));
        return link;
    }

    /**
     * Sends a batch of classes down: whole where it crosses a link for the first time, or else only its number, which must not
     * overtake it.
     */
    private synchronized boolean sendBatch(Frame frame, Link link, Link from) {
        int number = frame.payloadInt(0);
        Frame whole = batches.get(number);
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(number);
        if (whole != null && link.batches.add(number)) {
            payload.putBytes(whole.bytes, Protocol.HEADER + 4, whole.payloadLength() - 4);
        }
        Frame step = payload.frames();
        step.address(frame.destination(), frame.source(), Protocol.CLASSES, 0, 0);
        step.account = frame.account;
        return link.send(step, from, false);
    }

    private void deliver(Link from, Frame frame) {
        int handle = frame.handle();
        Frame head = frame;
        try {
            if (from != null) {
                head = from.fragments.assemble(frame, maxMessage);
            }
        } catch (IllegalStateException e) { // it is whole now, and nothing of it was kept
            String reason = name + e.getMessage();
            dead(frame, Protocol.REFUSED, reason, -1);
            head = handle < Protocol.FIRST_REPLY ? null : refused(frame, reason);
        }
        if (head == null) {
            return;
        }
        if (handle >= Protocol.FIRST_REPLY) {
            Reply reply = replies.get(handle);
            if (reply != null && expected(reply, frame) && replies.remove(handle, reply)) {
                arrived(reply, head);
            }
            return;
        }
        Handler handler = handle > 0 && handle < handlers.length ? handlers[handle] : null;
        if (handler == null) {
            dead(frame, Protocol.REFUSED, name + " has no handle " + handle, -1);
        } else {
            handler.handle(from, head);
        }
    }

    /** A reply comes once: one that cannot be read is as good as a refusal to answer. */
    private void arrived(Reply reply, Frame head) {
        try {
            reply.arrived(head);
        } catch (RuntimeException e) {
            reply.arrived(refused(head, "its answer cannot be read: " + e));
        }
    }

    /** What arrives in the place of a reply. */
    private static Frame refused(Frame reply, String reason) {
        Frame dead = deadPayload(Protocol.REFUSED, reason, -1);
        dead.address(reply.destination(), reply.source(), reply.handle(), 0, Protocol.DEAD);
        return dead;
    }

    /** A reply counts if it comes from where the question went, or is a dead message of a relay on the way there. */
    private boolean expected(Reply reply, Frame frame) {
        int source = frame.source();
        int asked = reply.destination();
        if (source == asked || source == self) {
            return true;
        }
        Link way = linkTo(asked);
        // From above, for one that is neither above nor below, it may be of any relay over there; else of ancestors.
        return frame.is(Protocol.DEAD)
                && way == linkTo(source)
                && (way != null || commands(source) || !commands(asked));
    }
}
