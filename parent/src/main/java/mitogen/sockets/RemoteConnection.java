package mitogen.sockets;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mitogen.Call;
import mitogen.CallException;
import mitogen.ChannelClosedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.End;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;

/**
 * A connection that another context has, seen from here. Its states: new, connecting, open, closed. An interrupt ends none
 * of its waits, as with a socket of the JDK; a close ends them all. Thread-safe.
 */
final class RemoteConnection implements Closeable {
    /** No limit to a wait. */
    static final long FOREVER = Long.MAX_VALUE;

    /** How long a context may take from the interrupt of its tasks to its end, in seconds. */
    private static final long ENDING = 5;

    private final Context there;
    private final Receiver<Object> in;
    private String to = "nowhere";
    private volatile Sender<Object> out; // null until it is open

    // Both guarded by this.
    private Call<Void> call;
    private boolean closed;

    RemoteConnection(Context here, Context there) {
        this.there = there;
        in = here.receiver(Opened.class);
    }

    /**
     * Opens it.
     *
     * @param nanos to wait at most
     * @return what the other side says of it
     * @throws IOException if there is no connection; this is closed then
     */
    Opened connect(Endpoint endpoint, Endpoint from, Map<String, Integer> options, long nanos) throws IOException {
        to = endpoint.toString();
        try {
            submit(new Dial(endpoint, from, options, in.sender()));
            Object first = poll(nanos);
            if (first == null) {
                throw new SocketTimeoutException(there.name() + " could not connect to " + to + " within "
                        + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
            }
            Opened opened = (Opened) first;
            out = Objects.requireNonNull(opened.sender(), "a connection without a way to it");
            return opened;
        } catch (RuntimeException e) {
            throw Failures.of(there.name() + " could not connect to " + to, e);
        } finally {
            if (out == null) {
                close();
            }
        }
    }

    private synchronized void submit(Dial dial) throws IOException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
        call = there.submit(dial);
    }

    /** What is read goes there. */
    Receiver<Object> in() {
        return in;
    }

    /**
     * Waits for the next piece that was read.
     *
     * @return an empty array at the end; null if nothing came in time
     * @throws IOException if the connection is broken or closed
     */
    byte[] read(long nanos) throws IOException {
        try {
            return (byte[]) poll(nanos);
        } catch (RuntimeException e) {
            throw broken(e);
        }
    }

    /** {@link #read} what has come already; null if nothing has. */
    byte[] readNow() throws IOException {
        try {
            return (byte[]) in.poll();
        } catch (RuntimeException e) {
            throw broken(e);
        }
    }

    /** Sends bytes, {@link Pump#END} or an {@link Option}, and waits while the other side is too far behind. */
    void send(Object item) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    out.send(item);
                    return;
                } catch (MitogenException e) {
                    if (!(e.getCause() instanceof InterruptedException)) {
                        throw e;
                    }
                    interrupted |= Thread.interrupted(); // nothing was sent
                }
            }
        } catch (ChannelClosedException e) {
            throw broken(e, "Broken pipe");
        } catch (RuntimeException e) {
            throw broken(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for an item, whatever interrupts come. */
    private Object poll(long nanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return nanos == FOREVER
                            ? in.take()
                            : in.poll(Duration.ofNanos(nanos - (System.nanoTime() - start)));
                } catch (MitogenException e) {
                    if (!(e.getCause() instanceof InterruptedException)) {
                        throw e;
                    }
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private IOException broken(RuntimeException why) {
        return broken(why, "Connection reset");
    }

    /** The JDK's own words come first, as some programs look for them. */
    private IOException broken(RuntimeException why, String words) {
        return Failures.of(words + ": the connection of " + there.name() + " to " + to + " broke", cause(why));
    }

    /** The end of the context, if that is it. A context that ends interrupts its connections, which tell so before it has ended. */
    private RuntimeException cause(RuntimeException why) {
        try {
            CompletableFuture<End> end = there.onEnd().toCompletableFuture();
            if (why instanceof CallException call && call.is(ClosedByInterruptException.class)) {
                end.get(ENDING, TimeUnit.SECONDS);
            }
            return end.isDone() ? new ContextLostException(end.join()) : why;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return why;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            return why;
        }
    }

    /** Nothing more is read. */
    void closeInput() {
        in.close();
    }

    /** Breaks it: its other end hears of that. */
    void reset() {
        Sender<Object> open = out;
        if (open != null) {
            open.fail(new SocketException("Connection reset"));
        }
        close();
    }

    /** Ends it: what was sent is written first. */
    @Override
    public void close() {
        Call<Void> unfinished;
        synchronized (this) {
            closed = true;
            unfinished = call;
        }
        Sender<Object> open = out;
        if (open != null) {
            Pump.close(open);
        } else if (unfinished != null) {
            unfinished.cancel(true);
        }
        in.close();
    }
}
