package mitogen.cli.work;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import mitogen.Context;
import mitogen.cli.targets.Target;

/** What a command does at each of its targets, in a context that is connected for it. */
@FunctionalInterface
public interface Work {
    /** Starts it, without waiting, and promises its exit status. */
    CompletionStage<Integer> start(Target target, Context context, Execution execution);

    /** Does what waits on a thread of its own, with that name, and promises what it gives. */
    static CompletionStage<Integer> onThread(String name, Callable<Integer> work) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(work.call());
                    } catch (Throwable failure) {
                        done.completeExceptionally(failure);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
