package mitogen.parent;

import java.time.Duration;
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
import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/** A context, seen from the agent of one. It knows its number; what can be done there is up to
 * the {@link Parent}. */
final class AgentContext implements Context, Carried {
    /** Its code in the value format. */
    static final int CODE = 21;

    private final Parent parent;
    private final int id;
    private final String name;

    AgentContext(Parent parent, int id, String name) {
        this.parent = parent;
        this.id = id;
        this.name = name;
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
        return parent.connect(this, method);
    }

    @Override
    public Context await() {
        parent.await(this);
        return this;
    }

    @Override
    public <T> Call<T> submit(Task<T> task) {
        return parent.submit(this, task);
    }

    @Override
    public Call<Void> submit(Action action) {
        return parent.submit(this, action);
    }

    @Override
    public void execute(Action action) {
        parent.execute(this, action);
    }

    @Override
    public Chain chain() {
        throw new IllegalStateException("to come");
    }

    @Override
    public Context withTimeout(Duration timeout) {
        throw new IllegalStateException("to come");
    }

    @Override
    public Context withLimit(int calls) {
        throw new IllegalStateException("to come");
    }

    @Override
    public ExecutorService asExecutor() {
        throw new IllegalStateException("to come");
    }

    @Override
    public <T> Receiver<T> receiver(Class<?>... accepted) {
        throw new IllegalStateException("to come");
    }

    @Override
    public <S> Service<S> offer(Class<S> type, Callable<? extends S> start) {
        return parent.offer(this, type, start);
    }

    @Override
    public Duration ping() {
        return parent.ping(this);
    }

    @Override
    public void grant(Context caller) {
        parent.grant(this, caller);
    }

    @Override
    public void close() {
        parent.close(this);
    }

    @Override
    public void write(ValueWriter to) {
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
