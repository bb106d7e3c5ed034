package mitogen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import mitogen.internal.Selectable;

/**
 * Waits for many things at once: calls, receivers, and other selects. Gives their results as they come, with where each
 * came from. More can be added at any time, also while another thread waits. Nothing is lost if it is given up: what was
 * not taken stays where it is.
 *
 * <p>A call is left out when its result has been taken; a receiver, when its channel has ended, without a result of its own
 * unless that is an error; another select, never, as something may be added to it.
 *
 * <p>Thread-safe: several threads may take from it. A receiver, or another select, is to be added to one select only, and
 * not to be taken from directly meanwhile.
 *
 * @param <T> the type of the values
 */
public final class Select<T> implements Iterable<Select.Result<T>> {
    /**
     * What came.
     *
     * @param source the {@link Call} or {@link Receiver} that it came from, be it through other selects
     * @param value what it gave; null, too, if it failed
     * @param failure what it failed with, or null
     * @param <T> the type of the value
     */
    public record Result<T>(Object source, T value, Throwable failure) {
        /**
         * The value.
         *
         * @throws RuntimeException the failure, wrapped in a {@link java.util.concurrent.CompletionException} if it is a
         *     checked exception that somebody completed the call with
         */
        public T get() {
            if (failure != null) {
                throw Outcome.thrown(failure);
            }
            return value;
        }
    }

    // All guarded by this. Selects that this one was added to are told outside of the lock; those added to this one may
    // be locked within.
    private final Queue<Source<T>> ready = new ArrayDeque<>();
    private final List<Select<?>> inner = new ArrayList<>();
    private final List<Runnable> outer = new ArrayList<>();
    private int open; // calls and receivers that are not done

    /** One that waits for nothing yet. */
    public Select() {}

    /** Adds a call; one that is done already gives its result at once. */
    public Select<T> add(Call<? extends T> call) {
        Source<T> source = new Source<>(this, call);
        opened();
        call.whenComplete((value, failure) -> {
            source.result = new Result<>(call, value, failure);
            source.run();
        });
        return this;
    }

    /**
     * Adds a receiver.
     *
     * @throws IllegalArgumentException if it does not come from {@link Context#receiver}
     */
    public Select<T> add(Receiver<? extends T> receiver) {
        if (!(receiver instanceof Selectable)) {
            throw new IllegalArgumentException(receiver + " is no receiver of a context");
        }
        opened();
        ((Selectable) receiver).onReady(new Source<>(this, receiver));
        return this;
    }

    /** Adds what another select waits for, and what will be added to it. */
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

    /** Whether nothing can come any more, unless something is added. */
    public synchronized boolean isEmpty() {
        for (Select<?> each : inner) {
            if (!each.isEmpty()) {
                return false;
            }
        }
        return open == 0;
    }

    /**
     * Waits for the next result.
     *
     * @throws NoSuchElementException if nothing can come any more
     * @throws MitogenException if the thread is interrupted while it waits; its flag is set then
     */
    public Result<T> take() {
        Result<T> next = next(Long.MAX_VALUE);
        if (next == null) {
            throw new NoSuchElementException("the select has nothing left to wait for");
        }
        return next;
    }

    /**
     * {@link #take} that waits for a limited time.
     *
     * @return what came, or null if nothing came within the time, or nothing can come any more
     */
    public Result<T> poll(Duration timeout) {
        return next(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /** What has come already, or null. */
    public Result<T> poll() {
        while (true) {
            Source<T> source;
            synchronized (this) {
                source = ready.poll();
                if (source == null) {
                    return null;
                }
                source.queued = false;
            }
            Result<T> result = source.next();
            if (result != null) {
                return result;
            }
        }
    }

    /**
     * Iterates over results as they come, until nothing can come any more. Failures come like values. For one thread;
     * throws a {@link MitogenException} if that is interrupted while it waits.
     */
    @Override
    public Iterator<Result<T>> iterator() {
        return new Iterator<>() {
            private Result<T> next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    next = Select.this.next(Long.MAX_VALUE);
                }
                return next != null;
            }

            @Override
            public Result<T> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Result<T> result = next;
                next = null;
                return result;
            }
        };
    }

    private Result<T> next(long nanos) {
        long start = System.nanoTime();
        Result<T> result = poll();
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

    /** Something that was added. It is run, by any thread, when there may be a result. */
    private static final class Source<T> implements Runnable {
        private final Select<T> owner;
        private final Object from;
        private volatile Result<T> result; // of a call
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

        /** The next result, or null if there is none now. */
        Result<T> next() {
            Result<T> next;
            if (from instanceof Select<?> select) {
                next = copy(select.poll());
            } else if (from instanceof Receiver<?> receiver) {
                next = received(receiver);
            } else {
                owner.closed();
                return result;
            }
            if (next != null && next.failure == null || next != null && from instanceof Select) {
                run(); // there may be more
            }
            return next;
        }

        private Result<T> received(Receiver<?> receiver) {
            try {
                Object value = receiver.poll();
                return value == null ? null : copy(new Result<>(receiver, value, null));
            } catch (MitogenException e) {
                synchronized (owner) {
                    if (ended) {
                        return null; // it told of its end more than once
                    }
                    ended = true;
                }
                ((Selectable) receiver).onReady(null);
                owner.closed();
                return e instanceof ChannelClosedException ? null : new Result<>(receiver, null, e);
            }
        }

        @SuppressWarnings("unchecked") // what was added gives what this select may give
        private static <T> Result<T> copy(Result<?> result) {
            return (Result<T>) result;
        }
    }
}
