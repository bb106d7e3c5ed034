package mitogen.cli.contexts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.cli.status.Failures;

/** Connects the ways to the targets. The last hop is a target's own; those before it are shared with others behind them. */
final class Connector {
    private final Context root;
    private final ContextOutput output;
    private final Retry retry;

    /** The contexts that lie on the path to others, by the path to them. Guarded by this. */
    private final Map<List<ConnectionMethod>, Context> shared = new HashMap<>();

    Connector(Context root, ContextOutput output, Retry retry) {
        this.root = root;
        this.output = output;
        this.retry = retry;
    }

    /** Whether a connect that fails is tried again. */
    boolean retries() {
        return retry.isOn();
    }

    /**
     * Gives the context at once, whatever comes of the connect.
     *
     * @param names of what lies at the end of each part of the way
     */
    synchronized Context connect(List<String> names, List<ConnectionMethod> way) {
        return connect(before(names, way), way.get(way.size() - 1), names.get(way.size() - 1));
    }

    /** Gives the context before the last hop. */
    private synchronized Context before(List<String> names, List<ConnectionMethod> way) {
        Context context = root;
        for (int i = 1; i < way.size(); i++) {
            List<ConnectionMethod> part = way.subList(0, i);
            Context known = shared.get(part);
            if (known == null || known.onEnd().toCompletableFuture().isDone()) {
                known = connect(context, way.get(i - 1), names.get(i - 1));
                shared.put(part, known);
            }
            context = known;
        }
        return context;
    }

    /** Has something done behind the last hop by the context before it; what fails to connect is tried again as for a context. */
    CompletionStage<Integer> behind(
            List<String> names, List<ConnectionMethod> way, Function<Context, CompletionStage<Integer>> work) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        attempt(() -> work.apply(before(names, way)), 1, done);
        return done;
    }

    /** Gives the context when it is up; a connect that fails is tried again as the options say. */
    CompletionStage<Context> up(List<String> names, List<ConnectionMethod> way) {
        CompletableFuture<Context> up = new CompletableFuture<>();
        attempt(() -> connect(names, way).onUp(), 1, up);
        return up;
    }

    private <T> void attempt(Supplier<CompletionStage<T>> work, int count, CompletableFuture<T> done) {
        work.get().whenComplete((value, thrown) -> {
            Throwable failure = Failures.unwrap(thrown);
            if (failure == null) {
                done.complete(value);
            } else if (retry.again(failure, count)) {
                CompletableFuture.delayedExecutor(Retry.pauseMillis(count), TimeUnit.MILLISECONDS)
                        .execute(() -> again(work, count + 1, done));
            } else {
                done.completeExceptionally(failure);
            }
        });
    }

    private <T> void again(Supplier<CompletionStage<T>> work, int count, CompletableFuture<T> done) {
        try {
            attempt(work, count, done);
        } catch (RuntimeException closed) {
            done.completeExceptionally(closed);
        }
    }

    private Context connect(Context from, ConnectionMethod method, String name) {
        return output.named(name, () -> from.connect(method));
    }

    /** The paths have passwords in them, and are not needed any more. */
    synchronized void forget() {
        shared.clear();
    }
}
