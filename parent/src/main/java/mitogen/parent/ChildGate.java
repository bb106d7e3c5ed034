package mitogen.parent;

import java.util.Map;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.route.Gate;
import mitogen.route.Link;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * The gate between a child, which may be hostile, and the rest of the tree. A frame passes if its source and authority
 * lie behind the child, and if it is within the child's quotas. Used by the reader thread of the child's link alone.
 */
final class ChildGate implements Gate {
    private final Agent agent;
    private final Router router;
    private final RouteTable routes;
    private final Refusals refusals;
    private final Rate classes;
    private final Rate records;

    ChildGate(Agent agent, RouteTable routes, Link child) {
        this.agent = agent;
        this.routes = routes;
        refusals = routes.refusals(child);
        router = agent.router;
        classes = new Rate(agent.config.settings[Quotas.CLASS_RATE]);
        records = new Rate(agent.config.settings[Quotas.LOG_RATE]);
    }

    @Override
    public void receive(Link from, Frame frame) {
        if (router.linkTo(frame.source()) != from || router.linkTo(frame.authority()) != from) {
            refusals.add("a frame that claims to be from context " + frame.source() + ", in the right of context "
                    + frame.authority());
            router.refuse(from, frame);
            return;
        }
        int handle = frame.handle();
        boolean answered = frame.replyTo() != 0 || handle == Protocol.OUTPUT || handle == Protocol.LOG; // with credit
        if (answered && !awaitRoom(from)) {
            return;
        }
        if (handle == Protocol.LOG && !records.take()) {
            refusals.add(
                    "a log record, as there were more than " + agent.config.settings[Quotas.LOG_RATE] + " per second");
            return;
        }
        if (handle == Protocol.GET_CLASS && !classes.take()) {
            refuse(frame, "more than " + agent.config.settings[Quotas.CLASS_RATE] + " class requests per second");
            return;
        }
        Link to = router.linkTo(frame.destination());
        if (to != null && to != from) {
            if (agent.config.settings[BootConfig.UNIDIRECTIONAL] != 0) {
                refuse(
                        frame,
                        "a message to " + router.nameOf(frame.destination())
                                + ": in this tree contexts may only talk to those above and below them (unidirectional)");
                return;
            }
            routes.crossed(frame.source(), to);
        }
        Map.Entry<String, Integer> end = to == null ? routes.end(frame.destination()) : null;
        if (end != null) { // whoever had not talked to it before was not told
            router.undelivered(frame, Protocol.LOST, end.getKey(), end.getValue());
            return;
        }
        router.route(from, frame, false);
    }

    private void refuse(Frame frame, String what) {
        refusals.add(what);
        router.undelivered(frame, Protocol.REFUSED, agent.name + " refused " + what, -1);
    }

    /** A child that asks and asks, and does not read the answers, is not read from either until it does. */
    private static boolean awaitRoom(Link link) {
        try {
            while (link.waiting() > Quotas.ANSWERS) {
                Thread.sleep(1); // not worth a signal: a child that means well never gets here
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
