package mitogen.testing;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import mitogen.ConnectionMethod;

/**
 * Connects a context in the JVM of the context that connects: for tests and debugging. Such a context is up within
 * milliseconds, and breakpoints work in its tasks. It behaves like any other: tasks and results are copied, and classes of
 * the application are loaded anew, so their static fields are its own.
 *
 * <p>It shares what belongs to a process. Its output and its log records are those of the JVM, and do not arrive at the
 * controller. {@code System.exit} ends the JVM. A task that ignores its interruption goes on after the context has ended.
 *
 * <p>Immutable. In a text such as {@code "ssh:web1"} it has no name.
 */
public sealed interface InProcess extends ConnectionMethod permits InProcessForm {
    /** {@return the method, with a link without faults} */
    static InProcess inProcess() {
        return new InProcessForm(List.of());
    }

    /**
     * {@return this method with one more fault in its link} What the parent sends passes the faults in the order in
     * which they were given here. What the child sends passes them in the opposite order.
     *
     * @param fault travels to the context that connects, so it has to be a value: those that {@link Fault} makes are, and so is a
     *     record
     */
    InProcess over(Fault fault);

    /**
     * What the link of an in-process context does to the bytes that cross it. The methods here return faults that come
     * after a number of bytes, in both directions; those of {@link #onDemand} come when a test says so.
     *
     * <p>A fault of your own is a record that implements this interface. It replaces the stream of one direction, or of both.
     * Each stream is written to by one thread at a time, and {@code close} may come from another thread while a write waits.
     * A write that throws ends that direction of the link.
     */
    interface Fault {
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
            return new Faults.OneWay(this, true);
        }

        /** {@return this fault for what the child sends, and for nothing else} */
        default Fault onlyUp() {
            return new Faults.OneWay(this, false);
        }

        /**
         * Ends the stream, possibly in the middle of a message. Both sides notice at once.
         *
         * @param bytes how many pass before, at least 0
         * @return the fault
         */
        static Fault cutAfter(long bytes) {
            return new Faults.AtByte(Faults.AtByte.Kind.CUT, bytes, 0);
        }

        /**
         * Loses all later bytes, and tells nobody. The parent notices by missing heartbeats: see {@code
         * Options.withHeartbeat}.
         *
         * @param bytes how many pass before, at least 0
         * @return the fault
         */
        static Fault dropAfter(long bytes) {
            return new Faults.AtByte(Faults.AtByte.Kind.DROP, bytes, 0);
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
            return new Faults.AtByte(Faults.AtByte.Kind.CORRUPT, bytes, bits);
        }

        /**
         * Delays each write, and so what is written behind it. A write has one or more messages, or a part of one.
         *
         * @param time of each write, not negative
         * @return the fault
         */
        static Fault delay(Duration time) {
            return new Faults.Slow(time);
        }

        /**
         * Writes each byte alone, so that reads return as little as they may.
         *
         * @return the fault
         */
        static Fault split() {
            return new Faults.AtByte(Faults.AtByte.Kind.SPLIT, 0, 0);
        }

        /** {@return a fault that comes when the test says so; the link lets everything pass until then} */
        static Switch onDemand() {
            return SwitchForm.create();
        }

        /**
         * A fault that comes when the test says so. One switch may be in several links; it acts on all of them, in both
         * directions. It works in the JVM where it was made. Thread-safe.
         *
         * <pre>{@code
         * Fault.Switch link = Fault.onDemand();
         * Context web = mitogen.connect(inProcess().over(link));
         * link.cut();
         * }</pre>
         */
        sealed interface Switch extends Fault permits SwitchForm {
            /**
             * Ends the links for good, as where a cable or a connection breaks. Both sides notice at once.
             *
             * @throws IllegalStateException in another JVM than that where it was made
             */
            void cut();

            /**
             * Lets nothing pass from now on. What is written waits; what was written goes on to arrive. The parent notices by
             * missing heartbeats: see {@code Options.withHeartbeat}. Does nothing after {@link #cut}.
             *
             * @throws IllegalStateException in another JVM than that where it was made
             */
            void freeze();

            /**
             * Lets everything pass again, first what has waited.
             *
             * @throws IllegalStateException in another JVM than that where it was made
             */
            void thaw();
        }
    }
}
