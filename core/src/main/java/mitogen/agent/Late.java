package mitogen.agent;

import java.util.ArrayDeque;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * Takes messages for the parent module, which may have to be fetched first, and gives them to it in order. On a task
 * thread also later: a reader thread that came upon a class that is not there yet would wait for itself.
 */
final class Late implements Handler, Runnable {
    private final Agent agent;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>(); // link, frame, ...; guarded by this
    private boolean passing; // guarded by this

    Late(Agent agent) {
        this.agent = agent;
    }

    @Override
    public synchronized void handle(Link link, Frame head) {
        waiting.add(link == null ? this : link);
        waiting.add(head);
        head.countAll(1);
        if (!passing) {
            passing = true;
            agent.execute(this);
        }
    }

    @Override
    public void run() {
        while (true) {
            Object link;
            Frame head;
            synchronized (this) {
                link = waiting.poll();
                if (link == null) {
                    passing = false;
                    return;
                }
                head = (Frame) waiting.remove();
                head.countAll(-1);
            }
            try {
                agent.modules.parentRole().handle(link == this ? null : (Link) link, head);
            } catch (RuntimeException | LinkageError e) {
                agent.router.dead(head, Protocol.REFUSED, agent.name + " cannot read the message: " + e, -1);
            } catch (Throwable e) { // others wait behind it
                agent.unanswered(head, e);
            }
        }
    }
}
