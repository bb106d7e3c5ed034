package mitogen.route;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.wire.Account;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * The byte stream between a parent and a child, seen from one of them. States:
 *
 * <ul>
 *   <li><i>pending</i>: frames that are sent queue up;
 *   <li><i>open</i>, after {@link #open}: they are written, by one writer thread, or by the sending thread itself if
 *       nothing is queued and the peer is seen to be reading, which saves two thread switches a call;
 *   <li><i>closed</i>, after {@link Router#close}: they are answered with a dead message.
 * </ul>
 *
 * <p>Reading is done by whoever calls {@link #read}, on a thread that does nothing else. All other methods are
 * thread-safe and, given {@code wait == false}, never wait for the peer.
 */
public final class Link implements Runnable {
    /**
     * How many bytes the sending threads may write themselves before a sign of life, output apart: well below a pipe's 64 KiB.
     * More than that at a time is written only by a thread that nobody interrupts.
     */
    public static final int INLINE = 4096;

    private static final int BATCH = 16 * 1024;

    /** A short text for errors, for example {@code ssh:web1}. */
    public final String name;

    /** The context at the other end. */
    public final int peer;

    /** Numbers of the batches of classes that crossed it, or are about to. */
    public final Set<Integer> batches = ConcurrentHashMap.newKeySet();

    /** What the child at the other end makes this context hold; null for a parent, who may do as it likes. */
    public volatile Account account;

    /** What comes over the links of children; null where there are none. */
    public volatile Others others;

    /** The messages that came over it and are not whole yet. */
    final Fragments fragments = new Fragments();

    // All below is guarded by this.
    private final ArrayDeque<Frame> control = new ArrayDeque<>(); // what starts here, or comes from above, as the next
    private final ArrayDeque<Frame> bulk = new ArrayDeque<>();
    private boolean turn; // that of own bulk
    private OutputStream out;
    private boolean writing;
    private int unseen; // bytes that sending threads wrote since the peer was last heard
    private boolean heard;
    private int taken; // frames out of the queues
    private int written; // so many of these are through
    private int seen; // so many were when stuck was last asked
    private boolean flushing; // a thread is, or was, in flush
    private boolean ending;
    String closed; // why; as the next, it does not change any more
    int exitStatus;

    /** A pending link; a {@link Route} makes it known. */
    public Link(int peer, String name) {
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
     * @param from the link that it came over, or null
     * @param wait whether the calling thread may write it; a reader thread may not
     * @return false if the link is closed; then {@link #closed} and {@link #exitStatus} tell why
     */
    boolean send(Frame frame, Link from, boolean wait) {
        synchronized (this) {
            if (closed != null) {
                return false;
            }
            boolean free = !writing && next(false) == null;
            for (Frame each = frame; each != null; each = each.next) {
                each.count(1);
                if (from == null || from.account == null) {
                    (frame.is(Protocol.BULK) ? bulk : control).add(each);
                } else {
                    others.add(from, each);
                }
            }
            int ahead = frame.handle() == Protocol.OUTPUT ? 0 : unseen; // who prints waits in any case
            if (!wait || !free || out == null || frame.next != null || ahead + frame.length() > INLINE) {
                notifyAll();
                return true;
            }
            unseen += frame.length();
            writing = true;
        }
        writeNext(null);
        return true;
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

    /** Whether something waits to be written, and nothing was since this was last asked. */
    public synchronized boolean stuck() {
        boolean stuck = seen == written && out != null && (writing || next(false) != null);
        seen = written;
        return stuck;
    }

    /** Forgets the unfinished messages of a context that is gone. For the reader thread. */
    public void forget(int source) {
        fragments.forget(source);
    }

    /**
     * Ends this link. {@link Router#close} does the rest.
     *
     * @return the frames that were queued; null if it was closed before, whose reason stays
     */
    synchronized ArrayDeque<Frame> close(String reason, int status) {
        if (closed != null) {
            return null;
        }
        exitStatus = status;
        closed = reason;
        if (others != null) {
            others.close();
        }
        ArrayDeque<Frame> left = new ArrayDeque<>();
        for (Frame frame = next(true); frame != null; frame = next(true)) {
            left.add(frame);
        }
        notifyAll();
        return left;
    }

    /** Closes the stream as soon as all that was sent so far is written: the peer sees its end, and ends. */
    public synchronized void end() {
        ending = true;
        notifyAll();
    }

    /**
     * Waits until the messages that this context has sent are written, but for bulk.
     *
     * @param millis waits no longer than that
     * @param more frames to wait for after these, of whatever sort, if there are so many
     */
    public synchronized void flush(long millis, int more) throws InterruptedException {
        int last = taken + control.size() + more;
        long end = System.nanoTime() + millis * 1_000_000;
        while (closed == null && out != null && (writing || next(false) != null) && written - last < 0) {
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
                writing = next(false) != null;
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

    /** Own control first; then own bulk and what is others' take turns. Whether it is taken out, too. */
    private Frame next(boolean take) {
        ArrayDeque<Frame> queue = control;
        if (queue.isEmpty()) {
            queue = bulk;
            Frame other = others == null || turn && !queue.isEmpty() ? null : others.next(take);
            if (take) {
                turn = other != null;
            }
            if (other != null) {
                return other;
            }
        }
        return take ? queue.poll() : queue.peek();
    }

    /** Does one write, small frames gathered in the batch, if there is one; the caller has set {@link #writing}. */
    private void writeNext(byte[] batch) {
        byte[] bytes = batch;
        int length = 0;
        int through;
        OutputStream stream;
        synchronized (this) {
            stream = out;
            Frame frame = next(false);
            while (frame != null && (length == 0 || length + frame.length() <= BATCH)) {
                next(true);
                taken++;
                frame.count(-1);
                if (batch == null || frame.length() > BATCH) {
                    bytes = frame.bytes;
                    length = frame.length();
                    break;
                }
                System.arraycopy(frame.bytes, 0, batch, length, frame.length());
                length += frame.length();
                Arrays.fill(frame.bytes, (byte) 0);
                frame = next(false);
            }
            through = taken;
        }
        try {
            if (length > 0) { // or else it was closed meanwhile
                stream.write(bytes, 0, length);
                stream.flush();
                Arrays.fill(bytes, 0, length, (byte) 0); // there may have been a password in it
            }
        } catch (IOException | RuntimeException | Error e) {
            closeOutput(); // the peer is gone or going, or has got half a frame; whoever reads finds out why
        }
        synchronized (this) {
            writing = false;
            written = through;
            if (flushing || ending || next(false) != null) {
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
}
