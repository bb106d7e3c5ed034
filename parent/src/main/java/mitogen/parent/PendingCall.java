package mitogen.parent;

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
final class PendingCall<T> extends CompletableFuture<T> implements Call<T>, Reply, Runnable {
    /** How long a thread that waits stays awake: to be woken takes longer than a short call to a child nearby. */
    private static final long AWAKE_NANOS = 50_000;

    private final Agent agent;
    private final Context context;
    private final Place place; // of the context, or null if it was not connected from here
    private int replyTo;
    private int bulk;
    private volatile Frame reply; // written under this
    private boolean awaited; // guarded by this

    PendingCall(Agent agent, Context context, Place place) {
        this.agent = agent;
        this.context = context;
        this.place = place;
    }

    PendingCall<T> start(Frame message) {
        bulk = message.next == null ? 0 : Protocol.BULK;
        replyTo = agent.router.ask(Protocol.CALL, message, this, true);
        return this;
    }

    @Override
    public Context context() {
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
            }
            if (mine) {
                stayAwake();
            }
            synchronized (this) {
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

    /** Leaves the processor to whoever needs it, the reader for one, but without sleeping. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it: what comes later is waited for
    private void stayAwake() {
        long end = System.nanoTime() + AWAKE_NANOS;
        while (reply == null && !isDone() && System.nanoTime() - end < 0) {
            Thread.yield();
        }
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
            Object value = new ValueReader(head, agent.linkage(head.source())).get();
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
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(replyTo);
        agent.router.send(context.id(), Protocol.CANCEL, 0, bulk, payload.frames());
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
