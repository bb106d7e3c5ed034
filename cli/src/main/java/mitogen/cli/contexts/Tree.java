package mitogen.cli.contexts;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.controller.Mitogen.ClassUse;

/** The tree of contexts that a command works with. It belongs to the command, or to a session, which keeps it. */
public interface Tree extends AutoCloseable {
    /** The controller's own context. */
    Context root();

    /**
     * Has work begun in the context at the end of a way, which is connected if it is not. The way may be forgotten once all work has
     * begun: see {@link #allBegun}.
     *
     * @param names of what lies at the end of each part of the way
     */
    CompletionStage<Integer> at(
            List<String> names, List<ConnectionMethod> way, Function<Context, CompletionStage<Integer>> work);

    /** The same in a context that no other command has: what runs there may do what it likes with it, and may end it. */
    CompletionStage<Integer> alone(
            List<String> names, List<ConnectionMethod> way, Function<Context, CompletionStage<Integer>> work);

    /**
     * Has a command begun at the end of a way: in a context, if the tree keeps one there; else by a shell, from the context before it.
     *
     * @param names as for {@link #at}
     * @param there begins it in the context
     * @param behind begins it behind the last hop
     */
    CompletionStage<Integer> reach(
            List<String> names,
            List<ConnectionMethod> way,
            Function<Context, CompletionStage<Integer>> there,
            BiFunction<Context, ConnectionMethod, CompletionStage<Integer>> behind);

    /** All work has begun: the passwords of the ways are not needed any more, unless a connect may be tried again. */
    void allBegun();

    /** Does something on the thread that calls; it may be interrupted when the tree is closed. */
    <T> T onThisThread(Callable<T> work) throws Exception;

    /** All work is done: has printed what {@link #close} would not print. */
    void allDone();

    /** Has all printed that has arrived so far. */
    void drain();

    /** See {@link mitogen.controller.Mitogen#classReport}. */
    List<ClassUse> classReport();

    /** A call of the command is under way, and ends with the command. */
    <T> Call<T> begun(Call<T> call);

    /** Ends all that the command has begun. */
    @Override
    void close();
}
