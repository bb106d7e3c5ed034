package mitogen.benchmarks;

import mitogen.Context;
import mitogen.Task;

/** What the contexts are asked to do. A class of its own, so that a context fetches no more than it needs. */
final class Tasks {
    private Tasks() {}

    /** The trivial task. */
    static int call(Context context) {
        return context.call(() -> 1);
    }

    /** A task that names a context: it brings along all that a context needs to call others. */
    static String nameOf(Context context) {
        return context.call(() -> Context.current().name());
    }

    /** The trivial task as a record: no lambda has to be linked at the far side. */
    record Trivial() implements Task<Integer> {
        @Override
        public Integer run() {
            return 1;
        }
    }
}
