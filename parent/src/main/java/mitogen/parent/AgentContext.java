package mitogen.parent;

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
import mitogen.call.Limit;
import mitogen.call.Limited;
import mitogen.connect.ContextSpec;
import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/**
 * A context, seen from the agent of one. It knows its number; what can be done there is up to the {@link Parent}. Views of
 * it, with a deadline for its calls or a limit to them, are equal to it and travel as it.
 */
final class AgentContext implements Context, Limited, Carried {
    /** Its code in the value format. */
    static final int CODE = 21;

    final Parent parent;
    private final int id;
    private final String name;

    /** For each call, or null. */
    final Duration timeout;

    /** To its calls, or null. */
    final Limit limit;

    AgentContext(Parent parent, int id, String name, Duration timeout, Limit limit) {
        this.parent = parent;
        this.id = id;
        this.name = name;
        this.timeout = timeout;
        this.limit = limit;
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
        return parent.places().connect(this, method);
    }

    @Override
    public Context connect(String hops) {
        return parent.places().connect(this, ContextSpec.parse(hops));
    }

    @Override
    public Context await() {
        parent.places().await(this);
        return this;
    }

    @Override
    public <T> Call<T> submit(Task<T> task) {
        return parent.submit(this, task, null);
    }

    @Override
    public Call<Void> submit(Action action) {
        return parent.submit(this, action, null);
    }

    @Override
    public void execute(Action action) {
        parent.execute(this, action);
    }

    @Override
    public Chain chain() {
        return new CallChain(parent, this);
    }

    @Override
    public Context withTimeout(Duration each) {
        return new AgentContext(parent, id, name, Objects.requireNonNull(each, "withTimeout got null"), limit);
    }

    @Override
    public Context withLimit(int calls) {
        return withLimit(new Limit(calls));
    }

    @Override
    public Context withLimit(Limit other) {
        return new AgentContext(parent, id, name, timeout, other);
    }

    @Override
    public ExecutorService asExecutor() {
        return parent.executor(this);
    }

    @Override
    public <T> Receiver<T> receiver(Class<?>... accepted) {
        return parent.receiver(this, accepted);
    }

    @Override
    public void accept(Class<?>... types) {
        parent.accepted().add(this, types);
    }

    @Override
    public <S> Service<S> offer(Class<S> type, Callable<? extends S> start) {
        return parent.offer(this, type, start);
    }

    @Override
    public Duration ping() {
        return parent.places().ping(this);
    }

    @Override
    public void grant(Context caller) {
        parent.places().grant(this, caller);
    }

    @Override
    public void close() {
        parent.places().close(this);
    }

    @Override
    public void write(ValueWriter to) {
        GivingWriter.check(to, parent, this);
        parent.handed().give(Handed.CONTEXT, id, to.destination);
        to.putByte(CODE);
        to.putInt(id);
        to.putString(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgentContext
                && ((AgentContext) other).id == id
                && ((AgentContext) other).parent == parent;
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
