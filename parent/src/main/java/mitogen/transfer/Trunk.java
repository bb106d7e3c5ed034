package mitogen.transfer;

import java.util.Arrays;
import java.util.BitSet;
import mitogen.MitogenException;
import mitogen.Sender;

/**
 * A channel that several destinations share, up to the {@link Fan} at its end. A message is kept until the next one is another,
 * as the next one is mostly the same, to the next destination. In front of it, a set of bits tells for whom it is. Not thread-safe.
 */
final class Trunk {
    private final Sender<Object> to;
    private final MitogenException failure; // or null
    private final int size;
    private final BitSet audience = new BitSet();
    private byte[] kept; // null if the audience is empty
    private int open;

    /** A channel to a fan for so many. */
    Trunk(Sender<Object> to, int size) {
        this(to, null, size);
    }

    /** One that there is not. */
    Trunk(MitogenException failure, int size) {
        this(null, failure, size);
    }

    private Trunk(Sender<Object> to, MitogenException failure, int size) {
        this.to = to;
        this.failure = failure;
        this.size = size;
        open = size;
    }

    /** How many bytes the bits of so many destinations take. */
    static int width(int size) {
        return (size + 7) / 8;
    }

    /** The way to one of them, from 0 on. */
    Way way(int number) {
        return new Member(number);
    }

    private void send(int number, byte[] message) {
        check();
        if (kept != null && (audience.get(number) || !isKept(message))) {
            flush();
        }
        if (kept == null) {
            kept = new byte[width(size) + message.length];
            System.arraycopy(message, 0, kept, width(size), message.length);
        }
        audience.set(number);
        if (audience.cardinality() == size) {
            flush();
        }
    }

    private boolean isKept(byte[] message) {
        return Arrays.equals(kept, width(size), kept.length, message, 0, message.length);
    }

    private void check() {
        if (failure != null) {
            throw failure;
        }
    }

    private void flush() {
        check();
        if (kept != null) {
            byte[] message = kept;
            byte[] bits = audience.toByteArray();
            System.arraycopy(bits, 0, message, 0, bits.length);
            kept = null;
            audience.clear();
            to.send(message);
        }
    }

    private void close(Throwable reason) {
        open--;
        if (failure == null && reason != null) {
            to.fail(reason);
        } else if (failure == null && open == 0) {
            to.close();
        }
    }

    private final class Member implements Way {
        private final int number;

        Member(int number) {
            this.number = number;
        }

        @Override
        public void send(byte[] message) {
            Trunk.this.send(number, message);
        }

        @Override
        public void flush() {
            Trunk.this.flush();
        }

        @Override
        public void close() {
            Trunk.this.close(null);
        }

        @Override
        public void fail(Throwable reason) {
            Trunk.this.close(reason);
        }
    }
}
