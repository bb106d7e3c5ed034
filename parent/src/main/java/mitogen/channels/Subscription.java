package mitogen.channels;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import mitogen.Receiver;
import mitogen.internal.NonBlocking;

/**
 * Gives the values of a receiver to a subscriber (see the rules of {@link Flow}), on the task thread that it runs on: it
 * waits there for demand, then for a value.
 */
final class Subscription<T> implements Flow.Subscription, Runnable {
    private final Receiver<T> receiver;
    private final BooleanSupplier isOver; // whether nothing will come any more, and nothing is left
    private final Flow.Subscriber<? super T> subscriber;
    private long demand; // guarded by this, as is all below
    private boolean cancelled;
    private Throwable refused;
    private boolean woken;

    Subscription(Receiver<T> receiver, BooleanSupplier isOver, Flow.Subscriber<? super T> subscriber) {
        this.receiver = receiver;
        this.isOver = isOver;
        this.subscriber = Objects.requireNonNull(subscriber, "a receiver needs a subscriber, and got null");
    }

    @Override
    public synchronized void request(long count) {
        if (count <= 0) {
            refused = new IllegalArgumentException("a demand of " + count + "; it has to be at least 1");
        }
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        wake();
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        wake();
        receiver.close();
    }

    /** For one that may not subscribe. */
    void refuse(Throwable why) {
        subscriber.onSubscribe(this);
        subscriber.onError(why);
    }

    @Override
    public void run() {
        try {
            receiver.onReady((NonBlocking) this::wake);
            subscriber.onSubscribe(this);
            Iterator<T> values = receiver.iterator();
            while (awaitDemand() && values.hasNext()) {
                subscriber.onNext(values.next());
            }
        } catch (Throwable e) { // of a value's class, or of the subscriber's
            receiver.close(); // the senders have to hear of it
            subscriber.onError(e);
            return;
        }
        Throwable why;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            why = refused;
        }
        if (why != null) {
            receiver.close();
            subscriber.onError(why);
        } else {
            subscriber.onComplete();
        }
    }

    /** Whether to go on: there is demand, or the receiver is at its end, which needs none. */
    private boolean awaitDemand() throws InterruptedException {
        while (true) {
            synchronized (this) {
                if (cancelled || refused != null) {
                    return false;
                }
                if (demand > 0) {
                    demand -= demand == Long.MAX_VALUE ? 0 : 1;
                    return true;
                }
                woken = false;
            }
            if (isOver.getAsBoolean()) {
                return true;
            }
            synchronized (this) {
                while (!woken) {
                    wait();
                }
            }
        }
    }

    private synchronized void wake() {
        woken = true;
        notifyAll();
    }
}
