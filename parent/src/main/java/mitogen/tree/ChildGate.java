package mitogen.tree;

import java.util.function.BooleanSupplier;
import mitogen.agent.Agent;
import mitogen.answers.FrameText;
import mitogen.route.Gate;
import mitogen.route.Link;
import mitogen.route.Router;
import mitogen.wire.Account;
import mitogen.wire.BadFrameException;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * The gate between a child, which may be hostile, and the rest of the tree. A frame passes if its source and authority
 * lie behind the child, and if it is within the child's quotas. What it makes others hold is charged to its account; while
 * that is full, nothing more is read. Used by the reader thread of the child's link alone.
 */
public final class ChildGate implements Gate {
    /** The most bytes of a frame that is paid for by whom it answers. */
    private static final int SMALL = 1024;

    private final Agent agent;
    private final BooleanSupplier ending;
    private final Router router;
    private final RouteTable routes;
    private final Crossings crossings;
    private final Refusals refusals;
    private final Settings settings;
    private final Rate classes;
    private final Rate records;
    private volatile boolean holding;
    private boolean over;

    /**
     * A gate for the child behind a link.
     *
     * @param ending whether the child has come to its end, or somebody asked for that
     */
    public ChildGate(Agent agent, RouteTable routes, Crossings crossings, Link link, BooleanSupplier ending) {
        this.agent = agent;
        this.routes = routes;
        this.crossings = crossings;
        this.ending = ending;
        refusals = routes.refusals(link);
        router = agent.router;
        settings = Settings.read(agent.config);
        classes = new Rate(settings.classRate());
        records = new Rate(settings.logRate());
    }

    @Override
    public void receive(Link from, Frame frame) throws BadFrameException {
        if (!isPossible(frame)) {
            throw new BadFrameException("a frame that no program sends: " + FrameText.of(frame));
        }
        if (!liesBehind(from, frame.source(), frame) || !liesBehind(from, frame.authority(), frame)) {
            refusals.add("a frame that claims to be from " + router.nameOf(frame.source()) + ", in the right of "
                    + router.nameOf(frame.authority()));
            router.refuse(from, frame);
            return;
        }
        int handle = frame.handle();
        if (over || !awaitRoom(from.account)) {
            over = true; // a message must not go on with a part of it missing
            return; // whoever may wait for it is about to hear that the child is gone
        }
        frame.account = from.account;
        if (handle == Protocol.LOG && !records.take()) {
            refusals.add("a log record, as there were more than " + settings.logRate() + " per second");
            return;
        }
        if (asksForClasses(handle) && !classes.take()) {
            refuse(frame, "more than " + settings.classRate() + " class requests per second");
            return;
        }
        Link to = router.linkTo(frame.destination());
        if (to != null && to != from) {
            Lanes.lay(router, to); // it may be about to be launched
            if (settings.unidirectional()) {
                refuse(
                        frame,
                        "a message to " + router.nameOf(frame.destination())
                                + ": in this tree contexts may only talk to those above and below them (unidirectional)");
                return;
            }
            if (crossings.answers(from, to) && frame.length() <= SMALL) {
                frame.account = to.account; // who asks and does not read must not hold up who answers
            }
        } else if (to == null
                && router.parent != null
                && frame.destination() != router.self
                && !router.commands(frame.destination())) {
            crossings.up(from, router.parent);
        }
        // Whoever had not talked to it before was not told of its end. To be looked up after the crossing is noted: an
        // end
        // that comes in between is either told to who is noted, or found here, with its reason.
        if (to == from || !routes.answered(frame)) {
            router.route(from, frame, false);
        }
    }

    /** Whether the context is behind the link, or was when it sent this, which the news of its end has overtaken. */
    private boolean liesBehind(Link link, int context, Frame frame) {
        return router.linkTo(context) == link || frame.is(Protocol.BULK) && routes.isLeaving(context, link);
    }

    private void refuse(Frame frame, String what) {
        refusals.add(what);
        if (!frame.is(Protocol.MORE)) {
            router.dead(frame, Protocol.REFUSED, agent.name + " refused " + what, -1);
        }
    }

    /** Whether the child is not read from, because too much is held because of it. */
    public boolean holding() {
        return holding;
    }

    /** Whether one of ours could have sent it: it knows where the answer goes, and wants one where that is the point. */
    private static boolean isPossible(Frame frame) {
        int handle = frame.handle();
        int replyTo = frame.replyTo();
        if (frame.is(Protocol.MORE) && !frame.is(Protocol.BULK)) {
            return false;
        }
        return replyTo == 0
                ? handle != Protocol.PING && !asksForClasses(handle) && handle != Protocol.ALLOCATE
                : replyTo >= Protocol.FIRST_REPLY;
    }

    /** Whether its parent has to find something for it, or to make it. */
    private static boolean asksForClasses(int handle) {
        return handle == Protocol.GET_CLASS
                || handle == Protocol.RESOURCE
                || handle == Protocol.RANGE
                || handle == Protocol.RUNTIME;
    }

    /**
     * A child that sends faster than others take it is not read from until they do; nor one that asks and asks, and does
     * not read the answers.
     *
     * @return false if the child came to its end meanwhile
     */
    private boolean awaitRoom(Account account) {
        if (!account.isFull()) {
            return true;
        }
        try {
            holding = true;
            while (account.isFull()) {
                if (ending.getAsBoolean()) {
                    return false;
                }
                Thread.sleep(1); // not worth a signal: a child that means well hardly ever gets here
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            holding = false;
        }
    }
}
