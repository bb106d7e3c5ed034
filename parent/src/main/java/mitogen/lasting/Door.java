package mitogen.lasting;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mitogen.agent.Agent;

/**
 * A detached context: listens at its socket, and makes a context in this JVM for each controller that attaches. It is over
 * when one of these orders that, or nobody was attached for long. Owns the thread {@code mitogen-detached}.
 */
final class Door implements Runnable {
    /** Contexts that are attached, or of which something still runs. */
    private static final int MOST = 64;

    private static final long PAUSE = 100_000_000;

    final Agent first;
    final String name;
    final Kept kept;
    private final Place place;
    private final Duration idle;
    private final ServerSocketChannel server;
    private final List<Attached> attached = new ArrayList<>(); // guarded by this, as is the next
    private boolean linked = true; // the first one still has its link
    private long alone; // since when nobody is attached; 0 while somebody is
    private boolean over;

    private Door(Agent first, String name, Duration idle, Kept kept, Place place, ServerSocketChannel server) {
        this.first = first;
        this.name = name;
        this.idle = idle;
        this.kept = kept;
        this.place = place;
        this.server = server;
    }

    /** Begins to listen. */
    static Door open(Agent first, String name, Duration idle, Kept kept) throws IOException {
        Place place = Place.own();
        place.create();
        if (place.listens(name)) {
            throw new IllegalStateException("this account has a detached context " + name
                    + " there already\n  Choose another name, or attach to that one and close it.");
        }
        Path socket = place.socket(name);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        Door door = new Door(first, name, idle, kept, place, server);
        Runtime.getRuntime().addShutdownHook(new Thread(door::remove, "mitogen-detached-end"));
        Thread thread = new Thread(door, "mitogen-detached");
        thread.setDaemon(true);
        thread.start();
        return door;
    }

    @Override
    public void run() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                try {
                    place.checkPeer(channel);
                    new Attached(this, channel).start();
                } catch (IOException | RuntimeException e) {
                    channel.close(); // nobody who has a right to be here
                }
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE); // closed; or there are no descriptors left, which may pass
            }
        }
    }

    /** One more is attached; false if there are too many. */
    synchronized boolean add(Attached one) {
        attached.removeIf(Attached::isForgotten);
        if (over || attached.size() >= MOST) {
            return false;
        }
        attached.add(one);
        alone = 0;
        return true;
    }

    /** The first one has lost its link. */
    synchronized void firstLeft() {
        linked = false;
        left();
    }

    /** One of them has lost its link. */
    synchronized void left() {
        if (!linked && attached.stream().noneMatch(Attached::isLinked)) {
            alone = System.nanoTime() | 1;
        }
        notifyAll();
    }

    /** Somebody attached orders the end. */
    void end() {
        boolean reads;
        synchronized (this) {
            over = true;
            reads = linked;
            notifyAll();
        }
        if (reads) { // whoever is to end this process still reads from the first link
            System.exit(0);
        }
    }

    /** Waits until it is over. */
    synchronized void await() throws InterruptedException {
        long most = TimeUnit.NANOSECONDS.convert(idle);
        while (!over) {
            long left = alone == 0 ? Long.MAX_VALUE : most - (System.nanoTime() - alone);
            if (left <= 0) {
                over = true;
            } else {
                wait(Math.min(left / 1_000_000 + 1, 60_000));
            }
        }
    }

    /** Listens no more, and ends all that was attached. */
    void close() {
        remove();
        List<Attached> all;
        synchronized (this) {
            over = true;
            all = List.copyOf(attached);
        }
        all.forEach(Attached::end);
    }

    private void remove() {
        if (server.isOpen()) {
            place.remove(name);
            try {
                server.close();
            } catch (IOException e) {
                // it listens no more
            }
        }
    }
}
