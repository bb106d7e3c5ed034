package mitogen.parent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import mitogen.Call;
import mitogen.CallException;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.RemoteThrowable;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.route.Reply;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/**
 * A call that waits for its reply. The reply is decoded by the thread that waits in {@link #await}, if there is one,
 * which saves a thread switch, or else by a task thread; never by the reader.
 */
class PendingCall<T> extends CompletableFuture<T> implements Call<T>, Reply, Runnable {
    private final Agent agent;
    private final Context context;
    private final Place place; // of the context, or null if it was not connected from here
    private int replyTo;
    private int bulk;
    private Frame reply; // guarded by this, as is the next
    private boolean awaited;

    PendingCall(Agent agent, Context context, Place place) {
        this.agent = agent;
        this.context = context;
        this.place = place;
    }

    PendingCall<T> start(int handle, Frame message) {
        bulk = message.next == null ? 0 : Protocol.BULK;
        replyTo = agent.router.ask(handle, message, this, true);
        return this;
    }

    /** The value of a reply. */
    Object decode(Frame head) {
        return new ValueReader(head, agent.linkage(head.source())).get();
    }

    /** Tells the context that nobody waits for this call any more. */
    void stop(int call, int flags) {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(call);
        agent.router.send(context.id(), Protocol.CANCEL, 0, flags, payload.frames());
    }

    @Override
    public final Context context() {
        return context;
    }

    @Override
    public int destination() {
        return context.id();
    }

    @Override
    public void arrived(Frame head) {
        synchronized (this) {
            reply = head;
            if (awaited) {
                notifyAll();
                return;
            }
        }
        agent.execute(this);
    }

    @Override
    public T await() {
        try {
            boolean mine;
            synchronized (this) {
                mine = reply == null && !isDone() && !awaited;
                awaited |= mine;
                while (mine && reply == null && !isDone()) {
                    wait();
                }
            }
            if (mine) {
                run();
            }
            return get();
        } catch (InterruptedException e) {
            synchronized (this) {
                awaited = false;
                if (reply != null) {
                    agent.execute(this);
                }
            }
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for a call to " + context + "; the call goes on", e);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof MitogenException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause()); // somebody else completed it, with something of theirs
        }
    }

    @Override
    public Call<T> withTimeout(Duration timeout) {
        throw new IllegalStateException("to come");
    }

    /** Decodes the reply and completes. */
    @Override
    public void run() {
        Frame head;
        synchronized (this) {
            head = reply;
        }
        if (head == null || isDone()) {
            return;
        }
        try {
            if (head.is(Protocol.DEAD)) {
                MitogenException failure = place == null ? null : place.failure();
                completeExceptionally(failure != null ? failure : Place.deadException(context, head));
                return;
            }
            Object value = decode(head);
            if (!head.is(Protocol.ERROR)) {
                @SuppressWarnings("unchecked")
                T result = (T) value;
                complete(result);
            } else {
                completeExceptionally(failure(value));
            }
        } catch (RuntimeException | LinkageError e) {
            completeExceptionally(
                    e instanceof MitogenException ? e : new ValueException("the reply of " + context + ": " + e));
        }
    }

    private MitogenException failure(Object value) {
        if (!(value instanceof RemoteThrowable remote)) {
            return new ValueException("the failure of " + context + " is not a throwable: " + value);
        }
        if (remote.type().equals(ValueException.class.getName()) && remote.getStackTrace().length == 0) {
            return new ValueException(remote.getMessage() + " (in " + context + ")");
        }
        return new CallException(context.name(), remote);
    }

    @Override
    public boolean cancel(boolean interrupt) {
        if (!wake(super.cancel(interrupt))) {
            return isCancelled();
        }
        agent.router.forget(replyTo);
        stop(replyTo, bulk);
        return true;
    }

    @Override
    public boolean complete(T value) {
        return wake(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return wake(super.completeExceptionally(failure));
    }

    /** Whoever completes it, a time-out of the caller's for example, ends the wait in await. */
    private synchronized boolean wake(boolean completed) {
        notifyAll();
        return completed;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public String toString() {
        return "call " + replyTo + " to " + context;
    }
}
