package mitogen.fuzz;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/** Payloads as the frames that a link would read them from. */
final class Messages {
    private Messages() {}

    /** One message with the given payload, in frames that end at the given offsets and where they have to. */
    static Frame of(byte[] payload, int... ends) {
        int[] sorted = ends.clone();
        Arrays.sort(sorted);
        Frame head = null;
        Frame tail = null;
        int at = 0;
        for (int each = 0; head == null || at < payload.length || each < sorted.length; ) {
            int end = each < sorted.length ? Math.min(sorted[each], payload.length) : payload.length;
            if (end > at + Protocol.MAX_PAYLOAD) {
                end = at + Protocol.MAX_PAYLOAD;
            } else {
                each++;
            }
            Frame frame = frame(Arrays.copyOfRange(payload, at, end));
            if (head == null) {
                head = frame;
            } else {
                tail.next = frame;
            }
            tail = frame;
            at = end;
        }
        return head;
    }

    /** All bytes of a message. */
    static byte[] payload(Frame head) {
        PayloadReader reader = new PayloadReader(head);
        return reader.getBytes((int) reader.remaining());
    }

    private static Frame frame(byte[] payload) {
        PayloadWriter writer = new PayloadWriter();
        writer.putBytes(payload, 0, payload.length);
        Frame frame = writer.frames();
        frame.address(0, 0, 0, 0, 0);
        try {
            return Frame.read(new DataInputStream(new ByteArrayInputStream(frame.bytes, 0, frame.length())));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
