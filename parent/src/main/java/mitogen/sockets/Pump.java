package mitogen.sockets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.Flow;
import mitogen.CallException;
import mitogen.ChannelClosedException;
import mitogen.Receiver;
import mitogen.Sender;

/**
 * Copies between a connection of this process and two channels, until both directions have ended or one has broken.
 *
 * <p>In either channel, bytes are bytes; an array without any says that this direction has ended, the other one goes on; an
 * {@link Option} is for the connection. A channel that fails with a {@link ClosedChannelException} says that who sent has
 * closed the connection: other than an item, that waits for nothing. After any other end of a channel, the connection is
 * broken, and reset here. So what breaks anywhere never looks like an end: while this runs, any other end of the connection
 * resets it, that of the process included.
 *
 * <p>The thread that runs it reads from the connection. A task thread writes to it.
 */
final class Pump implements Flow.Subscriber<Object> {
    /** The end of one direction. */
    static final byte[] END = {};

    /** The most bytes in one message: with what stands before them, they fill one frame. */
    static final int CHUNK = 64 * 1024 - 256;

    /** As long as little comes at a time, a connection needs little memory. */
    private static final int FIRST = 4 * 1024;

    private final SocketChannel channel;
    private final Sender<Object> out;
    private final Receiver<Object> in;

    private volatile int linger = Option.OFF; // of an end as it should be

    // Both guarded by this.
    private boolean written; // nothing more will come that is to be written
    private IOException failure;

    /** Takes over all three. */
    Pump(SocketChannel channel, Sender<Object> out, Receiver<Object> in) {
        this.channel = channel;
        this.out = out;
        this.in = in;
    }

    /** Returns when the connection has ended; throws if it broke at either end. */
    void run() throws IOException {
        try {
            linger = breakable(channel);
            in.subscribe(this);
            copy();
            awaitWritten();
        } catch (ClosedChannelException e) {
            closed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed(new ClosedByInterruptException());
        } catch (IOException | RuntimeException e) {
            broken(e);
        }
        IOException why;
        synchronized (this) {
            why = failure; // what fails from here on fails because of the end
        }
        finish(why);
        if (why != null) {
            throw why;
        }
    }

    private void copy() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(FIRST);
        try {
            int count = channel.read(buffer);
            while (count >= 0) {
                out.send(Arrays.copyOf(buffer.array(), count));
                if (!buffer.hasRemaining() && buffer.capacity() < CHUNK) {
                    buffer = ByteBuffer.allocate(Math.min(CHUNK, 4 * buffer.capacity()));
                }
                count = channel.read(buffer.clear());
            }
            out.send(END);
        } catch (ChannelClosedException e) {
            // Nobody reads any more. What is still to be written is written all the same.
        }
    }

    private synchronized void awaitWritten() throws InterruptedException {
        while (!written) {
            wait();
        }
    }

    /** It was closed under the reading thread: as the other end has closed it, or something broke, or it shall end. */
    private synchronized void closed(IOException how) {
        if (!written && failure == null) {
            failure = asIo(how);
        }
    }

    private synchronized void broken(Throwable why) {
        if (failure == null) {
            failure = asIo(why);
        }
        written = true;
        notifyAll();
    }

    private static IOException asIo(Throwable why) {
        if (why instanceof ClosedChannelException && !(why instanceof ClosedByInterruptException)) {
            return new SocketException("Socket closed");
        }
        if (why instanceof IOException io) {
            return io;
        }
        if (why instanceof UncheckedIOException io) {
            return asIo(io.getCause());
        }
        if (why.getCause() instanceof InterruptedException) {
            return new ClosedByInterruptException();
        }
        String message = why instanceof CallException call ? call.remote().getMessage() : why.toString();
        return (IOException) new SocketException(message).initCause(why);
    }

    /** Tells the other side that the connection is closed, as far as this side knows. Does nothing the second time. */
    static void close(Sender<Object> out) {
        IOException closed = new ClosedChannelException();
        closed.setStackTrace(new StackTraceElement[0]); // nobody looks at it
        out.fail(closed);
    }

    private void finish(IOException why) throws IOException {
        if (why == null) {
            end();
            close(out);
        } else {
            reset(channel);
            out.fail(why);
        }
        in.close();
    }

    /** Closes the connection so that its other end hears that all was said. Does nothing the second time. */
    private void end() throws IOException {
        try {
            new Option(Option.LINGER, linger).apply(channel);
        } catch (IOException e) {
            // It is closed already.
        }
        channel.close();
    }

    /** From now on a close resets the connection, if there is such a thing. Gives the linger that it had. */
    private static int breakable(SocketChannel channel) throws IOException {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            return Option.OFF;
        }
        int before = channel.getOption(StandardSocketOptions.SO_LINGER);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        return before;
    }

    /** Closes the connection so that its other end hears that it is broken. */
    static void reset(SocketChannel channel) {
        try {
            breakable(channel);
        } catch (IOException e) {
            // It is closed already.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is broken, and that is told.
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Object item) {
        try {
            if (item instanceof Option option && option.name().equals(Option.LINGER)) {
                linger = option.value();
            } else if (item instanceof Option option) {
                option.apply(channel);
            } else if (!(item instanceof byte[] bytes)) {
                throw new IOException(
                        "a connection was sent a " + item.getClass().getName());
            } else if (bytes.length > 0) {
                write(ByteBuffer.wrap(bytes));
            } else {
                channel.shutdownOutput();
                written();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private synchronized void written() {
        written = true;
        notifyAll();
    }

    @Override
    public void onError(Throwable why) {
        boolean closed = why instanceof CallException call
                && call.remote().type().equals(ClosedChannelException.class.getName());
        if (!closed) {
            broken(why);
            reset(channel); // which ends a read
            return;
        }
        written();
        try {
            end();
        } catch (IOException e) {
            broken(e);
        }
    }

    @Override
    public void onComplete() {
        onError(new ClosedByInterruptException()); // this context ends, and with it its channels
    }
}
