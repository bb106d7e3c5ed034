package mitogen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import mitogen.internal.NonBlocking;

/**
 * Waits for many things at once: calls and other stages, receivers, and other selects. It gives their {@link Outcome}s as
 * they come, each with its source. Further sources can be added at any time, also while another thread waits. Nothing is
 * lost if a select is given up: what was not taken stays in its source.
 *
 * <p>A stage leaves the select when its outcome has been taken. A receiver leaves it when its channel has ended; that gives
 * an outcome only if the channel failed. Another select never leaves, because sources may be added to it.
 *
 * <p>Thread-safe: several threads may take from it. Add a receiver, or another select, to one select only, and do not take
 * from it directly meanwhile.
 *
 * @param <T> the type of the values
 */
public final class Select<T> implements Iterable<Outcome<T>> {
    // All guarded by this. Selects that this one was added to are told outside of the lock; those added to this one may
    // be locked within.
    private final Queue<Source<T>> ready = new ArrayDeque<>();
    private final List<Select<?>> inner = new ArrayList<>();
    private final List<Runnable> outer = new ArrayList<>();
    private int open; // stages and receivers that are not done

    /** Creates a select that waits for nothing yet. */
    public Select() {}

    /**
     * Adds a {@link Call}, or another stage such as {@link Context#onEnd}. A stage that is done already gives its outcome at
     * once.
     *
     * @param stage the source of the outcome; it is not cancelled if the select is given up
     * @return this select
     */
    public Select<T> add(CompletionStage<? extends T> stage) {
        Source<T> source = new Source<>(this, stage);
        opened();
        stage.whenComplete((value, failure) -> {
            source.result = Outcomes.of(stage, value, failure);
            source.run();
        });
        return this;
    }

    /**
     * Adds a receiver.
     *
     * @param receiver the source of the outcomes; its {@link Receiver#onReady listener} is replaced
     * @return this select
     */
    public Select<T> add(Receiver<? extends T> receiver) {
        opened();
        receiver.onReady(new Source<>(this, receiver));
        return this;
    }

    /**
     * Adds the sources of another select, and all that will be added to it later.
     *
     * @param other the select, which has been added to no other select
     * @return this select
     * @throws IllegalArgumentException if the other select is, or waits for, this one
     */
    public Select<T> add(Select<? extends T> other) {
        if (other == this || other.waitsFor(this)) {
            throw new IllegalArgumentException("a select cannot wait for itself");
        }
        Source<T> source = new Source<>(this, other);
        synchronized (this) {
            inner.add(other);
        }
        synchronized (other) {
            other.outer.add(source);
        }
        source.run(); // something may be there
        return this;
    }

    private synchronized boolean waitsFor(Select<?> other) {
        for (Select<?> each : inner) {
            if (each == other || each.waitsFor(other)) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether nothing can come any more, unless something is added} */
    public synchronized boolean isEmpty() {
        for (Select<?> each : inner) {
            if (!each.isEmpty()) {
                return false;
            }
        }
        return open == 0;
    }

    /**
     * Waits for the next outcome. A failure comes as an outcome, like a value.
     *
     * @return what came, never null
     * @throws NoSuchElementException if nothing can come any more
     * @throws MitogenException if the thread is interrupted while it waits; its flag is set then
     */
    public Outcome<T> take() {
        Outcome<T> next = next(Long.MAX_VALUE);
        if (next == null) {
            throw new NoSuchElementException("the select has nothing left to wait for");
        }
        return next;
    }

    /**
     * Waits for the next outcome as {@link #take} does, but for a limited time.
     *
     * @param timeout zero and less do not wait
     * @return what came, or null if nothing came within the time, or nothing can come any more
     */
    public Outcome<T> poll(Duration timeout) {
        return next(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /** {@return what has come already, or null} Waits for nothing. */
    public Outcome<T> poll() {
        while (true) {
            Source<T> source;
            synchronized (this) {
                source = ready.poll();
                if (source == null) {
                    return null;
                }
                source.queued = false;
            }
            Outcome<T> result = source.next();
            if (result != null) {
                return result;
            }
        }
    }

    /**
     * Iterates over outcomes as they come, until nothing can come any more. An iterator is for one thread, and throws a
     * {@link MitogenException} if that thread is interrupted while it waits.
     */
    @Override
    public Iterator<Outcome<T>> iterator() {
        return new Iterator<>() {
            private Outcome<T> next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    next = Select.this.next(Long.MAX_VALUE);
                }
                return next != null;
            }

            @Override
            public Outcome<T> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Outcome<T> result = next;
                next = null;
                return result;
            }
        };
    }

    private Outcome<T> next(long nanos) {
        long start = System.nanoTime();
        Outcome<T> result = poll();
        while (result == null) {
            synchronized (this) {
                while (ready.isEmpty()) {
                    long left = nanos - (System.nanoTime() - start);
                    if (left <= 0 || isEmpty()) {
                        return null;
                    }
                    try {
                        TimeUnit.NANOSECONDS.timedWait(this, left);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new MitogenException("interrupted while waiting for one of many", e);
                    }
                }
            }
            result = poll();
        }
        return result;
    }

    private synchronized void opened() {
        open++;
    }

    private void closed() {
        synchronized (this) {
            open--;
            notifyAll(); // perhaps there is nothing to wait for any more
        }
        tell();
    }

    private void ready(Source<T> source) {
        synchronized (this) {
            if (!source.queued) {
                source.queued = true;
                ready.add(source);
            }
            notifyAll();
        }
        tell();
    }

    private void tell() {
        Runnable[] all;
        synchronized (this) {
            all = outer.toArray(new Runnable[0]);
        }
        for (Runnable each : all) {
            each.run();
        }
    }

    /** A source that was added. Any thread runs it when there may be a result. */
    private static final class Source<T> implements NonBlocking {
        private final Select<T> owner;
        private final Object from;
        private volatile Outcome<T> result; // of a stage
        boolean queued; // guarded by the owner, as is the next
        private boolean ended;

        Source(Select<T> owner, Object from) {
            this.owner = owner;
            this.from = from;
        }

        @Override
        public void run() {
            owner.ready(this);
        }

        /** The next outcome, or null if there is none now. */
        Outcome<T> next() {
            Outcome<T> next;
            if (from instanceof Select<?> select) {
                next = copy(select.poll());
            } else if (from instanceof Receiver<?> receiver) {
                next = received(receiver);
            } else {
                owner.closed();
                return result;
            }
            if (next != null && (next.succeeded() || from instanceof Select)) {
                run(); // there may be more
            }
            return next;
        }

        private Outcome<T> received(Receiver<?> receiver) {
            try {
                Object value = receiver.poll();
                return value == null ? null : copy(new Outcome.Succeeded<>(receiver, value));
            } catch (MitogenException e) {
                synchronized (owner) {
                    if (ended) {
                        return null; // it told of its end more than once
                    }
                    ended = true;
                }
                receiver.onReady(null);
                owner.closed();
                return e instanceof ChannelClosedException ? null : Outcomes.of(receiver, null, e);
            }
        }

        @SuppressWarnings("unchecked") // what was added gives what this select may give
        private static <T> Outcome<T> copy(Outcome<?> result) {
            return (Outcome<T>) result;
        }
    }
}
