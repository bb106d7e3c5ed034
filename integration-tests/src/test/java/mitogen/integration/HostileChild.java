package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mitogen.Context;
import mitogen.answers.FrameText;
import mitogen.classes.Batch;
import mitogen.controller.Mitogen;
import mitogen.testing.InProcess.Fault;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * A child that somebody has taken over: the test speaks for it, by hand, to a real controller. There is a well-behaved
 * context in this JVM too, but it neither hears anything nor is it heard; it only ends when the link does.
 */
final class HostileChild implements AutoCloseable {
    private static final Map<Integer, HostileChild> ALL = new ConcurrentHashMap<>();
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final int key = KEYS.incrementAndGet();
    private final AtomicInteger handles = new AtomicInteger(Protocol.FIRST_REPLY);
    private final BlockingQueue<Frame> arrived = new LinkedBlockingQueue<>();
    private final BlockingQueue<Frame> pings = new LinkedBlockingQueue<>();
    private final Thread answering = new Thread(this::answer, "hostile-answers");
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream(); // of the writer of the controller's link
    private OutputStream parent; // guarded by this, as is the next
    private boolean deaf;
    private int sips;
    private volatile boolean keeps = true;
    private volatile boolean silent;
    private final Object writing = new Object(); // locked while a frame is written
    private Context context;

    private HostileChild() {
        answering.setDaemon(true);
        answering.start();
    }

    /** It answers pings, as contexts do, on a thread that waits for nothing else. */
    private void answer() {
        try {
            while (true) {
                Frame ping = pings.take();
                if (silent) {
                    continue;
                }
                int asked = ping.destination(); // it, or a context behind it
                sendAs(asked, ping.source(), ping.replyTo(), 0, 0, empty());
            }
        } catch (InterruptedException | IOException e) {
            return; // it is closed, or the link is
        }
    }

    /** Connects one. */
    static HostileChild of(Mitogen mitogen) {
        HostileChild child = new HostileChild();
        ALL.put(child.key, child);
        child.context =
                mitogen.connect(inProcess().over(new Takeover(child.key))).await();
        return child;
    }

    Context context() {
        return context;
    }

    int id() {
        return context.id();
    }

    /** A handle that was not used before. */
    int newHandle() {
        return handles.incrementAndGet();
    }

    /** A payload. */
    static Frame payload(Consumer<PayloadWriter> content) {
        PayloadWriter payload = new PayloadWriter();
        content.accept(payload);
        return payload.frames();
    }

    static Frame empty() {
        return payload(nothing -> {});
    }

    static Frame number(int number) {
        return payload(to -> to.putInt(number));
    }

    /** A log record. */
    static Frame record(int level, String logger) {
        return payload(to -> {
            to.putLong(level);
            to.putLong(0);
            to.putString(logger);
            to.putString("so it says");
            to.putString("");
        });
    }

    /** So much of output without the end of a line. */
    static Frame output(int context, int length) {
        return payload(to -> {
            to.putInt(context);
            to.putByte(1);
            to.putBytes(new byte[length], 0, length);
        });
    }

    /** Sends a message of its own. */
    void send(int destination, int handle, int replyTo, int flags, Frame head) throws IOException {
        sendAs(id(), destination, handle, replyTo, flags, head);
    }

    /** Sends a message in whoever's name. */
    void sendAs(int source, int destination, int handle, int replyTo, int flags, Frame head) throws IOException {
        head.address(destination, source, handle, replyTo, flags);
        for (Frame frame = head; frame != null; frame = frame.next) {
            sendBytes(frame.bytes, frame.length());
        }
    }

    /** Sends bytes, whatever they are. */
    void sendBytes(byte[] bytes, int length) throws IOException {
        OutputStream to;
        synchronized (this) {
            while (parent == null) { // the well-behaved context has not come so far yet
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
            }
            to = parent;
        }
        synchronized (writing) {
            to.write(bytes, 0, length);
        }
    }

    /** Asks the controller something that it refuses; the text of the refusal. */
    String refused(int handle, Frame head) throws Exception {
        return refused(0, handle, head);
    }

    /** Asks somebody something that is refused; the text of the refusal. */
    String refused(int destination, int handle, Frame head) throws Exception {
        int replyTo = newHandle();
        send(destination, handle, replyTo, 0, head);
        return dead(replyTo);
    }

    /** Waits for the dead message to that handle, which has to say REFUSED; its text. */
    String dead(int handle) throws InterruptedException {
        Frame frame = reply(handle);
        assertTrue(frame.is(Protocol.DEAD), () -> "not refused: " + FrameText.of(frame));
        PayloadReader payload = new PayloadReader(frame);
        assertEquals(Protocol.REFUSED, payload.getByte());
        payload.getLong();
        return payload.getString();
    }

    /** Waits for a frame to that handle, and forgets those before it. */
    Frame reply(int handle) throws InterruptedException {
        return reply(handle, before -> {});
    }

    /** The same, with a look at those before it. */
    Frame reply(int handle, Consumer<Frame> before) throws InterruptedException {
        while (true) {
            Frame frame = arrived.poll(10, TimeUnit.SECONDS);
            if (frame == null) {
                fail("no frame to " + FrameText.nameOf(handle) + " came down within 10 s");
            }
            if (frame.handle() == handle) {
                return frame;
            }
            before.accept(frame);
        }
    }

    /** Asks for a class: what came before the answer, by name. */
    Map<String, byte[]> classes(String name) throws Exception {
        int replyTo = newHandle();
        send(0, Protocol.GET_CLASS, replyTo, 0, payload(to -> to.putString(name)));
        Map<String, byte[]> entries = new HashMap<>();
        Frame answer = reply(replyTo, frame -> {
            if (frame.handle() == Protocol.CLASSES) {
                try {
                    Batch.read(frame).forEach(entry -> entries.put(entry.name(), entry.bytes()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        assertEquals(0, answer.flags() & Protocol.DEAD);
        return entries;
    }

    /** That the controller has taken all that was sent so far: it answers a ping. */
    void settled() throws Exception {
        int replyTo = newHandle();
        send(0, Protocol.PING, replyTo, 0, empty());
        assertEquals(0, reply(replyTo).flags());
    }

    /** The first number of a block of its own. */
    int allocate() throws Exception {
        int replyTo = newHandle();
        send(0, Protocol.ALLOCATE, replyTo, 0, empty());
        return reply(replyTo).payloadInt(0);
    }

    /** Announces a context. */
    void addRoute(int number, String name, int via) throws IOException {
        send(0, Protocol.ADD_ROUTE, 0, 0, payload(to -> {
            to.putInt(number);
            to.putString(name);
            to.putInt(via);
        }));
    }

    /** A context behind this one, made up. */
    int grandchild() throws Exception {
        int number = allocate();
        addRoute(number, "made up", id());
        return number;
    }

    /** From now on it reads nothing; what is under way is lost. */
    synchronized void deafen() {
        deaf = true;
    }

    /** It reads a little, however deaf it is. */
    synchronized void sip() {
        sips++;
        notifyAll();
    }

    /** It reads again. */
    synchronized void listen() {
        deaf = false;
        notifyAll();
    }

    /** From now on it reads, but keeps nothing of it. */
    void keepNothing() {
        keeps = false;
    }

    /** It does not even answer pings. */
    void answerNothing() {
        silent = true;
    }

    /** Lets go, so that the link can end. */
    @Override
    public void close() {
        listen();
        answering.interrupt();
        ALL.remove(key);
    }

    private void down(byte[] bytes, int offset, int length) throws IOException {
        synchronized (this) {
            while (deaf && sips == 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
            }
            sips = 0;
        }
        unread.write(bytes, offset, length);
        byte[] all = unread.toByteArray();
        ByteArrayInputStream in = new ByteArrayInputStream(all);
        int taken = 0;
        while (whole(all, taken)) {
            Frame frame = Frame.read(new DataInputStream(in));
            taken += frame.length();
            if (frame.handle() == Protocol.PING && frame.replyTo() != Integer.MAX_VALUE) { // no heartbeat
                pings.add(frame);
            } else if (keeps) {
                arrived.add(frame);
            }
        }
        unread.reset();
        unread.write(all, taken, all.length - taken);
    }

    private static boolean whole(byte[] all, int at) {
        if (all.length - at < Protocol.HEADER) {
            return false;
        }
        int payload = 0;
        for (int i = 24; i < 28; i++) {
            payload = payload << 8 | all[at + i] & 0xff;
        }
        return all.length - at >= Protocol.HEADER + payload;
    }

    /** Carried by value to the controller, which is in this JVM and finds the same class. */
    record Takeover(int key) implements Fault {
        @Override
        public OutputStream down(OutputStream child) {
            HostileChild hostile = ALL.get(key);
            return new FilterOutputStream(child) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    hostile.down(bytes, offset, length);
                }
            };
        }

        @Override
        public OutputStream up(OutputStream parent) {
            HostileChild hostile = ALL.get(key);
            synchronized (hostile) {
                hostile.parent = parent;
                hostile.notifyAll();
            }
            return new FilterOutputStream(parent) {
                @Override
                public void write(byte[] bytes, int offset, int length) {
                    // what the well-behaved context says is not heard
                }
            };
        }
    }
}
