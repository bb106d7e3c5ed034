package mitogen.calls;

import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.logging.Level;
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
import mitogen.connect.ContextSpec;
import mitogen.files.ContextFileSystem;
import mitogen.tree.Loss;
import mitogen.tree.RouteTable;
import mitogen.tree.Settings;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import mitogen.wire.ValueWriter;

/**
 * Does what contexts are asked for: makes calls and chains, and hands the rest on to {@link Contexts} and an {@link Opener}. One
 * for each agent. Thread-safe; it holds no lock.
 */
public final class CallOperations implements Operations, CallChain.Submitter {
    /** Opens what others can reach in this context. The rooms of channels and of services implement it. */
    public interface Opener {
        /** See {@link Context#receiver}. */
        <T> Receiver<T> receiver(Class<?>... types);

        /** See {@link Context#offer}. */
        <S> Service<S> offer(Class<S> type, Callable<? extends S> start);
    }

    private final Caller caller;
    private final Agent agent;
    private final Contexts contexts;
    private final Chains chains;
    private final Opener opener;

    public CallOperations(Caller caller, RouteTable routes, Opener opener) {
        this.caller = caller;
        this.opener = opener;
        agent = caller.agent;
        contexts = new Contexts(caller, routes);
        chains = new Chains(agent);
        caller.start(this, contexts);
    }

    @Override
    public Agent agent() {
        return agent;
    }

    @Override
    public Context self() {
        return caller.context();
    }

    /** Takes a message of a chain. On a task thread, in the order in which they came. */
    public void handleChain(Frame head) {
        chains.handle(head);
    }

    /** Contexts have ended. On a reader thread. */
    public void gone(Set<Integer> gone, Loss loss) {
        chains.forget(gone);
        contexts.gone(gone, loss);
    }

    /** All that was below this context has ended, and so has this context. */
    public void ended() {
        contexts.close();
    }

    @Override
    public Context connect(AgentContext from, ConnectionMethod method) {
        return contexts.connect(from, method);
    }

    @Override
    public Context connect(AgentContext from, String hops) {
        return contexts.connect(from, ContextSpec.parse(hops));
    }

    @Override
    public void await(AgentContext context) {
        contexts.await(context);
    }

    @Override
    public CompletionStage<Context> onUp(AgentContext context) {
        return contexts.watched(context).stages().up.minimalCompletionStage();
    }

    @Override
    public CompletionStage<End> onEnd(AgentContext context) {
        return contexts.watched(context).stages().end.minimalCompletionStage();
    }

    @Override
    public Chain chain(AgentContext context) {
        return new CallChain(this, chains, context);
    }

    @Override
    public void accept(AgentContext context, Class<?>... types) {
        caller.accepted.add(context, types);
    }

    @Override
    public FileSystem files(AgentContext context) {
        return new ContextFileSystem(
                context, caller.context(), Settings.read(agent.config).unidirectional());
    }

    @Override
    public Duration ping(AgentContext context) {
        return contexts.ping(context);
    }

    @Override
    public void grant(AgentContext context, Context other) {
        contexts.grant(context, other);
    }

    @Override
    public void close(AgentContext context) {
        contexts.close(context);
    }

    @Override
    public void write(AgentContext context, ValueWriter to) {
        GivingWriter.check(to, caller, context);
        caller.handed.give(Handed.CONTEXT, context.id(), to.destination);
        to.putByte(AgentContext.CODE);
        to.putInt(context.id());
        to.putString(context.name());
    }

    @Override
    public <T> Receiver<T> receiver(AgentContext context, Class<?>... types) {
        if (context.id() != agent.router.self) {
            throw new IllegalStateException(
                    "a channel is opened where its values are taken, and this runs in " + caller.context()
                            + ", not in " + context + "; open it with Context.current(), or in a task that " + context
                            + " runs");
        }
        caller.checkOpen();
        return opener.receiver(types);
    }

    @Override
    public <S> Service<S> offer(AgentContext context, Class<S> type, Callable<? extends S> start) {
        if (context.id() != agent.router.self) {
            throw new IllegalStateException("a service is offered by the context that it runs in, and this is "
                    + agent.name + "; to offer one in " + context + ", submit a task to it that says"
                    + " Context.current().offer(…) and returns the proxy");
        }
        return opener.offer(type, start);
    }

    @Override
    public <T> Call<T> submit(AgentContext context, Object work) {
        return submit(context, work, null);
    }

    @Override
    public <T> Call<T> submit(AgentContext context, Object work, CallChain.Run run) {
        return new PendingCall<T>(caller, context, run, encode(context, work, run)).start();
    }

    @Override
    public Call<CommandResult> submit(AgentContext from, List<ConnectionMethod> hops, Command command) {
        return WayCommands.submit(from, caller.context(), hops, command);
    }

    @Override
    public ExecutorService executor(AgentContext context) {
        return new ContextExecutor(agent, context);
    }

    @Override
    public void execute(AgentContext context, Action action) {
        TaskWriter task = encode(context, action, null);
        if (task.given.isEmpty()) {
            caller.classes().ahead(context.id(), task.roots());
            agent.router.send(context.id(), Protocol.CALL, 0, 0, task.frames());
        } else { // somebody has to hear that the senders did not get there
            var unused = new PendingCall<Void>(caller, context, null, task)
                    .start()
                    .exceptionally(failure -> {
                        agent.log(Level.WARNING, "a task that nobody waits for failed in " + context, failure);
                        return null;
                    });
        }
    }

    /** Writes a task on the calling thread, so that what it captures is copied, or refused, before {@code submit} returns. */
    private TaskWriter encode(Context context, Object work, CallChain.Run run) {
        Objects.requireNonNull(work, "a call needs a task, and got null");
        if (context.id() == agent.router.self) {
            caller.checkOpen(); // its task threads are gone
        }
        TaskWriter payload = new TaskWriter(caller, "the task", agent.router.maxMessage, context.id());
        if (run != null) {
            payload.putInt(run.chain());
            payload.putInt(run.number);
        }
        try {
            Object traced = TraceContext.around(work);
            Object whole = MdcTask.around(traced, work, payload);
            payload.put(whole);
            payload.task(work);
            if (traced != work) {
                payload.needs(TraceContext.API);
            }
            caller.classes().check(context.id(), work.getClass(), payload.roots());
        } catch (RuntimeException | LinkageError e) {
            Given.withdrawn(payload.given);
            throw e;
        }
        return payload;
    }
}
