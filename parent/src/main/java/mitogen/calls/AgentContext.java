package mitogen.calls;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import mitogen.Action;
import mitogen.Call;
import mitogen.CallLimit;
import mitogen.Chain;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.End;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.Task;
import mitogen.agent.Agent;
import mitogen.connect.ContextSpec;
import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/**
 * A context, seen from the agent of one. It knows its number; what can be done there is up to the {@link Caller}. Views of
 * it, with a deadline for its calls or a limit to them, are equal to it and travel as it.
 */
public final class AgentContext implements Context, Carried {
    /** Its code in the value format. */
    static final int CODE = 21;

    private final Caller caller;
    private final int id;
    private final String name;

    /** For each call, or null. */
    final Duration timeout;

    /** To its calls, or null. */
    final CallLimit limit;

    AgentContext(Caller caller, int id, String name, Duration timeout, CallLimit limit) {
        this.caller = caller;
        this.id = id;
        this.name = name;
        this.timeout = timeout;
        this.limit = limit;
    }

    /** The agent that it is seen from. */
    public Agent agent() {
        return caller.agent;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Context connect(ConnectionMethod method) {
        return caller.contexts.connect(this, method);
    }

    @Override
    public Context connect(String hops) {
        return caller.contexts.connect(this, ContextSpec.parse(hops));
    }

    @Override
    public Context await() {
        caller.contexts.await(this);
        return this;
    }

    @Override
    public CompletionStage<Context> onUp() {
        return caller.contexts.watched(this).stages().up.minimalCompletionStage();
    }

    @Override
    public CompletionStage<End> onEnd() {
        return caller.contexts.watched(this).stages().end.minimalCompletionStage();
    }

    @Override
    public <T> Call<T> submit(Task<T> task) {
        return caller.submit(this, task, null);
    }

    @Override
    public Call<Void> submit(Action action) {
        return caller.submit(this, action, null);
    }

    @Override
    public void execute(Action action) {
        caller.execute(this, action);
    }

    @Override
    public Chain chain() {
        return new CallChain(caller, this);
    }

    @Override
    public Context withTimeout(Duration each) {
        return within(Objects.requireNonNull(each, "withTimeout got null"));
    }

    /** This context with a timeout, or with none if it is null. */
    AgentContext within(Duration each) {
        return new AgentContext(caller, id, name, each, limit);
    }

    /** The timeout in nanoseconds, Long.MAX_VALUE if there is none. */
    long timeout() {
        return timeout == null ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.convert(timeout);
    }

    @Override
    public Context withLimit(CallLimit other) {
        return new AgentContext(caller, id, name, timeout, Objects.requireNonNull(other, "withLimit got null"));
    }

    @Override
    public ExecutorService asExecutor() {
        return caller.executor(this);
    }

    @Override
    public <T> Receiver<T> receiver(Class<?>... accepted) {
        return caller.receiver(this, accepted);
    }

    @Override
    public void accept(Class<?>... types) {
        caller.accepted.add(this, types);
    }

    @Override
    public <S> Service<S> offer(Class<S> type, Callable<? extends S> start) {
        return caller.offer(this, type, start);
    }

    @Override
    public Duration ping() {
        return caller.contexts.ping(this);
    }

    @Override
    public void grant(Context caller) {
        this.caller.contexts.grant(this, caller);
    }

    @Override
    public void close() {
        caller.contexts.close(this);
    }

    @Override
    public void write(ValueWriter to) {
        GivingWriter.check(to, caller, this);
        caller.handed.give(Handed.CONTEXT, id, to.destination);
        to.putByte(CODE);
        to.putInt(id);
        to.putString(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgentContext
                && ((AgentContext) other).id == id
                && ((AgentContext) other).caller == caller;
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return name;
    }
}
