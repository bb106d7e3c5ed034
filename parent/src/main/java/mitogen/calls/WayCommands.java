package mitogen.calls;

import java.util.List;
import java.util.Objects;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.methods.CommandMethod;
import mitogen.process.Commands;

/** Runs commands at the end of a path. The hops before the last one are contexts; the last one is too if the command needs it. */
final class WayCommands {
    private WayCommands() {}

    /** See {@link Context#submit(ConnectionMethod, Command)}. */
    static Call<CommandResult> submit(AgentContext from, Context here, List<ConnectionMethod> hops, Command command) {
        Objects.requireNonNull(command, "a way needs a command at its end, and got null");
        AgentContext first = null;
        AgentContext at = from;
        ConnectionMethod last = hops.get(hops.size() - 1);
        try {
            for (ConnectionMethod method : hops.subList(0, hops.size() - 1)) {
                at = connect(at, method);
                first = first == null ? at : first;
            }
            Call<CommandResult> call = last instanceof CommandMethod
                    ? Commands.submit(at, here, last, Contexts.nameBehind(at, last), command)
                    : null;
            if (call == null) {
                at = connect(at, last);
                first = first == null ? at : first;
                call = at.submit(command);
            }
            if (first != null) {
                Context opened = first.within(null);
                var unused = call.whenComplete((result, failure) -> close(opened));
            }
            return call;
        } catch (RuntimeException | Error e) {
            if (first != null) {
                close(first.within(null));
            }
            throw e;
        }
    }

    private static AgentContext connect(AgentContext from, ConnectionMethod method) {
        return ((AgentContext) from.connect(method)).within(from.timeout);
    }

    /** Whoever waits for the command need not wait for that. */
    private static void close(Context opened) {
        Thread thread = new Thread(opened::close, "mitogen-close-" + opened);
        thread.setDaemon(true);
        thread.start();
    }
}
