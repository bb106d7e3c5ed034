package mitogen.services;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import mitogen.ValueException;
import mitogen.agent.SenderLinkage;
import mitogen.agent.Work;
import mitogen.decode.Spending;
import mitogen.wire.Account;
import mitogen.wire.Frame;
import mitogen.wire.ValueReader;

/**
 * One call of a service: waiting; then running on a thread of the service; then, if the method has returned a stage, until
 * that completes, on no thread at all. It is answered by whoever takes it out of {@link Services}.
 */
final class ServiceWork extends Work {
    final OfferedService<?> service;
    final Frame head;
    final long id;

    /** The bytes of the message, without headers. */
    final long size;

    final Account account; // who pays for it while it waits; null for callers above

    /** What was started; null if that failed. Set before this is run. */
    Object implementation;

    /** Why there is no implementation. Set before this is run. */
    Throwable failed;

    private final Services services;
    private final ServiceMethod method;
    private final int count;
    private Thread thread; // guarded by this, as is all below
    private CompletionStage<?> stage;
    private boolean stopped;

    ServiceWork(Services services, OfferedService<?> service, ServiceMethod method, Frame head, int count) {
        super(services.agent, head);
        this.services = services;
        this.service = service;
        this.method = method;
        this.head = head;
        this.count = count;
        id = Services.id(head.source(), head.replyTo());
        long bytes = 0;
        for (Frame each = head; each != null; each = each.next) {
            bytes += each.payloadLength();
        }
        size = bytes;
        account = head.account;
    }

    /** Interrupts the method, or cancels the stage that it has returned, or keeps it from being called. */
    void stop() {
        synchronized (this) {
            stopped = true;
            if (thread != null) {
                thread.interrupt();
                return;
            }
            if (stage == null) {
                return;
            }
        }
        services.agent.execute(this); // what depends on the stage may be anything
    }

    @Override
    public void run() {
        CompletionStage<?> returned;
        synchronized (this) {
            returned = stage;
        }
        if (returned == null) {
            super.run();
            return;
        }
        try {
            returned.toCompletableFuture().cancel(true);
        } catch (RuntimeException e) {
            // then it cannot be cancelled
        }
    }

    @Override
    protected Object perform(Frame message, SenderLinkage linkage) {
        Object[] arguments;
        try {
            arguments = arguments(linkage);
        } catch (Throwable e) {
            if (services.finish(this)) {
                services.refuse(head, e instanceof ValueException ? e.getMessage() : e.toString());
            }
            linkage.ended(e);
            return this;
        }
        Object result = null;
        Throwable thrown = null;
        try {
            begin();
            if (failed != null) {
                throw failed;
            }
            result = method.method.invoke(implementation, arguments);
            if (method.later && result instanceof Future<?> future && !(result instanceof CompletionStage)) {
                result = future.get();
            }
        } catch (InvocationTargetException | ExecutionException e) {
            thrown = e.getCause();
        } catch (Throwable e) {
            thrown = e;
        }
        if (method.later && result instanceof CompletionStage<?> returned) {
            boolean late = pause(returned);
            try {
                returned.whenComplete((value, failure) -> finish(linkage, value, failure));
            } catch (Throwable e) { // it may be a stage of anybody's making
                finish(linkage, null, e);
            }
            if (late) {
                run();
            }
        } else {
            pause(null);
            finish(linkage, result, thrown);
        }
        return this;
    }

    private Object[] arguments(SenderLinkage linkage) {
        ValueReader payload = new ValueReader(head, method.ofArguments(services.caller, linkage));
        Spending spending = payload.budget instanceof Spending untrusted ? untrusted : null;
        try {
            if (spending != null) {
                spending.waitForMore();
            }
            payload.getByte();
            ServiceProxy.readKey(payload);
            payload.getString();
            payload.getLong();
            return method.arguments(payload, count);
        } finally {
            if (spending != null) {
                spending.over();
            }
        }
    }

    private synchronized void begin() {
        if (stopped) {
            throw new CancellationException();
        }
        thread = Thread.currentThread();
    }

    /** The method has returned, perhaps a stage; whether this was to be stopped before it could say so. */
    private synchronized boolean pause(CompletionStage<?> returned) {
        thread = null;
        Thread.interrupted(); // what came too late must not hit the next call on this thread
        stage = returned;
        return stopped;
    }

    private void finish(SenderLinkage linkage, Object value, Throwable failure) {
        Throwable thrown =
                failure != null && failure.getClass() == CompletionException.class && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (services.finish(this)) {
            answer(linkage, value, thrown);
        } else {
            linkage.ended(thrown); // as answer does
        }
    }
}
