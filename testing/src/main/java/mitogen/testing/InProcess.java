package mitogen.testing;

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
}
