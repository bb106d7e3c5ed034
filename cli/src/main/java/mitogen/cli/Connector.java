package mitogen.cli;

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
import mitogen.connect.ContextSpec;

/** Connects the ways to the targets. The last hop is a target's own; those before it are shared with others behind them. */
final class Connector {
    private final Context root;
    private final Output output;
    private final Retry retry;

    /** The contexts that lie on the path to others, by the path to them. Guarded by this. */
    private final Map<List<ConnectionMethod>, Context> shared = new HashMap<>();

    Connector(Context root, Output output, Retry retry) {
        this.root = root;
        this.output = output;
        this.retry = retry;
    }

    boolean retries() {
        return retry.isOn();
    }

    /** Gives the context at once, whatever comes of the connect. */
    synchronized Context connect(Target target, List<ConnectionMethod> way) {
        return connect(before(target, way), way.get(way.size() - 1), target.name());
    }

    /** Gives the context before the last hop. */
    private synchronized Context before(Target target, List<ConnectionMethod> way) {
        Context context = root;
        for (int i = 1; i < way.size(); i++) {
            List<ConnectionMethod> part = way.subList(0, i);
            Context known = shared.get(part);
            if (known == null || known.onEnd().toCompletableFuture().isDone()) {
                known = connect(context, way.get(i - 1), nameOf(target.hops().subList(0, i)));
                shared.put(part, known);
            }
            context = known;
        }
        return context;
    }

    /** Has something done behind the last hop by the context before it; what fails to connect is tried again as for a context. */
    CompletionStage<Integer> behind(
            Target target, List<ConnectionMethod> way, Function<Context, CompletionStage<Integer>> work) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        attempt(() -> work.apply(before(target, way)), 1, done);
        return done;
    }

    /** Gives the context when it is up; a connect that fails is tried again as the options say. */
    CompletionStage<Context> up(Target target, List<ConnectionMethod> way) {
        CompletableFuture<Context> up = new CompletableFuture<>();
        attempt(() -> connect(target, way).onUp(), 1, up);
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

    private static String nameOf(List<ConnectionMethod> way) {
        return new ContextSpec(way).toString();
    }

    /** The paths have passwords in them, and are not needed any more. */
    synchronized void forget() {
        shared.clear();
    }
}
