package mitogen.decode;

import mitogen.wire.Budget;
import mitogen.wire.ValueReader;

/** One message that {@link Decoders} decode. States: waiting, running, over; given up in any of them. */
public abstract class Decoding implements Runnable {
    /** Whose turn it takes. */
    final Object from;

    private final Decoders decoders;
    private volatile Budget budget;
    private Thread thread; // guarded by this, as are the next
    private boolean givenUp;
    private boolean told;

    public Decoding(Decoders decoders, Object from) {
        this.decoders = decoders;
        this.from = from;
    }

    /** What is to be decoded. */
    protected abstract ValueReader open();

    /** Looks at a value, and may refuse it by an exception. */
    protected Object check(Object value) {
        return value;
    }

    /** Takes what came of it, on any thread, once at most. Runs nobody's code. */
    protected abstract void decoded(Object value, Throwable thrown);

    @Override
    public final void run() {
        Object value = null;
        Throwable thrown = null;
        if (begin()) {
            try {
                ValueReader opened = open();
                budget = opened.budget;
                if (budget instanceof Spending spending) {
                    spending.waitForMore();
                }
                if (isGivenUp()) {
                    stop();
                }
                value = check(opened.get());
            } catch (Throwable e) { // whatever the classes of the values throw, somebody waits
                thrown = e;
            }
        }
        end();
        try {
            decoders.over(this);
        } finally {
            tell(value, thrown);
        }
    }

    private synchronized boolean begin() {
        thread = Thread.currentThread();
        return !givenUp;
    }

    private synchronized void end() {
        thread = null;
        if (budget instanceof Spending spending) {
            spending.over();
        }
        budget = null;
        Thread.interrupted(); // it was meant for what is over
    }

    private synchronized boolean isGivenUp() {
        return givenUp;
    }

    /** Nobody waits for it any more. Ends it as soon as it heeds that. */
    synchronized void stop() {
        givenUp = true;
        Budget spent = budget;
        if (spent != null) {
            spent.stop();
        }
        if (thread != null) {
            thread.interrupt(); // constructors of records may wait for something
        }
    }

    final void tell(Object value, Throwable thrown) {
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
        }
        decoded(value, thrown);
    }
}
