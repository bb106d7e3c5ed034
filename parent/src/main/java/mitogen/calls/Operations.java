package mitogen.calls;

import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import mitogen.Call;
import mitogen.Call.Chain;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.End;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.Task.Action;
import mitogen.agent.Agent;
import mitogen.wire.ValueWriter;

/** What a {@link Context} has done by the agent that it is seen from: each method is that of a context, for the given one. */
interface Operations {
    /** The agent. */
    Agent agent();

    /** The context of that agent. */
    Context self();

    Context connect(AgentContext from, ConnectionMethod method);

    Context connect(AgentContext from, String hops);

    void await(AgentContext context);

    CompletionStage<Context> onUp(AgentContext context);

    CompletionStage<End> onEnd(AgentContext context);

    <T> Call<T> submit(AgentContext context, Object work);

    /** Runs a command at the end of a path that begins in the context. */
    Call<CommandResult> submit(AgentContext from, List<ConnectionMethod> hops, Command command);

    void execute(AgentContext context, Action action);

    Chain chain(AgentContext context);

    ExecutorService executor(AgentContext context);

    <T> Receiver<T> receiver(AgentContext context, Class<?>... types);

    void accept(AgentContext context, Class<?>... types);

    <S> Service<S> offer(AgentContext context, Class<S> type, Callable<? extends S> start);

    FileSystem files(AgentContext context);

    Duration ping(AgentContext context);

    void grant(AgentContext context, Context other);

    void close(AgentContext context);

    /** Appends the context as a value. */
    void write(AgentContext context, ValueWriter to);
}
