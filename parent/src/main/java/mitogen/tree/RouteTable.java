package mitogen.tree;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import mitogen.agent.Agent;
import mitogen.answers.FrameText;
import mitogen.internal.Printable;
import mitogen.route.Link;
import mitogen.route.Route;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * What a parent knows of the contexts below it, beyond the link that leads to them: which were announced, and who talked to
 * whom, so that everybody who may wait for a context hears of its end. A child may announce only numbers of its own blocks
 * ({@link Numbers}).
 *
 * <p>Thread-safe; the methods that take a link are called on its reader thread and wait for nothing.
 */
public final class RouteTable {
    /** Told of contexts that are gone, below or elsewhere. Called on reader threads. */
    public interface Listener {
        /** Nobody may wait for those any longer. What they sent before may still be under way. */
        void gone(Set<Integer> contexts, Loss loss);

        /** The same again, when nothing that they sent will arrive any more. */
        void left(Set<Integer> contexts, Loss loss);
    }

    /** What one context that was announced takes besides its name, roughly, wherever it is noted. */
    private static final int ROUTE = 512;

    /** Characters of a name that are kept behind that of its link, as one child may announce 65,536. */
    private static final int MAX_NAME = 1000;

    private final Agent agent;
    private final Router router;
    private final Listener listener;
    private final Numbers numbers;
    private final Map<Integer, BitSet> announced =
            new ConcurrentHashMap<>(); // by block of numbers: which of it ever were
    private final Ends ends = new Ends();
    private final Crossings crossings;
    private final Map<Integer, Integer> paid = new ConcurrentHashMap<>(); // by context: what it was charged for
    private final Map<Integer, Link> leaving = new ConcurrentHashMap<>(); // gone, but bulk of them may be under way
    private final Map<Link, Refusals> refusals = new ConcurrentHashMap<>();

    public RouteTable(Agent agent, Crossings crossings, Listener listener) {
        this.agent = agent;
        this.crossings = crossings;
        this.listener = listener;
        router = agent.router;
        ends.add(Set.of(), new Loss(-1, "", Loss.UNKNOWN, "")); // so that its class is here: reader threads need it
        numbers = new Numbers(agent, this);
        router.handle(Protocol.ADD_ROUTE, this::add);
        router.handle(Protocol.DEL_ROUTE, this::delete);
    }

    /** A new context number. Waits for the parent where this context has no block left. */
    public int newId() {
        return numbers.newId();
    }

    // Routes

    /** Tells those above of a context that this one is about to connect, from itself or from one below. */
    public void announce(int context, String name, int via) {
        if (router.parent != null) {
            PayloadWriter payload = new PayloadWriter();
            payload.putInt(context);
            payload.putString(name);
            payload.putInt(via);
            router.post(router.parent.peer, Protocol.ADD_ROUTE, 0, 0, payload.frames());
        }
    }

    /**
     * A child announces a context below it. Refused unless the number is of a block that this child was given, was never announced
     * before, and the child still has memory for it.
     */
    private void add(Link link, Frame head) {
        if (!fromChild(link, head)) {
            return;
        }
        PayloadReader payload = new PayloadReader(head);
        int context = payload.getInt();
        String name = below(link.name, payload.getString());
        int via = payload.getInt();
        int block = Numbers.block(context);
        if (numbers.owner(block) != link
                || router.linkTo(via) != link
                || !first(block, context)
                || router.routes.putIfAbsent(context, new Route(link, name, via)) != null) {
            refusals(link).add("a route to " + router.nameOf(context) + ", which is not its own");
            return;
        }
        int price = ROUTE + 2 * name.length();
        if (!link.account.keep(price)) {
            router.routes.remove(context);
            refusals(link).add("the route to " + name + ": those it has announced take too much memory");
            return;
        }
        paid.put(context, price);
        announce(context, name, via);
    }

    /** A name that a child tells, made into one that nothing elsewhere has: nobody prints or logs in another's name. */
    private static String below(String parent, String told) {
        String above = parent + "/";
        String name = Printable.line(told.startsWith(above) ? told.substring(above.length()) : told);
        return above + (name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name);
    }

    /** Whether it is the first announcement of that number: each end costs a message to whoever sent there. */
    private boolean first(int block, int context) {
        BitSet before = announced.computeIfAbsent(block, unused -> new BitSet());
        synchronized (before) {
            boolean first = !before.get(context - block);
            before.set(context - block);
            return first;
        }
    }

    /**
     * Contexts are gone. It is told twice: at once, so that nobody waits any longer; and again behind all bulk that came from
     * there, when nothing will come any more.
     */
    private void delete(Link link, Frame head) {
        boolean above = link == router.parent && router.commands(head.source());
        if (!above && !fromChild(link, head)) {
            return;
        }
        PayloadReader payload = new PayloadReader(head);
        Loss told = Loss.read(payload);
        String hop = above ? Printable.line(told.hop()) : below(link.name, told.hop());
        Loss loss = new Loss(told.exitStatus(), Printable.text(told.text()), told.reason(), hop);
        Set<Integer> gone = new HashSet<>();
        while (payload.remaining() >= 4) {
            int context = payload.getInt();
            Route route = router.routes.get(context);
            if (head.is(Protocol.BULK)) {
                if (leaving.remove(context, link)) {
                    gone.add(context);
                    link.forget(context);
                }
            } else if (above ? route == null && !router.commands(context) : route != null && route.link == link) {
                gone.add(context);
                leaving.put(context, link);
            }
        }
        if (head.is(Protocol.BULK)) {
            left(above ? null : link, gone, loss);
        } else {
            gone(above ? null : link, gone, loss);
        }
    }

    /** Whether bulk of a context that is gone may still come over that link. */
    boolean isLeaving(int context, Link link) {
        return leaving.get(context) == link;
    }

    /** Nothing of those contexts will come any more: what they were charged for is free again. */
    private void left(Link link, Set<Integer> contexts, Loss loss) {
        tell(link, contexts, Protocol.BULK, loss);
        for (int context : contexts) {
            Integer price = paid.remove(context);
            if (price != null && link != null) {
                link.account.keep(-price);
            }
        }
        listener.left(contexts, loss);
    }

    /** A child's link has ended, and with it the way to all that is behind it. */
    public void lost(Link link, Loss loss) {
        Set<Integer> gone = new HashSet<>();
        router.routes.forEach((context, route) -> {
            if (route.link == link) {
                gone.add(context);
            }
        });
        gone(link, gone, loss);
        leaving.forEach((context, from) -> {
            if (from == link) {
                leaving.remove(context);
                gone.add(context);
            }
        });
        left(link, gone, loss);
        announced.keySet().removeAll(numbers.lost(link));
        crossings.lost(link);
        refusals.remove(link);
    }

    /**
     * A context below is waited for no longer, if there is still a way to it. Safe on any thread.
     *
     * @param reason of {@link Loss}
     */
    public void giveUp(int context, int reason, String text) {
        Route route = router.routes.get(context);
        if (route != null) {
            Loss loss = new Loss(-1, text, reason, route.name);
            gone(route.link, Set.of(context), loss);
            left(route.link, Set.of(context), loss);
        }
    }

    /**
     * Those contexts are gone: tells whoever ever talked to them, fails who waits for them here, and forgets their routes.
     *
     * @param link the child that they are behind; null if they are not below
     */
    private void gone(Link link, Set<Integer> contexts, Loss loss) {
        if (link != null) {
            ends.add(contexts, loss);
        }
        tell(link, contexts, 0, loss);
        listener.gone(contexts, loss);
        failReplies(router, contexts::contains, loss);
        // Last, as a frame that finds no route is answered with less of a reason, which must not come before this one.
        router.routes.keySet().removeAll(contexts);
        failReplies(router, contexts::contains, loss); // of who asked while there still was a way
    }

    /** See {@link Ends#answered}. */
    public boolean answered(Frame frame) {
        return ends.answered(router, frame);
    }

    /** See {@link Ends#of}. */
    public Loss end(int context) {
        return ends.of(context);
    }

    /** Answers all that wait for one of those contexts. */
    public static void failReplies(Router router, Predicate<Integer> gone, Loss loss) {
        router.replies.forEach((handle, waiting) -> {
            if (gone.test(waiting.destination()) && router.replies.remove(handle, waiting)) {
                Frame dead = loss.dead();
                dead.address(router.self, router.self, handle, 0, Protocol.DEAD);
                waiting.arrived(dead);
            }
        });
    }

    /**
     * Tells those above, and each child from behind which something was ever sent behind that link; they tell who is
     * behind them. One message for each child, however many contexts there are. It takes its turn among what came over
     * the link, which pays for it.
     *
     * @param link null for the one to the parent
     */
    private void tell(Link link, Set<Integer> contexts, int flags, Loss loss) {
        if (link != null && router.parent != null) {
            tell(link, router.parent.peer, contexts, flags, loss);
        }
        Link origin = link == null ? router.parent : link;
        for (Link source : crossings.sources(origin)) {
            tell(origin, source.peer, contexts, flags, loss);
        }
    }

    private void tell(Link origin, int context, Set<Integer> gone, int flags, Loss loss) {
        List<Integer> ids = new ArrayList<>(gone);
        for (int start = 0; start < ids.size(); start += 4096) { // one frame holds so many
            PayloadWriter payload = new PayloadWriter();
            loss.write(payload);
            for (int id : ids.subList(start, Math.min(ids.size(), start + 4096))) {
                payload.putInt(id);
            }
            Frame head = payload.frames();
            head.address(context, router.self, Protocol.DEL_ROUTE, 0, flags);
            head.account = origin.account;
            router.route(origin, head, false);
        }
    }

    /** Whether the context is, or once was, below this one. */
    public boolean wasBelow(int context) {
        return context != router.self
                && (router.parent == null
                        || router.routes.containsKey(context)
                        || numbers.owner(Numbers.block(context)) != null);
    }

    /** Whether a message is from the child at the other end of its link; others are answered. */
    boolean fromChild(Link link, Frame head) {
        if (link != null && link != router.parent && head.source() == link.peer) {
            return true;
        }
        String what = FrameText.nameOf(head.handle()) + " of " + router.nameOf(head.source());
        router.dead(head, Protocol.REFUSED, agent.name + " takes it from its own children only: " + what, -1);
        if (link != null && link != router.parent) {
            refusals(link).add(what + ", which is no child of " + agent.name);
        }
        return false;
    }

    /** Where refusals to that child are counted and logged. */
    public Refusals refusals(Link link) {
        return refusals.computeIfAbsent(link, child -> new Refusals(agent, child.name));
    }
}
