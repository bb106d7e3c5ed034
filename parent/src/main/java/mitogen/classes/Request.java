package mitogen.classes;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import mitogen.agent.Agent;
import mitogen.route.Link;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * What a child asked for, until it is answered. A thread there waits for that, with a lock held: there is one answer,
 * whatever goes wrong.
 */
public abstract class Request implements PendingRequests.Turn {
    /** The link that the request came over. */
    public final Link link;

    private final Agent agent;
    private final PendingRequests pending;
    private final int source; // the request itself is not kept, however large it was
    private final int replyTo;

    Request(Agent agent, PendingRequests pending, Link link, Frame request) {
        this.agent = agent;
        this.pending = pending;
        this.link = link;
        source = request.source();
        replyTo = request.replyTo();
    }

    @Override
    public int size() {
        return 512;
    }

    /**
     * Does what leads to an answer, on such a thread; later, if the child has not read yet what it was sent. If the work
     * fails, that is the answer.
     */
    public final void answerOn(Executor threads, Runnable work) {
        try {
            threads.execute(() -> {
                if (!pending.postpone(this)) {
                    answerBy(work);
                }
            });
        } catch (RejectedExecutionException e) {
            fail(Protocol.LOST, agent.name + " is closed");
        }
    }

    /** {@link #answerOn} this thread, and in any case now. */
    final void answerBy(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            fail(Protocol.REFUSED, agent.name + " cannot read it: " + e);
        }
    }

    /** There will be nothing else. */
    public final void fail(int code, String reason) {
        answer(Protocol.DEAD, Router.deadPayload(code, reason, -1));
    }

    /** Passes on an answer from above, behind what it is about. */
    final void passOn(Frame answer) {
        answer(answer.flags() & (Protocol.DEAD | Protocol.BULK), answer);
    }

    final void answer(int flags, Frame payload) {
        agent.router.post(source, replyTo, 0, flags, payload);
        pending.done(this);
    }

    @Override
    public final void refuse(String reason) {
        agent.router.post(source, replyTo, 0, Protocol.DEAD, Router.deadPayload(Protocol.REFUSED, reason, -1));
    }
}
