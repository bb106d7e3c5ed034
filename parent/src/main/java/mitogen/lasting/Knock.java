package mitogen.lasting;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.agent.BootConfig;

/** The way to a detached context of this account. {@link #close} is for any thread, all else for one. */
public final class Knock {
    private final String name;
    private final BootConfig config;
    private SocketChannel channel; // guarded by this, as is the next
    private boolean closed;
    private InputStream up;
    private OutputStream down;
    private int java;

    public Knock(String name, BootConfig config) {
        this.name = name;
        this.config = config;
    }

    /**
     * Connects, and waits for the answer.
     *
     * @throws ConnectFailedException that tells the reason
     */
    public void open(byte[] core) {
        try {
            greet(connect(Place.own()), core);
        } catch (Place.NotOursException e) {
            throw failure(
                    Reason.NO_PERMISSION, "the socket of " + name + " is not to be trusted: " + e.getReason(), null);
        } catch (IOException e) {
            throw isClosed()
                    ? failure(Reason.TIMEOUT, name + " did not answer in time", "Its process may be stopped.")
                    : failure(
                            Reason.BOOTSTRAP_FAILED,
                            name + " broke the connection off: " + e,
                            "It may be about to end.");
        }
    }

    private SocketChannel connect(Place place) throws IOException {
        try {
            return place.connect(name);
        } catch (NoSuchFileException e) {
            List<String> others = place.names();
            throw failure(
                    Reason.NOT_FOUND,
                    "this account has no detached context " + name + " there",
                    others.isEmpty() ? "It has none at all." : "It has: " + String.join(", ", others));
        } catch (ConnectException e) {
            Files.deleteIfExists(place.socket(name));
            throw failure(
                    Reason.NOT_RUNNING,
                    name + " has ended and left its socket, so its process or machine was killed",
                    "The socket is removed now.");
        }
    }

    private void greet(SocketChannel opened, byte[] core) throws IOException {
        synchronized (this) {
            channel = opened;
            if (closed) {
                opened.close();
            }
        }
        up = new BufferedInputStream(ChannelStreams.in(opened));
        down = ChannelStreams.out(opened);
        Greeting.write(core, config, new DataOutputStream(down));
        DataInputStream in = new DataInputStream(up);
        java = in.readInt();
        int pid = in.readInt();
        if (java == Greeting.OTHER_CORE) {
            throw failure(
                    Reason.BOOTSTRAP_FAILED,
                    name + " is of another build of Mitogen",
                    "Attach with that build, or end its process there: kill " + pid);
        }
        if (java == Greeting.FULL) {
            throw failure(
                    Reason.BOOTSTRAP_FAILED,
                    name + " is about to end, or has had too many controllers whose work still runs",
                    "Its process there is " + pid + ".");
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private ConnectFailedException failure(Reason reason, String what, String advice) {
        return new ConnectFailedException(
                reason,
                config.route,
                "cannot attach " + config.route + ": " + what + (advice == null ? "" : "\n  " + advice));
    }

    /** Returns the stream that it reads from. */
    public OutputStream down() {
        return down;
    }

    /** Returns the stream that it writes to. */
    public InputStream up() {
        return up;
    }

    /** Returns the Java that it runs. */
    public int java() {
        return java;
    }

    /** Closes the connection, in any state. */
    public synchronized void close() {
        closed = true;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}
