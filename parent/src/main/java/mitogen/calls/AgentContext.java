package mitogen.calls;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import mitogen.Action;
import mitogen.Call;
import mitogen.Chain;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.Task;
import mitogen.agent.Agent;
import mitogen.connect.ContextSpec;
import mitogen.internal.Limit;
import mitogen.internal.Limited;
import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/**
 * A context, seen from the agent of one. It knows its number; what can be done there is up to the {@link Caller}. Views of
 * it, with a deadline for its calls or a limit to them, are equal to it and travel as it.
 */
public final class AgentContext implements Context, Limited, Carried {
    /** Its code in the value format. */
    static final int CODE = 21;

    private final Caller caller;
    private final int id;
    private final String name;

    /** For each call, or null. */
    final Duration timeout;

    /** To its calls, or null. */
    final Limit limit;

    AgentContext(Caller caller, int id, String name, Duration timeout, Limit limit) {
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
        return caller.places.connect(this, method);
    }

    @Override
    public Context connect(String hops) {
        return caller.places.connect(this, ContextSpec.parse(hops));
    }

    @Override
    public Context await() {
        caller.places.await(this);
        return this;
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
        return new AgentContext(caller, id, name, Objects.requireNonNull(each, "withTimeout got null"), limit);
    }

    @Override
    public Context withLimit(int calls) {
        return withLimit(new Limit(calls));
    }

    @Override
    public Context withLimit(Limit other) {
        return new AgentContext(caller, id, name, timeout, other);
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
        return caller.places.ping(this);
    }

    @Override
    public void grant(Context caller) {
        this.caller.places.grant(this, caller);
    }

    @Override
    public void close() {
        caller.places.close(this);
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
