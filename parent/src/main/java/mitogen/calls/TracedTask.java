package mitogen.calls;

import java.util.Map;
import mitogen.Task;
import mitogen.Task.Action;

/**
 * A task that continues the trace of its caller.
 *
 * @param work the task or action
 * @param trace the id of the trace
 * @param span the id of the caller's span
 * @param flags of the trace
 * @param state what vendors have added
 */
record TracedTask(Object work, String trace, String span, byte flags, Map<String, String> state)
        implements Task<Object> {
    @Override
    public Object run() throws Exception {
        AutoCloseable scope = enter();
        try {
            if (work instanceof Task<?> task) {
                return task.run();
            }
            ((Action) work).run();
            return null;
        } finally {
            if (scope != null) {
                scope.close();
            }
        }
    }

    /** Null where the API is missing. */
    private AutoCloseable enter() {
        try {
            TraceContext context = TraceContext.of(work).orElse(null);
            return context == null ? null : context.enter(this);
        } catch (ReflectiveOperationException | LinkageError e) {
            return null; // a trace is never a reason not to do the work
        }
    }
}
