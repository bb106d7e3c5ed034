package mitogen.cli.session;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The socket of a session. It is open from {@link #open} until {@link #close}, and serves clients in between. It ends by itself
 * when no client was there for a while.
 */
public final class Server implements AutoCloseable {
    /** More clients wait. */
    private static final int BACKLOG = 128;

    private static final long COME_UP_MILLIS = 20;

    private final SessionFolder folder;
    private final Path socket;
    private final FileChannel lock;
    private final ServerSocketChannel channel;
    private final Object state = new Object();

    // All guarded by state.
    private final Set<Link> links = new HashSet<>();
    private int active;
    private long idleSince = System.nanoTime();
    private boolean ending;

    /** Runs commands. */
    public interface Commands {
        /** Runs one on the calling thread; gives its exit status, or {@link Relay#NOT_SERVED} if nothing of it was done. */
        int run(Invocation invocation);
    }

    private Server(SessionFolder folder, Path socket, FileChannel lock, ServerSocketChannel channel) {
        this.folder = folder;
        this.socket = socket;
        this.lock = lock;
        this.channel = channel;
    }

    /**
     * Opens the socket of that name.
     *
     * @return null if there is such a session already, which can be connected to
     */
    public static Server open(SessionFolder folder, String name) throws IOException, SessionException {
        Path socket = folder.socket(name);
        FileChannel lock = FileChannel.open(folder.lock(name), CREATE, WRITE);
        while (lock.tryLock() == null) { // it comes up, or is about to end
            if (isThere(folder, socket)) {
                lock.close();
                return null;
            }
            pause();
        }
        Files.deleteIfExists(socket); // of a session that was killed; there is no other, as we have the lock
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
        return new Server(folder, socket, lock, channel);
    }

    private static boolean isThere(SessionFolder folder, Path socket) throws SessionException {
        try {
            Link.to(socket, folder.owner()).close();
            return true;
        } catch (IOException nobodyListens) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(COME_UP_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    /** Tells the process that has started this one. */
    public static void tellStarter(boolean isNew) {
        System.out.println(isNew ? Starter.READY : Starter.TAKEN);
        System.out.close();
    }

    /** Serves clients until none was there for so long, or one has stopped it. */
    public void serve(Duration idle, Commands commands) {
        Thread timer = new Thread(() -> endWhenIdle(idle), "mitogen-idle");
        timer.setDaemon(true);
        timer.start();
        try {
            while (true) {
                SocketChannel client = channel.accept();
                Thread thread = new Thread(() -> serve(client, commands), "mitogen-client");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // By end().
        }
    }

    private void serve(SocketChannel client, Commands commands) {
        try (Link link = new Link(client)) {
            if (!Link.isOf(folder.owner(), client)) {
                return;
            }
            byte[] first = link.next();
            if (first == null || link.type() != Frames.HELLO) {
                return;
            }
            Hello hello = Hello.of(first, Version.ours());
            if (hello.task() == Hello.STOP) {
                link.send(Frames.ACCEPTED);
                end();
                link.next(); // the end of this process is the answer
            } else if (!hello.version().equals(Version.ours())) {
                link.send(Frames.OTHER_VERSION, Version.ours());
            } else if (begin(link)) {
                serve(link, hello, commands);
            }
        } catch (IOException | RuntimeException broken) {
            // Of this client alone.
        }
    }

    private void serve(Link link, Hello hello, Commands commands) throws IOException {
        try {
            link.send(Frames.ACCEPTED);
            Invocation invocation = new Invocation(link, hello);
            Thread reader = new Thread(invocation::read, "mitogen-client-reader");
            reader.setDaemon(true);
            reader.start();
            int status = commands.run(invocation);
            if (status == Relay.NOT_SERVED) {
                link.send(Frames.NOT_SERVED);
            } else {
                link.send(Frames.EXIT, new byte[] {(byte) status}, 0, 1);
            }
        } finally {
            done(link);
        }
    }

    private boolean begin(Link link) {
        synchronized (state) {
            if (ending) {
                return false;
            }
            active++;
            links.add(link);
            return true;
        }
    }

    private void done(Link link) {
        synchronized (state) {
            active--;
            links.remove(link);
            idleSince = System.nanoTime();
            state.notifyAll();
        }
    }

    private void endWhenIdle(Duration idle) {
        synchronized (state) {
            try {
                while (!ending) {
                    long left = active > 0 ? idle.toNanos() : idle.toNanos() - (System.nanoTime() - idleSince);
                    if (active == 0 && left <= 0) {
                        end();
                        return;
                    }
                    state.wait(Math.max(1, left / 1_000_000));
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** {@return how many commands run, this one included} */
    public int active() {
        synchronized (state) {
            return active;
        }
    }

    /** Takes no more clients, and ends the commands of those that are there: {@link #serve} returns. */
    public void end() {
        synchronized (state) {
            ending = true;
            state.notifyAll();
            try {
                Files.deleteIfExists(socket); // first, so that nobody finds it closed
                channel.close();
            } catch (IOException e) {
                // What is left of it is taken for what a killed session has left.
            }
            links.forEach(Link::close);
        }
    }

    /** All is over: the next session of this name may open. */
    @Override
    public void close() {
        end();
        try {
            lock.close();
        } catch (IOException e) {
            // The end of the process closes it.
        }
    }
}
