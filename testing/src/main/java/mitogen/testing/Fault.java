package mitogen.testing;

import java.io.OutputStream;
import java.time.Duration;

/**
 * What the link of an {@link InProcess} context does to the bytes that cross it. The methods here return faults that come
 * after a number of bytes, in both directions; {@link LinkSwitch} is a fault that comes when a test says so.
 *
 * <p>A fault of your own is a record that implements this interface. It replaces the stream of one direction, or of both.
 * Each stream is written to by one thread at a time, and {@code close} may come from another thread while a write waits.
 * A write that throws ends that direction of the link.
 */
public interface Fault {
    /**
     * Takes what the parent sends. Called once for each connect.
     *
     * @param child where it goes on to
     * @return the stream that the parent writes to
     */
    default OutputStream down(OutputStream child) {
        return child;
    }

    /**
     * Takes what the child sends. Called once for each connect.
     *
     * @param parent where it goes on to
     * @return the stream that the child writes to
     */
    default OutputStream up(OutputStream parent) {
        return parent;
    }

    /** {@return this fault for what the parent sends, and for nothing else} */
    default Fault onlyDown() {
        return new OneWay(this, true);
    }

    /** {@return this fault for what the child sends, and for nothing else} */
    default Fault onlyUp() {
        return new OneWay(this, false);
    }

    /**
     * Ends the stream, possibly in the middle of a message. Both sides notice at once.
     *
     * @param bytes how many pass before, at least 0
     * @return the fault
     */
    static Fault cutAfter(long bytes) {
        return new ByteFault(ByteFault.Kind.CUT, bytes, 0);
    }

    /**
     * Loses all later bytes, and tells nobody. The parent notices by missing heartbeats: see {@code
     * Options.withHeartbeat}.
     *
     * @param bytes how many pass before, at least 0
     * @return the fault
     */
    static Fault dropAfter(long bytes) {
        return new ByteFault(ByteFault.Kind.DROP, bytes, 0);
    }

    /**
     * Changes one byte. A link takes its bytes as they come, as ssh and TCP have checked them: a damaged value may
     * arrive as another value.
     *
     * @param bytes how many pass before, at least 0
     * @param bits the bits of that byte that are inverted, 1 to 255
     * @return the fault
     */
    static Fault corruptAfter(long bytes, int bits) {
        return new ByteFault(ByteFault.Kind.CORRUPT, bytes, bits);
    }

    /**
     * Delays each write, and so what is written behind it. A write has one or more messages, or a part of one.
     *
     * @param time of each write, not negative
     * @return the fault
     */
    static Fault delay(Duration time) {
        return new SlowFault(time);
    }

    /**
     * Writes each byte alone, so that reads return as little as they may.
     *
     * @return the fault
     */
    static Fault split() {
        return new ByteFault(ByteFault.Kind.SPLIT, 0, 0);
    }
}
