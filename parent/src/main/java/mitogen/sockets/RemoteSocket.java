package mitogen.sockets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mitogen.Context;

/**
 * A socket whose connection is in another context. Its states: unconnected, connecting, connected, closed. A connect that
 * fails closes it. Thread-safe. No lock is held while a connect, a read or a write waits, so that a close ends these.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // a close must not wait for others
final class RemoteSocket extends OptionSocket {
    private final Context here;
    private final Context there;
    private final Object lock = new Object();

    // All below is guarded by the lock; what is volatile is read without it.
    private volatile RemoteConnection connection; // from the begin of the connect on
    private volatile Opened opened; // null until it is connected
    private volatile boolean closed;
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    private volatile SocketAddress bound; // where it is to connect from, or null
    private volatile SocketAddress remote;
    private InputStream input;
    private OutputStream output;

    RemoteSocket(Context here, Context there) throws SocketException {
        this.here = here;
        this.there = there;
    }

    @Override
    public void connect(SocketAddress address) throws IOException {
        connect(address, 0);
    }

    @Override
    public void connect(SocketAddress address, int millis) throws IOException {
        if (millis < 0) {
            throw new IllegalArgumentException("a timeout of " + millis + " ms; it has to be at least 0");
        }
        Endpoint to = Endpoint.of(address);
        RemoteConnection connecting;
        synchronized (lock) {
            checkNotClosed();
            if (connection != null) {
                throw new SocketException("already connected");
            }
            connecting = open();
            connection = connecting;
        }
        try {
            long nanos = millis == 0 ? RemoteConnection.FOREVER : TimeUnit.MILLISECONDS.toNanos(millis);
            Endpoint from = bound == null ? null : Endpoint.of(bound);
            Opened first = connecting.connect(to, from, Map.copyOf(options), nanos);
            synchronized (lock) {
                remote = address instanceof InetSocketAddress
                        ? address(to.host(), first.remote(), first.remotePort())
                        : address;
                opened = first;
            }
        } catch (IOException e) {
            boolean byOther = closed;
            close();
            throw byOther ? (IOException) new SocketException("Socket closed").initCause(e) : e;
        }
        if (closed) {
            connecting.close();
            throw new SocketException("Socket closed");
        }
    }

    private RemoteConnection open() throws SocketException {
        try {
            return new RemoteConnection(here, there);
        } catch (RuntimeException e) { // this context is closed
            throw (SocketException) new SocketException(e.getMessage()).initCause(e);
        }
    }

    private static SocketAddress address(String host, byte[] bytes, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(host, bytes), port);
    }

    @Override
    public void bind(SocketAddress address) throws IOException {
        synchronized (lock) {
            checkNotClosed();
            if (bound != null || opened != null) {
                throw new SocketException("Already bound");
            }
            bound = address == null ? new InetSocketAddress(0) : address;
            Endpoint.of(bound);
        }
    }

    @Override
    void changed(Option option) throws SocketException {
        RemoteConnection open = opened == null ? null : connection;
        if (open != null) {
            try {
                open.send(option);
            } catch (SocketException e) {
                throw e;
            } catch (IOException e) {
                throw (SocketException) new SocketException(e.getMessage()).initCause(e);
            }
        }
    }

    // Addresses

    @Override
    public InetAddress getInetAddress() {
        return remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    @Override
    public int getPort() {
        return remote instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return remote;
    }

    @Override
    public InetAddress getLocalAddress() {
        SocketAddress local = closed ? null : getLocalSocketAddress();
        return local instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress()
                : new InetSocketAddress(0).getAddress();
    }

    @Override
    public int getLocalPort() {
        SocketAddress local = getLocalSocketAddress();
        return local instanceof InetSocketAddress inet ? inet.getPort() : local == null ? -1 : 0;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        Opened known = opened;
        if (known == null) {
            return bound;
        }
        try {
            return known.local() == null
                    ? UnixDomainSocketAddress.of("")
                    : new InetSocketAddress(InetAddress.getByAddress(known.local()), known.localPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the other side told an address that is none", e);
        }
    }

    /** Returns null: there is none. */
    @Override
    public SocketChannel getChannel() {
        return null;
    }

    // Bytes

    @Override
    public InputStream getInputStream() throws IOException {
        synchronized (lock) {
            checkUsable(inputShut, "Socket input is shutdown");
            if (input == null) {
                input = new RemoteInput(this, connection);
            }
            return input;
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        synchronized (lock) {
            checkUsable(outputShut, "Socket output is shutdown");
            if (output == null) {
                output = new RemoteOutput(this, connection);
            }
            return output;
        }
    }

    private void checkUsable(boolean shut, String message) throws SocketException {
        checkNotClosed();
        if (opened == null) {
            throw new SocketException("Socket is not connected");
        }
        if (shut) {
            throw new SocketException(message);
        }
    }

    /** Further reads give the end; a read that waits, too. */
    @Override
    public void shutdownInput() throws IOException {
        synchronized (lock) {
            checkUsable(inputShut, "Socket input is already shutdown");
            inputShut = true;
        }
        connection.closeInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        synchronized (lock) {
            checkUsable(outputShut, "Socket output is already shutdown");
            outputShut = true;
        }
        connection.send(Pump.END);
    }

    @Override
    public void close() {
        RemoteConnection open;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            open = connection;
        }
        if (open != null) {
            if (Objects.equals(options.get(Option.LINGER), 0)) {
                open.reset();
            } else {
                open.close();
            }
        }
    }

    @Override
    public boolean isConnected() {
        return opened != null;
    }

    @Override
    public boolean isBound() {
        return opened != null || bound != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isInputShutdown() {
        return inputShut;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public String toString() {
        return opened == null
                ? "Socket[unconnected, of " + there.name() + "]"
                : "Socket[" + remote + ", of " + there.name() + "]";
    }
}
