package mitogen.lasting;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import mitogen.io.OutputForwarder;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * What the link of a context leads to that has lost its parent. Output is taken, so that whoever prints does not wait for
 * ever. Whoever asks for something is told that nobody is there. A link writes whole frames.
 */
final class NobodyAbove extends OutputStream {
    private final Router router;
    private final Kept kept;

    /** With what keeps output; null where it is dropped. */
    NobodyAbove(Router router, Kept kept) {
        this.router = router;
        this.kept = kept;
    }

    /** Allows a context so many bytes of output. */
    static void credit(Router router, int context, int bytes) {
        PayloadWriter credit = new PayloadWriter();
        credit.putInt(bytes);
        router.post(context, Protocol.CREDIT, 0, 0, credit.frames());
    }

    @Override
    public void write(int value) {
        throw new UnsupportedOperationException("a link writes frames");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset, length));
        while (in.available() > 0) {
            take(Frame.read(in));
        }
    }

    private void take(Frame frame) throws IOException {
        int handle = frame.handle();
        if (handle == Protocol.OUTPUT) {
            PayloadReader payload = new PayloadReader(frame);
            payload.getInt(); // a context that whoever attaches does not know
            int stream = payload.getByte();
            kept.add(stream, payload.getBytes((int) payload.remaining()));
            credit(router, frame.source(), Math.max(0, frame.payloadLength() - 5));
        } else if (handle == Protocol.LOG) {
            PayloadReader payload = new PayloadReader(frame);
            payload.getLong(); // level
            payload.getLong(); // time
            String line = payload.getString() + ": " + payload.getString() + "\n" + payload.getString();
            kept.add(OutputForwarder.ERR, line.getBytes(StandardCharsets.UTF_8));
            credit(router, frame.source(), frame.payloadLength());
        } else if (!frame.is(Protocol.MORE)) {
            router.dead(frame, Protocol.LOST, "nobody is there any more: the link is lost", -1);
        }
    }
}
