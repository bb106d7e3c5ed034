package mitogen.lasting;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.route.Link;
import mitogen.tree.Closing;

/**
 * The context of one controller in the JVM of a detached one: an agent with a class loader of its own, so that programs do
 * not meet each other's classes. When its link is lost, what runs there goes on, and so do its children. Owns the threads
 * {@code mitogen-attached}, which reads, and {@code mitogen-kept}, which sends the output that was kept.
 */
final class Attached {
    private static final int LAST_MOMENT = 60_000;

    private final Door door;
    private final SocketChannel channel;
    private volatile Agent agent; // null until it is up
    private volatile Closing closing; // set before the agent
    private volatile boolean linked = true;

    Attached(Door door, SocketChannel channel) {
        this.door = door;
        this.channel = channel;
    }

    /** Loads what is needed without a link, because nobody sends classes then. */
    static void load() {
        new OwnClasses();
        Object[] names = {Greeting.class.getName(), Stay.class.getName(), Place.class.getName()};
        for (Object name : names) {
            try {
                Class.forName((String) name);
            } catch (ClassNotFoundException e) {
                throw new LinkageError("a class of Mitogen is missing", e);
            }
        }
    }

    void start() {
        thread("mitogen-attached", this::run);
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (channel) {
            InputStream in = new BufferedInputStream(ChannelStreams.in(channel));
            OutputStream out = ChannelStreams.out(channel);
            BootConfig config = Greeting.read(door.first.core, new DataInputStream(in));
            boolean taken = config != null && door.add(this);
            DataOutputStream answer = new DataOutputStream(out);
            answer.writeInt(
                    config == null
                            ? Greeting.OTHER_CORE
                            : taken ? Runtime.version().feature() : Greeting.FULL);
            answer.writeInt((int) ProcessHandle.current().pid());
            answer.flush();
            if (taken) {
                serve(config, in, out);
            }
        } catch (IOException e) {
            // it went before it was up
        } finally {
            linked = false;
            door.left();
        }
    }

    private void serve(BootConfig config, InputStream in, OutputStream out) {
        Link link = new Link(config.ancestors[0], "parent");
        Agent inner = new Agent(config, door.first.core, null, new OwnClasses(), why -> link.end());
        inner.router.parent = link;
        Staying staying = new Staying(inner, door.kept);
        closing = new Closing(inner);
        agent = inner;
        link.open(out);
        door.kept.attach(this);
        thread("mitogen-kept", this::sendKept);
        try {
            link.read(in, inner.router);
        } catch (IOException | RuntimeException e) {
            // it is gone, or speaks no sense
        }
        door.kept.leave(this);
        if (staying.ordered()) {
            door.end();
            awaitExit();
        }
        staying.leave();
    }

    /** Whoever orders the end waits for that of the connection: it is to be that of the process. */
    private static void awaitExit() {
        try {
            Thread.sleep(LAST_MOMENT);
        } catch (InterruptedException e) {
            // then without
        }
    }

    private void sendKept() {
        Agent inner = agent;
        try {
            for (byte[] piece = door.kept.take(this); piece != null; piece = door.kept.take(this)) {
                inner.output.send(inner.router.self, piece[0], piece, 1, piece.length - 1);
            }
        } catch (IOException | InterruptedException e) {
            // nobody has reason to interrupt this thread
        }
    }

    boolean isLinked() {
        return linked;
    }

    /** Whether nothing of it is left; it is closed then. */
    boolean isForgotten() {
        Agent inner = agent;
        if (linked || inner != null && (!inner.running.isEmpty() || !inner.router.routes.isEmpty())) {
            return false;
        }
        end();
        return true;
    }

    /** Ends what runs there, and its children. */
    void end() {
        if (agent != null) {
            closing.close();
        }
    }

    /** Shows the packed core to a context. Not the core's own loader, because the context must leave the JVM's logging alone. */
    private static final class OwnClasses extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        OwnClasses() {
            super("mitogen-core", Agent.class.getClassLoader());
        }
    }
}
