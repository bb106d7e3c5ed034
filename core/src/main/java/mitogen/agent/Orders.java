package mitogen.agent;

import mitogen.load.RemoteClassLoader;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/** Takes the messages to a context: does what is done at once, and starts what takes time. */
final class Orders implements Handler {
    private final Agent agent;

    /** Takes the messages that come to that agent's router. */
    Orders(Agent agent) {
        this.agent = agent;
        int[] handles = {
            Protocol.CALL,
            Protocol.CANCEL,
            Protocol.PING,
            Protocol.CONNECT,
            Protocol.CLOSE,
            Protocol.CREDIT,
            Protocol.GRANT,
            Protocol.CLASSES
        };
        for (int handle : handles) {
            agent.router.handle(handle, this);
        }
        Handler late = new Late(agent);
        for (int handle = Protocol.CHANNEL; handle <= Protocol.SERVICE; handle++) {
            agent.router.handle(handle, late);
        }
    }

    @Override
    public void handle(Link link, Frame head) {
        int handle = head.handle();
        int source = head.source();
        PayloadReader payload = new PayloadReader(head);
        if (handle == Protocol.PING) {
            done(head);
        } else if (handle == Protocol.CANCEL) { // by its caller, which is part of what a call is known by
            agent.cancel(source, payload.getInt());
        } else if (!agent.router.commands(source) && !(handle == Protocol.CALL && agent.granted.contains(source))) {
            agent.router.dead(
                    head,
                    Protocol.REFUSED,
                    agent.name + " takes orders from its ancestors only, not from " + agent.router.nameOf(source),
                    -1);
        } else if (handle == Protocol.CREDIT) {
            agent.output.credit(payload.getInt());
        } else if (handle == Protocol.CLASSES) {
            ((RemoteClassLoader) agent.loader)
                    .add(head.is(Protocol.BULK) ? head : agent.router.batches.get(payload.getInt()));
        } else if (handle == Protocol.GRANT) {
            agent.granted.add(payload.getInt());
            done(head);
        } else {
            Work work = new Work(agent, head);
            if (handle == Protocol.CALL) {
                agent.add(work);
            } else if (handle == Protocol.CONNECT) {
                work.link = agent.router.expect(null, head);
            }
            agent.execute(work);
        }
    }

    private void done(Frame head) {
        agent.router.post(head.source(), head.replyTo(), 0, 0, new PayloadWriter().frames());
    }
}
