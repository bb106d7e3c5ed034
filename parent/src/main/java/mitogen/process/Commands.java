package mitogen.process;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.RemoteProcess;

/** What a context does with commands. */
public final class Commands {
    private Commands() {}

    /**
     * See {@link Context#submit(Command)}.
     *
     * @param here where the caller runs
     */
    public static Call<CommandResult> submit(Context context, Origin here, Command command) {
        return CommandCall.submit(context, here, command, Plans.toRun(command), null);
    }

    /**
     * See {@link Context#submit(ConnectionMethod, Command)}.
     *
     * @param from the context that runs the method's tool
     * @param here the context that the caller runs in
     * @param name of the place behind it
     * @return the call; null if the command needs a context there
     */
    public static Call<CommandResult> submit(
            Context from, Context here, ConnectionMethod method, String name, Command command) {
        Plan plan = Plans.toRunBehind(command);
        Origin origin = new Origin(here, false); // it is no part of a pipe
        return plan == null ? null : CommandCall.submit(from, origin, method, name, command, plan);
    }

    /**
     * See {@link Context#start(Command)}.
     *
     * @param here where the caller runs
     * @param timeout how long to wait until it runs; null for any time
     */
    public static RemoteProcess start(Context context, Origin here, Command command, Duration timeout) {
        return ContextProcess.start(context, here, command, timeout);
    }

    /** See {@link Context#startDetached(Command)}. */
    public static long startDetached(Context context, Command command) {
        Ended ended = context.call(new RunProcess(Plans.toDetach(command), null, null, null));
        CommandResult result =
                new Results(command, context.name()).of(ended, null, null).orThrow();
        return Long.parseLong(new String(result.output(), StandardCharsets.US_ASCII).strip());
    }
}
