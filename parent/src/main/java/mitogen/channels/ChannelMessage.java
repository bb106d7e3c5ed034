package mitogen.channels;

import mitogen.Sender;
import mitogen.wire.Frame;
import mitogen.wire.Linkage;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/** The first byte of a message about a channel, and what the start of all those messages is. */
final class ChannelMessage {
    /** From a context that has just got a sender; answered. Channel. */
    static final int OPEN = 0;

    /** A value. Channel, copy, value. */
    static final int ITEM = 1;

    /** A copy is not going to send any more. Channel, copy. */
    static final int END = 2;

    /** The channel is closed. Channel, copy. */
    static final int CLOSE = 3;

    /** The channel is closed with an error. Channel, copy, throwable. */
    static final int FAIL = 4;

    /** A copy was made for another context. Channel, copy, the new copy, the context's number. */
    static final int GIVE = 5;

    /** To who sends: so many bytes were taken. Channel, bytes. */
    static final int CREDIT = 6;

    /** To who sends: the channel is closed. Channel, reason. */
    static final int CLOSED = 7;

    /** To who was given a copy, and could not read it: pass a FAIL on. Channel, copy, receiver's context, throwable. */
    static final int RETURN = 9;

    /** The answer to CLOSED, behind all that was sent before. Channel, copy 0. */
    static final int DONE = 10;

    /** To oneself: contexts are gone. The loss, ints. */
    static final int LOST = 8;

    /** Credit is given back in pieces of this size. */
    static final long GRANT = Sender.WINDOW / 4;

    private ChannelMessage() {}

    /** Appends what all but the last kind begin with. */
    static <W extends PayloadWriter> W begin(W payload, int kind, long channel) {
        payload.putByte(kind);
        payload.putLong(channel);
        return payload;
    }

    /** What a message counts for: what it takes in the receiver's memory, roughly. */
    static long size(Frame head) {
        long size = 0;
        for (Frame frame = head; frame != null; frame = frame.next) {
            size += frame.length() + Protocol.HEADER;
        }
        return size;
    }

    /** Reads the value that stands behind the copy. */
    static ValueReader value(Frame head, Linkage types) {
        ValueReader reader = new ValueReader(head, types);
        reader.getByte();
        reader.getLong();
        reader.getLong();
        return reader;
    }
}
