package mitogen.agent;

import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import mitogen.Task;
import mitogen.Task.Action;
import mitogen.ValueException;
import mitogen.internal.Current;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/** A message that takes time: a call, or an order to connect or close a child. Runs on a task thread. */
public class Work implements Runnable {
    /** For an order to connect: the pending link. */
    Link link;

    private final Agent agent;
    private final Frame head;
    private final Long key;
    private Thread thread; // guarded by this, as is the next
    private boolean cancelled;

    /** The work that a message asks for. */
    public Work(Agent agent, Frame head) {
        this.agent = agent;
        this.head = head;
        // One that wants no reply cannot be cancelled by its caller, but at the end like all others.
        key = head.replyTo() != 0
                ? key(head.source(), head.replyTo())
                : key(head.source(), ~agent.unnamed.getAndIncrement());
    }

    /** What a call is known by in its context: its caller and the caller's handle for the reply. */
    static Long key(int source, int replyTo) {
        return (long) source << 32 | replyTo & 0xffffffffL;
    }

    Long key() {
        return key;
    }

    /** Interrupts the task, or keeps it from starting. */
    synchronized void cancel() {
        cancelled = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public void run() {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        Current.CONTEXT.set(agent.modules);
        try {
            if (head.handle() == Protocol.CONNECT) {
                connect();
            } else if (head.handle() != Protocol.CLOSE) {
                call();
            } else {
                agent.modules.parentRole().closeChild(new PayloadReader(head).getInt(), head.source());
                agent.router.reply(head, 0, new PayloadWriter().frames());
            }
        } catch (Throwable e) { // somebody waits, whatever it is
            agent.unanswered(head, e);
        } finally {
            agent.remove(this);
            synchronized (this) {
                thread = null;
                Thread.interrupted(); // a cancel that came too late must not hit the next task on this thread
            }
        }
    }

    /** Whatever is wrong, who gave the order and who sends there must hear of it. */
    private void connect() {
        try {
            agent.modules.parentRole().launch(head, link);
        } catch (Throwable e) {
            answer(agent.linkage(head.source()), null, e);
            agent.router.close(link, e.toString(), -1);
        }
    }

    private void call() {
        SenderLinkage linkage = agent.linkage(head.source());
        Object result = null;
        Throwable thrown = null;
        try {
            result = perform(head, linkage);
        } catch (Throwable e) {
            thrown = e;
        }
        if (result != this) {
            answer(linkage, result, thrown);
        }
    }

    /**
     * Decodes the message and does what it says. To be overridden for messages other than calls.
     *
     * @return the result, or this work itself, which then has to {@link #answer} later
     */
    protected Object perform(Frame message, SenderLinkage linkage) throws Throwable {
        return perform(new ValueReader(message, linkage).get());
    }

    /** Runs a task, unless it was cancelled. */
    protected final Object perform(Object task) throws Exception {
        synchronized (this) {
            if (cancelled) {
                throw new CancellationException();
            }
        }
        if (task instanceof Task) {
            return ((Task<?>) task).run();
        }
        if (!(task instanceof Action)) {
            throw new ValueException("a call carried no task");
        }
        ((Action) task).run();
        return null;
    }

    /** Sends the result or the failure to where it is waited for; whatever these are, something is sent. */
    protected final void answer(SenderLinkage linkage, Object result, Throwable failure) {
        try {
            tell(linkage, result, failure);
        } catch (Throwable e) {
            agent.unanswered(head, e);
        }
    }

    private void tell(SenderLinkage linkage, Object result, Throwable failure) {
        Throwable thrown = failure;
        Frame reply = null;
        if (thrown == null) {
            try {
                ValueWriter writer = new ValueWriter(
                        "the result of the task", agent.router.maxMessage, head.source(), agent.modules);
                writer.put(result);
                reply = writer.frames();
            } catch (Throwable e) {
                if (e instanceof ValueException) {
                    e.setStackTrace(new StackTraceElement[0]); // it is the caller's business, not something of the task
                }
                thrown = e;
            }
        }
        if (thrown != null) {
            thrown = agent.modules.plain(thrown);
        }
        linkage.ended(cancelled && thrown == null ? new CancellationException() : thrown);
        if (thrown != null) {
            ValueWriter writer = new ValueWriter("the failure of the task", Protocol.MAX_MESSAGE, -1, agent.modules);
            writer.putFailure(thrown);
            reply = writer.frames();
            if (head.replyTo() == 0) {
                agent.log(Level.WARNING, "a task that nobody waits for failed", thrown);
            }
        }
        Agent.flushOutput();
        if (!agent.exiting) {
            agent.router.reply(head, thrown == null ? 0 : Protocol.ERROR, reply);
        }
    }
}
