package mitogen.sockets;

import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The options of a {@link RemoteSocket}: kept here, and applied where the connection is. */
@SuppressWarnings(
        "UnsynchronizedOverridesSynchronized") // what is here is thread-safe without, and a close must not wait
abstract class OptionSocket extends Socket {
    private static final Set<SocketOption<?>> ALL = Set.of(
            StandardSocketOptions.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_LINGER,
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.IP_TOS);

    /** Those that were set, by name: 1 for true; less than 0 for a linger that is off. */
    final Map<String, Integer> options = new ConcurrentHashMap<>();

    private volatile boolean urgentInline;
    private volatile int timeout;

    OptionSocket() throws SocketException {
        super((SocketImpl) null); // there is none: every method is overridden
    }

    /** An option was set, which an open connection has to hear of. */
    abstract void changed(Option option) throws SocketException;

    private void set(SocketOption<?> option, int value) throws SocketException {
        checkNotClosed();
        options.put(option.name(), value);
        changed(new Option(option.name(), value));
    }

    private int get(SocketOption<?> option, int byDefault) throws SocketException {
        checkNotClosed();
        return options.getOrDefault(option.name(), byDefault);
    }

    final void checkNotClosed() throws SocketException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
    }

    private static int positive(int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a size of " + size + "; it has to be at least 1");
        }
        return size;
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        set(StandardSocketOptions.TCP_NODELAY, on ? 1 : 0);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return get(StandardSocketOptions.TCP_NODELAY, 0) != 0;
    }

    @Override
    public void setSoLinger(boolean on, int linger) throws SocketException {
        if (on && linger < 0) {
            throw new IllegalArgumentException("a linger of " + linger + " s; it has to be at least 0");
        }
        set(StandardSocketOptions.SO_LINGER, on ? Math.min(linger, 65_535) : Option.OFF);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return get(StandardSocketOptions.SO_LINGER, Option.OFF);
    }

    /** Always refused: urgent data does not travel. */
    @Override
    public void sendUrgentData(int data) throws SocketException {
        throw new SocketException("Urgent data not supported: the connection is in another context");
    }

    @Override
    public void setOOBInline(boolean on) throws SocketException {
        checkNotClosed();
        urgentInline = on;
    }

    @Override
    public boolean getOOBInline() throws SocketException {
        checkNotClosed();
        return urgentInline;
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        checkNotClosed();
        if (millis < 0) {
            throw new IllegalArgumentException("a timeout of " + millis + " ms; it has to be at least 0");
        }
        timeout = millis;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        checkNotClosed();
        return timeout;
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        set(StandardSocketOptions.SO_SNDBUF, positive(size));
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return get(StandardSocketOptions.SO_SNDBUF, Pump.CHUNK);
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        set(StandardSocketOptions.SO_RCVBUF, positive(size));
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return get(StandardSocketOptions.SO_RCVBUF, Pump.CHUNK);
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        set(StandardSocketOptions.SO_KEEPALIVE, on ? 1 : 0);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return get(StandardSocketOptions.SO_KEEPALIVE, 0) != 0;
    }

    @Override
    public void setTrafficClass(int type) throws SocketException {
        if (type < 0 || type > 255) {
            throw new IllegalArgumentException("a traffic class of " + type + "; it has to be from 0 to 255");
        }
        set(StandardSocketOptions.IP_TOS, type);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return get(StandardSocketOptions.IP_TOS, 0);
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        set(StandardSocketOptions.SO_REUSEADDR, on ? 1 : 0);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return get(StandardSocketOptions.SO_REUSEADDR, 0) != 0;
    }

    /** Does nothing, as with the JDK's sockets. */
    @Override
    public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {}

    @Override
    public <T> Socket setOption(SocketOption<T> option, T value) throws SocketException {
        checkSupported(option);
        if (value instanceof Boolean on) {
            set(option, on ? 1 : 0);
        } else if (option == StandardSocketOptions.SO_LINGER) {
            setSoLinger((Integer) value >= 0, (Integer) value);
        } else if (option == StandardSocketOptions.IP_TOS) {
            setTrafficClass((Integer) value);
        } else {
            set(option, positive((Integer) value));
        }
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // as its type says
    public <T> T getOption(SocketOption<T> option) throws SocketException {
        checkSupported(option);
        if (option.type() == Boolean.class) {
            return (T) Boolean.valueOf(get(option, 0) != 0);
        }
        boolean size = option == StandardSocketOptions.SO_SNDBUF || option == StandardSocketOptions.SO_RCVBUF;
        boolean linger = option == StandardSocketOptions.SO_LINGER;
        return (T) Integer.valueOf(get(option, size ? Pump.CHUNK : linger ? Option.OFF : 0));
    }

    private static void checkSupported(SocketOption<?> option) {
        if (!ALL.contains(option)) {
            throw new UnsupportedOperationException("a socket of another context has no option " + option);
        }
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return ALL;
    }
}
