package mitogen.calls;

import java.util.concurrent.CompletableFuture;
import mitogen.Context;
import mitogen.End;
import mitogen.MitogenException;

/**
 * The stages of a context's life, for those who asked for them. Run on a task thread whenever there is news, never on a
 * reader thread, as code of the program may depend on them. A stage completes once: a future takes only its first result.
 */
final class ContextStages implements Runnable {
    /** See {@link Context#onUp}. */
    final CompletableFuture<Context> up = new CompletableFuture<>();

    /** See {@link Context#onEnd}. */
    final CompletableFuture<End> end = new CompletableFuture<>();

    private final ContextState state;

    ContextStages(ContextState state) {
        this.state = state;
    }

    @Override
    public void run() {
        MitogenException failure = state.failure();
        if (state.wasUp()) {
            up.complete(state.context);
        } else if (failure != null) {
            up.completeExceptionally(failure);
        }
        End ended = state.end();
        if (ended != null) {
            end.complete(ended);
        }
    }
}
