package mitogen.cli.contexts;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.logging.Level;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Mitogen.ClassUse;
import mitogen.controller.Options;

/** A tree for one command, which ends with it. What its controller logs is printed where the command prints. */
public final class OwnTree implements Tree {
    private final OwnLog log;
    private final Mitogen mitogen;
    private final Connector connector;

    public OwnTree(ContextOutput output, Level level, Options options, Retry retry) {
        log = OwnLog.to(output, level);
        mitogen = Mitogen.open(options.withOutput(output).withLogLevel(level));
        connector = new Connector(mitogen.context(), output, retry);
    }

    @Override
    public Context root() {
        return mitogen.context();
    }

    @Override
    public CompletionStage<Integer> at(
            List<String> names, List<ConnectionMethod> way, Function<Context, CompletionStage<Integer>> work) {
        return connector.retries()
                ? connector.up(names, way).thenCompose(work)
                : work.apply(connector.connect(names, way));
    }

    @Override
    public CompletionStage<Integer> alone(
            List<String> names, List<ConnectionMethod> way, Function<Context, CompletionStage<Integer>> work) {
        return at(names, way, work);
    }

    @Override
    public CompletionStage<Integer> reach(
            List<String> names,
            List<ConnectionMethod> way,
            Function<Context, CompletionStage<Integer>> there,
            BiFunction<Context, ConnectionMethod, CompletionStage<Integer>> behind) {
        ConnectionMethod last = way.get(way.size() - 1);
        return connector.behind(names, way, from -> behind.apply(from, last));
    }

    @Override
    public void allBegun() {
        if (!connector.retries()) {
            connector.forget();
        }
    }

    @Override
    public <T> T onThisThread(Callable<T> work) throws Exception {
        return work.call();
    }

    @Override
    public void allDone() {
        // The last output of a context is printed when the context ends.
    }

    @Override
    public void drain() {
        mitogen.drain();
    }

    @Override
    public List<ClassUse> classReport() {
        return mitogen.classReport();
    }

    @Override
    public <T> Call<T> begun(Call<T> call) {
        return call;
    }

    @Override
    public void close() {
        mitogen.close();
        log.close();
    }
}
