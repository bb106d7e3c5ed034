package mitogen.cli;

import java.util.concurrent.CompletionStage;
import mitogen.Context;

/** What a command does at each of its targets. */
@FunctionalInterface
interface Work {
    /** Starts it, without waiting, and promises its exit status. */
    CompletionStage<Integer> start(Target target, Context context, Session session);
}
