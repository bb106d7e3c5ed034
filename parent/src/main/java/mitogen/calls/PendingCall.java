package mitogen.calls;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import mitogen.Call;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.agent.Agent;
import mitogen.decode.Decoders;
import mitogen.route.Reply;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/**
 * A call that waits for its reply. States: waiting for its turn, while there is a {@code message}; sent, from {@code replyTo} on;
 * replied; decoded, from {@code value} on; done. Whoever completes it before its reply stops the remote work.
 * The reader ({@link #arrived}), the timer ({@link #expire}) and a thread that decodes ({@link #decoded}) only note what has
 * come, because stages must not run on them. The next step is taken by the first thread in {@link #await}, which saves a thread
 * switch, or else by a task thread. A small reply is decoded in that step. All others are decoded by {@link Decoders}, so that
 * deadlines, interrupts and cancels hold meanwhile.
 */
public class PendingCall<T> extends CompletableFuture<T> implements Call<T>, Reply, Runnable, BooleanSupplier {
    /** How long a thread that waits stays awake: to be woken takes longer than a short call to a child nearby. */
    private static final long AWAKE_NANOS = 50_000;

    /** Bytes of a reply that cost less than to count them. */
    private static final int SMALL = 512;

    public final Caller caller;
    private final Agent agent;
    private final AgentContext context;
    private final CallChain.Run run; // or null
    private final List<Given> given; // with the task
    private final Collection<String> roots; // of the classes that it needs
    private boolean entered; // the limit of its context; guarded by this, as is all below
    private Frame message; // until it is sent
    private int replyTo; // 0 until it is sent
    private int bulk;
    private boolean abandoned;
    private volatile Frame reply; // also read without the lock
    private ReplyValue value; // that of the reply, once that is being decoded
    private Duration expired; // the deadline that has passed
    private final CallDeadline deadline;
    private boolean awaited; // a thread in await takes the next step
    private boolean charged; // the reply is, to the child that it came from

    public PendingCall(Caller caller, AgentContext context, CallChain.Run run, GivingWriter payload) {
        this.caller = caller;
        agent = caller.agent;
        this.run = run;
        this.context = context;
        message = payload.frames();
        given = payload.given;
        roots = payload.roots();
        deadline = new CallDeadline(caller.timer, this::expire);
    }

    /** Sends it, when its context's limit lets it. */
    public PendingCall<T> start() {
        if (context.timeout != null) {
            setDeadline(context.timeout);
        }
        if (context.limit != null) {
            context.limit.enter(this);
        } else {
            getAsBoolean();
        }
        return this;
    }

    /** Sends it, unless somebody has completed it already. */
    @Override
    public boolean getAsBoolean() {
        Frame head;
        synchronized (this) {
            head = message;
            message = null;
            if (head == null) {
                return false;
            }
            entered = context.limit != null;
            bulk = head.next == null ? 0 : Protocol.BULK;
        }
        caller.classes().ahead(context.id(), roots);
        int handle = ask(head);
        boolean late;
        synchronized (this) {
            replyTo = handle;
            late = abandoned;
        }
        if (late && handle != 0) {
            stop();
        }
        return true;
    }

    /** Sends it; the handle that the reply goes to, or 0 if it was not sent after all. */
    protected int ask(Frame head) {
        return run == null ? agent.router.ask(Protocol.CALL, head, this, true) : run.send(head, this);
    }

    /** Reads the value of a reply. */
    protected ValueReader open(Frame head) {
        return new ValueReader(head, agent.linkage(head.source()));
    }

    /** Whether the value of a reply is such as has to come. */
    protected void check(Frame head, Object result) {}

    /** Tells the context that nobody waits for this call any more. */
    protected void stop(int call, int flags) {
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
            charged = head.length() > SMALL && !isDone();
            if (charged) {
                head.countAll(1); // until it is decoded
            }
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
            if (!isDone() && Thread.interrupted()) {
                throw new InterruptedException(); // as any wait does, however soon it would be over
            }
            boolean mine;
            synchronized (this) {
                mine = value == null && expired == null && !isDone() && !awaited;
                awaited |= mine;
            }
            if (mine) {
                stayAwake();
            }
            synchronized (this) {
                while (mine && reply == null && expired == null && !isDone()) {
                    wait();
                }
            }
            if (mine) {
                begin();
                synchronized (this) {
                    while (reply != null && !isDecoded() && expired == null && !isDone()) {
                        wait();
                    }
                }
                end();
            }
            return get();
        } catch (InterruptedException e) {
            synchronized (this) {
                awaited = false;
                if (reply != null || expired != null) {
                    agent.execute(this);
                }
            }
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for a call to " + context + "; the call goes on", e);
        } catch (ExecutionException e) {
            throw ReplyValue.unwrapped(context, e);
        }
    }

    @Override
    public Call<T> orTimeout(Duration timeout) {
        setDeadline(timeout);
        return this;
    }

    private void setDeadline(Duration timeout) {
        if (!CallDeadline.isAhead(timeout)) {
            completeExceptionally(CallDeadline.passed(context, timeout));
            return;
        }
        synchronized (this) {
            if (!isDone()) {
                deadline.set(timeout);
            }
        }
    }

    /** Of the timer thread, which runs nobody's code: the stages that depend on this are left to another thread. */
    void expire(Duration timeout) {
        synchronized (this) {
            expired = timeout;
            if (awaited) {
                notifyAll();
                return;
            }
        }
        agent.execute(this);
    }

    /** Leaves the processor to whoever needs it, the reader for one, but without sleeping. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it: what comes later is waited for
    private void stayAwake() {
        long end = System.nanoTime() + AWAKE_NANOS;
        while (reply == null && !isDone() && System.nanoTime() - end < 0) {
            Thread.yield();
        }
    }

    /** On a task thread: takes the next step, as nobody waits who could do it. */
    @Override
    public void run() {
        begin();
        end();
    }

    /** Decodes the reply, or has it decoded. */
    private void begin() {
        Frame head = reply;
        ReplyValue next;
        synchronized (this) {
            if (head == null || value != null || isDone()) {
                return;
            }
            next = new ReplyValue(this, head);
            value = next;
        }
        next.start();
    }

    /** The reply was decoded elsewhere. */
    void decoded() {
        synchronized (this) {
            if (awaited) {
                notifyAll();
                return;
            }
        }
        agent.execute(this);
    }

    /** Completes, if the reply is decoded, or fails if it is not in time. */
    private void end() {
        ReplyValue whole;
        Duration timeout;
        synchronized (this) {
            whole = isDecoded() ? value : null;
            timeout = expired;
        }
        if (isDone()) {
            discharge();
            return;
        }
        if (whole == null) {
            if (timeout != null) {
                completeExceptionally(CallDeadline.passed(context, timeout));
            }
            return;
        }
        try {
            Frame head = reply;
            if (head.is(Protocol.DEAD)) {
                fail(caller.failure(context, head));
            } else if (head.is(Protocol.ERROR)) {
                fail(ReplyValue.failure(context, whole.get()));
            } else {
                @SuppressWarnings("unchecked")
                T result = (T) whole.get();
                if (super.complete(result)) {
                    done();
                }
            }
        } catch (Throwable e) { // the call has to end, whatever it is
            fail(e instanceof MitogenException ? e : ReplyValue.unreadable(context, e));
        } finally {
            discharge();
        }
    }

    private synchronized void discharge() {
        if (charged) {
            charged = false;
            reply.countAll(-1);
        }
    }

    private boolean isDecoded() {
        return value != null && value.isThere();
    }

    void fail(Throwable failure) { // by the reply: the remote work is over
        if (super.completeExceptionally(failure)) {
            endRun(failure);
            Frame head = reply;
            if (head == null || head.is(Protocol.DEAD)) {
                Given.undelivered(given, failure);
            } else if (head.is(Protocol.ERROR)) {
                Given.returned(given, context, failure); // the task may never have got them
            }
            done();
        }
    }

    @Override
    public boolean cancel(boolean interrupt) {
        return super.cancel(interrupt) ? abandon(new CancellationException()) : isCancelled();
    }

    @Override
    public boolean complete(T value) {
        return super.complete(value) && abandon(new CancellationException());
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return super.completeExceptionally(failure) && abandon(failure);
    }

    /** Somebody else than the reply has completed this: it is not sent any more, or its work is stopped. */
    private boolean abandon(Throwable why) {
        boolean sent;
        ReplyValue useless;
        synchronized (this) {
            abandoned = true;
            message = null;
            sent = replyTo != 0;
            useless = isDecoded() ? null : value;
        }
        if (useless != null) {
            caller.decoders.giveUp(useless);
        }
        discharge(); // here, as who decodes it may never come back
        endRun(why); // first, so that this counts, and not what it leads to in the calls behind
        if (sent) {
            stop();
        } else {
            Given.undelivered(given, why);
        }
        done();
        return true;
    }

    private void endRun(Throwable why) {
        if (run != null) {
            run.failed(why);
        }
    }

    private void stop() {
        agent.router.forget(replyTo);
        stop(replyTo, bulk);
        if (run != null) {
            run.stop(replyTo); // the other one may have overtaken the call
        }
    }

    /** What has to happen once, however it was completed; it ends the wait in await, too. */
    private void done() {
        synchronized (this) {
            deadline.drop();
            notifyAll();
            if (!entered) {
                return;
            }
        }
        context.limit.leave();
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
