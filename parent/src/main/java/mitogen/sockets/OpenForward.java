package mitogen.sockets;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import mitogen.ChannelClosedException;
import mitogen.Context;
import mitogen.Forward;
import mitogen.Receiver;

/**
 * A forward that is under way. It ends when it is closed, and by itself when the other context has ended, or this one. It
 * has a thread that waits for connections. Thread-safe.
 */
final class OpenForward implements Forward {
    /** How long a close waits for the thread, in milliseconds: the other context may be frozen. */
    private static final long PATIENCE = 5000;

    private final SocketAddress address;
    private final Connections connections;
    private final Closeable listener;
    private final Thread thread;
    private final Receiver<Object> life; // which this context ends with itself

    /** What waits for connections, until the listener is closed. */
    interface Loop {
        /** Runs until then. */
        void run() throws InterruptedException;
    }

    /**
     * Starts it.
     *
     * @param listener what makes the loop end when it is closed
     */
    OpenForward(
            Context here,
            Context there,
            SocketAddress address,
            Connections connections,
            Closeable listener,
            Loop loop) {
        this.address = address;
        this.connections = connections;
        this.listener = listener;
        thread = new Thread(() -> run(loop), "mitogen-forward-" + there.name());
        thread.setDaemon(true);
        life = here.receiver();
        thread.start();
        life.onReady(this::look);
        there.onEnd().thenAccept(end -> {
            connections.failed(new IOException("the forward has ended: " + end.message()));
            close();
        });
    }

    private void run(Loop loop) {
        try {
            loop.run();
        } catch (InterruptedException e) {
            // It is closed.
        }
    }

    private void look() {
        try {
            life.poll();
        } catch (ChannelClosedException e) {
            close();
        }
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public int connections() {
        return connections.open();
    }

    @Override
    public long total() {
        return connections.total();
    }

    @Override
    public Optional<IOException> lastFailure() {
        return Optional.ofNullable(connections.failure());
    }

    @Override
    public void close() {
        life.close();
        connections.close();
        try {
            listener.close();
        } catch (IOException e) {
            connections.failed(e);
        }
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    @Override
    public String toString() {
        return "forward at " + address;
    }
}
