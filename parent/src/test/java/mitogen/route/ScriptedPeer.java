package mitogen.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mitogen.answers.FrameText;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * The far end of one link, played by hand: frames, or bytes that are none, are queued and played, and what the router
 * under test sends is looked at. Pipes of the system carry both directions.
 */
public final class ScriptedPeer implements AutoCloseable {
    /** The link of the router under test. */
    public final Link link;

    private final Router router;
    private final Pipe there;
    private final Pipe back;
    private final OutputStream out;
    private final List<byte[]> queued = new ArrayList<>();
    private final BlockingQueue<Frame> arrived = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> readerEnd = new CompletableFuture<>();

    /** A peer with the given id, and a link to it that is open and being read. */
    public ScriptedPeer(Router router, int id, String name) throws IOException {
        this.router = router;
        there = Pipe.open();
        back = Pipe.open();
        out = Channels.newOutputStream(there.sink());
        link = new Link(id, name);
    }

    /** Opens the link and starts to read at both of its ends; what it sends passes the router's own gate. */
    public ScriptedPeer start() {
        return start(router);
    }

    /** Opens the link and starts to read at both of its ends. */
    public ScriptedPeer start(Gate gate) {
        InputStream toRouter = Channels.newInputStream(there.source());
        link.open(Channels.newOutputStream(back.sink()));
        thread("scripted-reader", () -> {
            Throwable end = null;
            try {
                link.read(toRouter, gate);
            } catch (IOException | RuntimeException e) {
                end = e;
            }
            readerEnd.complete(end);
        });
        DataInputStream fromRouter = new DataInputStream(Channels.newInputStream(back.source()));
        thread("scripted-writer", () -> {
            try {
                while (true) {
                    arrived.add(Frame.read(fromRouter));
                }
            } catch (IOException e) {
                arrived.clear(); // closed
            }
        });
        return this;
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A message with a payload of bytes; several frames if it is large. */
    public static Frame message(int source, int destination, int handle, int replyTo, int flags, byte[] payload) {
        PayloadWriter writer = new PayloadWriter();
        writer.putBytes(payload, 0, payload.length);
        return address(writer.frames(), source, destination, handle, replyTo, flags);
    }

    /** The given message, addressed. */
    public static Frame address(Frame head, int source, int destination, int handle, int replyTo, int flags) {
        head.address(destination, source, handle, replyTo, flags);
        return head;
    }

    /** Queues all frames of a message. */
    public ScriptedPeer queue(Frame head) {
        for (Frame frame = head; frame != null; frame = frame.next) {
            queueOne(frame);
        }
        return this;
    }

    /** Queues one frame without those chained to it. */
    public ScriptedPeer queueOne(Frame frame) {
        byte[] bytes = new byte[frame.length()];
        System.arraycopy(frame.bytes, 0, bytes, 0, bytes.length);
        queued.add(bytes);
        return this;
    }

    /** Queues bytes, whatever they are. */
    public ScriptedPeer queueBytes(byte[] bytes) {
        queued.add(bytes);
        return this;
    }

    /** Sends what is queued, in writes of at most so many bytes. */
    public void play(int most) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : queued) {
            all.write(each);
        }
        queued.clear();
        byte[] bytes = all.toByteArray();
        for (int at = 0; at < bytes.length; at += most) {
            out.write(bytes, at, Math.min(most, bytes.length - at));
            out.flush();
        }
    }

    /** Sends what is queued. */
    public void play() throws IOException {
        play(Integer.MAX_VALUE / 2);
    }

    /** Ends this peer's sending direction. */
    public void hangUp() throws IOException {
        there.sink().close();
    }

    /** The next frame that the router sends here. */
    public Frame take() throws InterruptedException {
        Frame frame = arrived.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
            fail("no frame arrived within 10 s");
        }
        return frame;
    }

    /** The next frame is a dead message for the given handle; its text. */
    public String takeDead(int handle, int code) throws InterruptedException {
        Frame frame = take();
        assertTrue(frame.is(Protocol.DEAD), () -> "not a dead message: " + FrameText.of(frame));
        assertEquals(handle, frame.handle());
        PayloadReader payload = new PayloadReader(frame);
        assertEquals(code, payload.getByte());
        payload.getLong();
        return payload.getString();
    }

    /** That nothing more was sent: a ping to the given context is answered next, and by nothing else. */
    public void assertSilent(int self, int from) throws Exception {
        int handle = 424242;
        queue(message(from, self, Protocol.PING, handle, 0, new byte[0])).play();
        Frame frame = take();
        assertEquals(handle, frame.handle(), () -> "something else came first: " + FrameText.of(frame));
        assertEquals(0, frame.flags());
    }

    /** What ended the reading of the link, or null for a clean end. */
    public Throwable readerEnd() throws Exception {
        return readerEnd.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        router.close(link, "the test is over", -1);
        there.sink().close();
        back.source().close();
        there.source().close();
        back.sink().close();
    }
}
