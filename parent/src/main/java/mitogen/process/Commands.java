package mitogen.process;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.RemoteProcess;

/** What a context does with commands. */
public final class Commands {
    private Commands() {}

    /**
     * See {@link Context#submit(Command)}.
     *
     * @param here the context that the caller runs in
     */
    public static Call<CommandResult> submit(Context context, Context here, Command command) {
        return CommandCall.submit(context, here, command, Plans.toRun(command), null);
    }

    /**
     * See {@link Context#start(Command)}.
     *
     * @param here the context that the caller runs in
     * @param timeout how long to wait until it runs; null for any time
     */
    public static RemoteProcess start(Context context, Context here, Command command, Duration timeout) {
        return ContextProcess.start(context, here, command, timeout);
    }

    /** See {@link Context#startDetached(Command)}. */
    public static long startDetached(Context context, Command command) {
        Ended ended = context.call(new RunProcess(Plans.toDetach(command), null, null, null));
        CommandResult result =
                new Results(command, context).of(ended, null, null).orThrow();
        return Long.parseLong(new String(result.output(), StandardCharsets.US_ASCII).strip());
    }
}
