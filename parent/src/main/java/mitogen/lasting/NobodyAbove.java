package mitogen.lasting;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * What the link of a context leads to that has lost its parent. Output is taken, so that whoever prints does not wait for
 * ever. Whoever asks for something is told that nobody is there. A link writes whole frames.
 */
final class NobodyAbove extends OutputStream {
    private final Router router;

    NobodyAbove(Router router) {
        this.router = router;
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

    private void take(Frame frame) {
        int handle = frame.handle();
        if (handle == Protocol.OUTPUT) {
            credit(router, frame.source(), Math.max(0, frame.payloadLength() - 5));
        } else if (handle == Protocol.LOG) {
            credit(router, frame.source(), frame.payloadLength());
        } else if (!frame.is(Protocol.MORE)) {
            router.dead(frame, Protocol.LOST, "nobody is there any more: the link is lost", -1);
        }
    }
}
