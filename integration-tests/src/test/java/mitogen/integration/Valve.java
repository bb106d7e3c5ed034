package mitogen.integration;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.testing.InProcess.Fault;
import mitogen.wire.Protocol;

/**
 * A link of a context in this JVM that can be shut, in one direction, and that counts the frames of a flood: those with, or
 * to, {@link #FLOOD}. The number is what it is found by, as the record is copied.
 */
record Valve(int number) implements Fault {
    /** The handle that the flood wants its answers at. */
    static final int FLOOD = 5000;

    private static final AtomicInteger NEXT = new AtomicInteger();

    // What is shared by all copies, in an array, as other contexts in this JVM have classes of their own.
    private static final int DOWN_SHUT = 0;
    private static final int UP_SHUT = 1;
    private static final int DOWN = 2; // frames of the flood
    private static final int UP = 3;
    private static final int CALL = 4; // where the answer to the last call goes
    private static final int ANSWERED = 5; // how many of the flood's had gone up when that was answered

    Valve() {
        this(NEXT.incrementAndGet());
        System.getProperties().put(key(), new int[6]);
    }

    private String key() {
        return "mitogen.integration.Valve " + number;
    }

    private int[] state() {
        return (int[]) System.getProperties().get(key());
    }

    private static void pass(int[] state, boolean goesDown, byte[] bytes, int offset, int length) throws IOException {
        synchronized (state) {
            while (state[goesDown ? DOWN_SHUT : UP_SHUT] != 0) {
                try {
                    state.wait();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
            }
            for (int at = offset; at < offset + length; at += Protocol.HEADER + number(bytes, at + 24)) {
                int handle = number(bytes, at + 16);
                int replyTo = number(bytes, at + 20);
                if (goesDown && replyTo == FLOOD) {
                    state[DOWN]++;
                } else if (goesDown && handle == Protocol.CALL) {
                    state[CALL] = replyTo;
                } else if (!goesDown && handle == FLOOD) {
                    state[UP]++;
                } else if (!goesDown && handle == state[CALL]) {
                    state[ANSWERED] = state[UP];
                }
            }
        }
    }

    private static int number(byte[] bytes, int at) {
        int number = 0;
        for (int i = at; i < at + 4; i++) {
            number = number << 8 | bytes[i] & 0xff;
        }
        return number;
    }

    /** Shuts or opens it, for what goes down and for what goes up. */
    void shut(boolean down, boolean up) {
        int[] state = state();
        synchronized (state) {
            state[DOWN_SHUT] = down ? 1 : 0;
            state[UP_SHUT] = up ? 1 : 0;
            state.notifyAll();
        }
    }

    private int get(int index) {
        int[] state = state();
        synchronized (state) {
            return state[index];
        }
    }

    /** How many frames of the flood have gone down. */
    int down() {
        return get(DOWN);
    }

    /** How many answers to the flood have gone up. */
    int up() {
        return get(UP);
    }

    /** How many answers to the flood had gone up before that to the last call. */
    int beforeAnswer() {
        return get(ANSWERED);
    }

    @Override
    public OutputStream down(OutputStream child) {
        return counted(true, child);
    }

    @Override
    public OutputStream up(OutputStream parent) {
        return counted(false, parent);
    }

    private OutputStream counted(boolean down, OutputStream out) {
        int[] state = state();
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                pass(state, down, bytes, offset, length); // a link writes whole frames
                out.write(bytes, offset, length);
            }
        };
    }
}
