package mitogen.channels;

import java.util.ArrayDeque;
import java.util.function.Function;
import mitogen.ValueException;
import mitogen.calls.Caller;
import mitogen.decode.Decoders;
import mitogen.decode.Decoding;
import mitogen.values.RareValues;
import mitogen.wire.Frame;
import mitogen.wire.ValueReader;

/**
 * Values of one channel on their way from the {@link Inbox} to whoever takes them: in their order, decoded by {@link
 * Decoders} unless that is quick, small ones some at a time. So whoever takes them can stop to wait.
 */
final class Decoded {
    /** How many values are decoded ahead, and bytes of them. */
    private static final int AHEAD = 64;

    private static final long AHEAD_BYTES = 64 * 1024;

    /** A value, or what was thrown instead. */
    record Item(int source, Object result, Throwable thrown) {
        Object value() throws Throwable {
            if (thrown != null) {
                throw thrown;
            }
            return result;
        }
    }

    private final Caller caller;
    private final Function<Frame, ValueReader> opener;
    private final Runnable arrived;

    // All below is guarded by the receiver.
    private final Object receiver;
    private final ArrayDeque<Item> values = new ArrayDeque<>();
    private final ArrayDeque<Frame> coming = new ArrayDeque<>();
    private Value running;

    Decoded(Caller caller, Object receiver, Function<Frame, ValueReader> opener, Runnable arrived) {
        this.caller = caller;
        this.receiver = receiver;
        this.opener = opener;
        this.arrived = arrived;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    Item poll() {
        return values.poll();
    }

    /** Whether there are values that are being decoded, or about to be. */
    boolean isComing() {
        return !coming.isEmpty();
    }

    /** Takes the values that are decoded next; whether there are any. To be followed by {@link #start}, without the lock. */
    boolean next(Inbox inbox) {
        long bytes = 0;
        while (!inbox.isEmpty() && coming.size() < AHEAD && bytes < AHEAD_BYTES) {
            Frame head = inbox.poll();
            coming.add(head);
            bytes += ChannelMessage.size(head);
        }
        return !coming.isEmpty();
    }

    /** Decodes what comes next, or has it decoded. By a taker, or by who has decoded the one before. */
    void start() {
        while (true) {
            Frame head;
            Value next;
            synchronized (receiver) {
                head = coming.peek();
                if (head == null || running != null) {
                    return;
                }
                next = new Value(head);
                running = next;
            }
            try {
                long at = payload(head) - opener.apply(head).remaining();
                if (!RareValues.isQuick(head, (int) at)) {
                    caller.decoders.add(next);
                    return;
                }
            } catch (RuntimeException | Error e) { // others wait behind it
                put(next, new Item(head.source(), null, e));
                continue;
            }
            next.here();
        }
    }

    private static long payload(Frame head) {
        long bytes = 0;
        for (Frame frame = head; frame != null; frame = frame.next) {
            bytes += frame.payloadLength();
        }
        return bytes;
    }

    /** Nobody takes any more. */
    void clear() {
        Decoding useless;
        synchronized (receiver) {
            values.clear();
            coming.clear();
            useless = running;
            running = null;
            receiver.notifyAll(); // who waits for the value that was decoded
        }
        if (useless != null) {
            caller.decoders.giveUp(useless);
        }
    }

    private void put(Value from, Item item) {
        synchronized (receiver) {
            if (running != from) {
                return; // it was given up
            }
            running = null;
            coming.remove();
            values.add(item);
            receiver.notifyAll();
        }
        arrived.run();
    }

    /** One value. */
    private final class Value extends Decoding {
        private final Frame head;

        Value(Frame head) {
            super(caller.decoders, caller.lineOf(head.source()));
            this.head = head;
        }

        void here() {
            try {
                put(this, new Item(head.source(), open().get(), null));
            } catch (Throwable e) {
                put(this, new Item(head.source(), null, e));
            }
        }

        @Override
        protected ValueReader open() {
            return opener.apply(head);
        }

        @Override
        protected void decoded(Object value, Throwable thrown) {
            put(this, new Item(head.source(), value, thrown));
            start();
        }
    }

    /** What a receiver says of a value that cannot be decoded. */
    static String unreadable(String source, Throwable why) {
        return "a value from " + source + " cannot be read: " + (why instanceof ValueException ? why.getMessage() : why)
                + " (a receiver names the records and enums that it takes from contexts not above it:"
                + " receiver(Row.class))";
    }
}
