package mitogen.agent;

import java.util.logging.Level;
import mitogen.Action;
import mitogen.ConnectionMethod;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/** A message that takes time: a call, or an order to connect or close a child. Runs on a task thread. */
final class Work implements Runnable {
    /** For an order to connect: the pending link. */
    Link link;

    private final Agent agent;
    private final Frame head;
    private final Long key;
    private Thread thread; // guarded by this, as is the next
    private boolean cancelled;

    Work(Agent agent, Frame head) {
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
        agent.context.makeCurrent();
        try {
            if (head.handle() == Protocol.CALL) {
                call();
            } else if (head.handle() == Protocol.CONNECT) {
                connect();
            } else {
                agent.parentRole().closeChild(new PayloadReader(head).getInt(), head.source());
                agent.router.reply(head, 0, new PayloadWriter().frames());
            }
        } finally {
            agent.running.remove(key(), this);
            synchronized (this) {
                thread = null;
                Thread.interrupted(); // a cancel that came too late must not hit the next task on this thread
            }
        }
    }

    private void call() {
        ValueWriter reply = new ValueWriter("the result of the task", agent.router.maxMessage);
        int flags = 0;
        try {
            Object task = new ValueReader(head, agent.linkage(head.source())).get();
            synchronized (this) {
                if (cancelled) {
                    return;
                }
            }
            Object result = null;
            if (task instanceof Action) {
                ((Action) task).run();
            } else if (task instanceof Task) {
                result = ((Task<?>) task).run();
            } else {
                throw new ValueException("a call carried neither a Task nor an Action");
            }
            try {
                reply.put(result);
            } catch (ValueException e) {
                e.setStackTrace(new StackTraceElement[0]); // it is the caller's business, not something of the task
                throw e;
            }
        } catch (Throwable thrown) {
            flags = Protocol.ERROR;
            reply = new ValueWriter("the failure of the task");
            reply.put(thrown);
            if (head.replyTo() == 0) {
                agent.log(Level.WARNING, "a task that nobody waits for failed", thrown);
            }
        }
        System.out.flush();
        System.err.flush();
        if (!agent.exiting) {
            agent.router.reply(head, flags, reply.frames());
        }
    }

    private void connect() {
        try {
            ValueReader order = new ValueReader(head, agent.linkage(head.source()));
            order.getInt();
            order.getString();
            agent.parentRole().launch(head, link, (ConnectionMethod) order.get());
        } catch (RuntimeException | LinkageError e) {
            ValueWriter failure = new ValueWriter("the failure to connect");
            failure.put(e);
            agent.router.reply(head, Protocol.ERROR, failure.frames());
            link.close("it could not be started: " + e, -1);
        }
    }
}
