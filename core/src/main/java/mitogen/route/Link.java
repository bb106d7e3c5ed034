package mitogen.route;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * The byte stream between a parent and a child, seen from one of them. States:
 *
 * <ul>
 *   <li><i>pending</i>: frames that are sent queue up;
 *   <li><i>open</i>, after {@link #open}: they are written, by one writer thread, or by the sending thread itself if
 *       nothing is queued and the peer is seen to be reading, which saves two thread switches a call;
 *   <li><i>closed</i>, after {@link #close}: they are answered with a dead message.
 * </ul>
 *
 * <p>Reading is done by whoever calls {@link #read}, on a thread that does nothing else. All other methods are
 * thread-safe and, given {@code wait == false}, never wait for the peer.
 */
public final class Link implements Runnable {
    /** How many bytes the sending threads may write themselves before a sign of life: well below a pipe's 64 KiB. */
    private static final int INLINE = 16 * 1024;

    private static final int BATCH = 16 * 1024;

    /** Messages that may be unfinished at a time; even those of which nothing is kept are remembered. */
    private static final int MAX_UNFINISHED = 1 << 16;

    /** A short text for errors, for example {@code ssh:web1}. */
    public final String name;

    /** The context at the other end. */
    public final int peer;

    /** Numbers of the batches of classes that crossed it. */
    public final Set<Integer> batches = ConcurrentHashMap.newKeySet();

    private final Router router;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Long, Assembly> fragments = new HashMap<>(); // of the reader thread, as is the next
    private long unfinished;

    // All below is guarded by this.
    private final ArrayDeque<Frame> control = new ArrayDeque<>();
    private final ArrayDeque<Frame> bulk = new ArrayDeque<>();
    private OutputStream out;
    private boolean writing;
    private int unseen; // bytes that sending threads wrote since the peer was last heard
    private boolean heard;
    private boolean flushing; // a thread is, or was, in flush
    private boolean ending;
    private String closed;
    private int exitStatus = -1;

    /** A pending link; a {@link Route} makes it known. */
    public Link(Router router, int peer, String name) {
        this.router = router;
        this.peer = peer;
        this.name = name;
    }

    /** Sends what is queued and will be, by the thread {@code mitogen-writer-NAME}, which this link owns. */
    public synchronized void open(OutputStream stream) {
        if (closed == null) {
            out = stream;
            Thread writer = new Thread(null, this, "mitogen-writer-" + name, 0, false);
            writer.setDaemon(true);
            writer.start();
        }
    }

    /**
     * Sends one frame, or all of a message that starts here: their chain stays together.
     *
     * @param wait whether the calling thread may write it; a reader thread may not
     */
    void send(Frame frame, boolean wait) {
        boolean direct;
        synchronized (this) {
            direct = closed == null;
            if (direct) {
                boolean free = !writing && next() == null;
                for (Frame each = frame; each != null; each = each.next) {
                    if (frame.is(Protocol.BULK)) {
                        bulk.add(each);
                    } else {
                        control.add(each);
                        if (each.underWay == null) {
                            each.underWay = waiting;
                        }
                    }
                    each.count(1);
                }
                if (!wait || !free || out == null || frame.next != null || unseen + frame.length() > INLINE) {
                    notifyAll();
                    return;
                }
                unseen += frame.length();
                writing = true;
            }
        }
        if (direct) {
            writeNext(null);
        } else if (frame.next != null || !frame.is(Protocol.MORE)) { // once for each message
            router.dead(frame, Protocol.LOST, closed, exitStatus);
        }
    }

    /** Reads frames and gives them to the gate until the stream ends; returns normally at a clean end. */
    public void read(InputStream in, Gate gate) throws IOException {
        byte[] batch = new byte[BATCH];
        for (int length = in.read(batch); length >= 0; length = in.read(batch)) {
            ByteArrayInputStream bytes = new ByteArrayInputStream(batch, 0, length);
            DataInputStream data =
                    new DataInputStream(new SequenceInputStream(bytes, in)); // the last one may be longer
            while (bytes.available() > 0) {
                Frame frame = Frame.read(data);
                synchronized (this) {
                    unseen = 0;
                    heard = true;
                }
                gate.receive(this, frame);
            }
            Arrays.fill(batch, 0, length, (byte) 0); // before it waits: there may have been a password in it
        }
    }

    /** Whether anything came from the peer since this was last asked. */
    public synchronized boolean heard() {
        boolean was = heard;
        heard = false;
        return was;
    }

    /** Bytes of memory that the queued control frames take, but for those that are counted elsewhere. */
    public int waiting() {
        return waiting.get();
    }

    /** Puts the fragments of a message together; null until it is whole. Fragments of one message come in order. */
    Frame assemble(Frame frame) {
        if (!frame.is(Protocol.BULK)) {
            return frame; // it is whole, and may have overtaken fragments with the same handle
        }
        boolean more = frame.is(Protocol.MORE);
        int stream = frame.replyTo() != 0 ? ~frame.replyTo() : frame.handle();
        Long key = (long) frame.source() << 32 | stream & 0xffffffffL;
        Assembly assembly = more || !fragments.isEmpty() ? fragments.get(key) : null;
        if (assembly == null) {
            if (!more) {
                return frame;
            }
            if (fragments.size() > MAX_UNFINISHED) {
                return null;
            }
            assembly = new Assembly();
            fragments.put(key, assembly);
        }
        // What is kept for a frame besides its payload counts too, or empty fragments would cost nothing.
        int size = frame.length() + Protocol.HEADER;
        if (unfinished + size > router.maxMessage + router.maxMessage / 1000L) {
            drop(assembly);
            assembly.refused = true; // nothing more is kept of it; its end is answered
        }
        if (!assembly.refused) {
            unfinished += size;
            assembly.size += size;
            if (assembly.head == null) {
                assembly.head = frame;
            } else {
                assembly.tail.next = frame;
            }
            assembly.tail = frame;
        }
        if (more) {
            return null;
        }
        fragments.remove(key);
        if (!assembly.refused) {
            unfinished -= assembly.size;
            return assembly.head;
        }
        String reason = "context " + router.self + " takes no message of more than " + router.maxMessage + " bytes";
        router.dead(frame, Protocol.REFUSED, reason, -1);
        if (frame.replyTo() != 0 || frame.handle() < Protocol.FIRST_REPLY) {
            return null;
        }
        Frame dead = Router.deadPayload(Protocol.REFUSED, reason, -1); // it was a reply: somebody here waits for it
        dead.address(frame.destination(), frame.source(), frame.handle(), 0, Protocol.DEAD);
        return dead;
    }

    private void drop(Assembly assembly) {
        unfinished -= assembly.size;
        assembly.size = 0;
        assembly.head = null;
    }

    /** Forgets the unfinished messages of a context that is gone. For the reader thread. */
    public void forget(int source) {
        for (Long key : fragments.keySet().toArray(new Long[0])) {
            if ((int) (key >> 32) == source) {
                drop(fragments.remove(key));
            }
        }
    }

    /**
     * Ends this link: what is queued, and all that comes later, is answered with the reason. Idempotent; the first
     * reason stays.
     */
    public void close(String reason, int status) {
        ArrayDeque<Frame> left = new ArrayDeque<>();
        synchronized (this) {
            if (closed != null) {
                return;
            }
            exitStatus = status;
            closed = reason;
            left.addAll(control);
            left.addAll(bulk);
            control.clear();
            bulk.clear();
            notifyAll();
        }
        router.listener.lost(this, reason, status);
        for (Frame frame : left) {
            frame.count(-1);
            router.undelivered(frame, Protocol.LOST, reason, status);
            Arrays.fill(frame.bytes, (byte) 0);
        }
    }

    /** Closes the stream as soon as all that was sent so far is written: the peer sees its end, and ends. */
    public synchronized void end() {
        ending = true;
        notifyAll();
    }

    /** Waits until all that was sent so far is written, at most so many milliseconds. */
    public synchronized void flush(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (closed == null && out != null && (writing || next() != null)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            flushing = true;
            wait(left);
        }
    }

    /** The writer thread, which {@link #open} starts. */
    @Override
    public void run() {
        byte[] batch = new byte[BATCH];
        while (awaitTurn()) {
            writeNext(batch);
        }
        closeOutput();
    }

    /** Waits until there is something to write and nobody writes; false if there will be nothing any more. */
    private synchronized boolean awaitTurn() {
        while (closed == null && out != null) {
            if (!writing) {
                writing = next() != null;
                if (writing || ending) {
                    return writing;
                }
            }
            try {
                wait();
            } catch (InterruptedException e) {
                // nobody has reason to interrupt this thread; it ends when the link closes
            }
        }
        return false;
    }

    /** Control first. */
    private Frame next() {
        return control.isEmpty() ? bulk.peek() : control.peek();
    }

    /** Does one write, small frames gathered in the batch, if there is one; the caller has set {@link #writing}. */
    private void writeNext(byte[] batch) {
        byte[] bytes = batch;
        int length = 0;
        OutputStream stream;
        synchronized (this) {
            stream = out;
            Frame frame = next();
            while (frame != null && (length == 0 || length + frame.length() <= BATCH)) {
                (control.isEmpty() ? bulk : control).remove();
                frame.count(-1);
                if (batch == null || frame.length() > BATCH) {
                    bytes = frame.bytes;
                    length = frame.length();
                    break;
                }
                System.arraycopy(frame.bytes, 0, batch, length, frame.length());
                length += frame.length();
                Arrays.fill(frame.bytes, (byte) 0);
                frame = next();
            }
        }
        try {
            if (length > 0) { // or else it was closed meanwhile
                stream.write(bytes, 0, length);
                stream.flush();
                if (length <= BATCH) {
                    Arrays.fill(bytes, 0, length, (byte) 0); // there may have been a password in it
                }
            }
        } catch (IOException e) {
            closeOutput(); // the peer is gone or going; whoever reads finds out why
        }
        synchronized (this) {
            writing = false;
            if (flushing || ending || next() != null) {
                notifyAll();
            }
        }
    }

    /** From now on frames queue up, until the link is closed. */
    private void closeOutput() {
        OutputStream broken;
        synchronized (this) {
            broken = out;
            out = null;
        }
        try {
            if (broken != null) {
                broken.close();
            }
        } catch (IOException e) {
            // it is broken already
        }
    }

    /** A message of which more fragments are to come. */
    private static final class Assembly {
        Frame head;
        Frame tail;
        long size;
        boolean refused;
    }
}
