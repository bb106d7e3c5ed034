package mitogen.cli.contexts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.cli.status.Failures;
import mitogen.controller.Mitogen.ClassUse;

/** The contexts of a session, in the hands of one command. What it has begun ends with it; the contexts stay. */
public final class KeptTree implements Tree {
    private final KeptContexts kept;
    private final ContextOutput output;
    private final Aside aside = new Aside();
    private final List<Call<?>> calls = new ArrayList<>(); // guarded by itself
    private boolean closed; // guarded by calls

    KeptTree(KeptContexts kept, ContextOutput output) {
        this.kept = kept;
        this.output = output;
    }

    ContextOutput output() {
        return output;
    }

    Aside aside() {
        return aside;
    }

    /**
     * Has a command begun at a target: in the context there, or where there is no Java by a shell, from the context before it.
     *
     * @param names of what lies at the end of each part of the way
     * @param there begins it in the context
     * @param behind begins it behind the last hop
     */
    public CompletionStage<Integer> reach(
            List<String> names,
            List<ConnectionMethod> way,
            Function<Context, CompletionStage<Integer>> there,
            BiFunction<Context, ConnectionMethod, CompletionStage<Integer>> behind) {
        int last = way.size() - 1;
        if (kept.lacksJava(way)) {
            return behind.apply(kept.context(way.subList(0, last), names, this), way.get(last));
        }
        return kept.context(way, names, this)
                .onUp()
                .handle((context, thrown) -> {
                    Throwable failure = Failures.unwrap(thrown);
                    if (failure == null) {
                        return there.apply(context);
                    }
                    if (kept.lacksJava(way, failure)) {
                        return behind.apply(kept.context(way.subList(0, last), names, this), way.get(last));
                    }
                    throw new CompletionException(failure);
                })
                .thenCompose(stage -> stage);
    }

    @Override
    public Context root() {
        return kept.mitogen().context();
    }

    @Override
    public void drain() {
        kept.mitogen().drain();
        aside.drain();
    }

    @Override
    public List<ClassUse> classReport() {
        throw new AssertionError("an option that is not for a session");
    }

    /** Of a client that is gone nothing is begun any more. */
    @Override
    public <T> Call<T> begun(Call<T> call) {
        synchronized (calls) {
            if (!closed) {
                calls.add(call);
                return call;
            }
        }
        call.cancel(true);
        return call;
    }

    @Override
    public void close() {
        List<Call<?>> left;
        synchronized (calls) {
            closed = true;
            left = List.copyOf(calls);
            calls.clear();
        }
        left.forEach(call -> call.cancel(true)); // nothing happens to a call that is done
        kept.left(this);
        aside.close();
    }
}
