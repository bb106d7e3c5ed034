package mitogen.agent;

import java.time.Duration;
import mitogen.Action;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Task;

/** A context, seen from the agent of one. It only knows its number; what it can do is up to the {@link ParentRole}. */
final class AgentContext extends Context {
    private final Agent agent;
    private final int id;
    private final String name;

    AgentContext(Agent agent, int id, String name) {
        this.agent = agent;
        this.id = id;
        this.name = name;
    }

    void makeCurrent() {
        enter();
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
        return agent.parentRole().connect(this, method);
    }

    @Override
    public Context await() {
        agent.parentRole().await(this);
        return this;
    }

    @Override
    public <T> Call<T> submit(Task<T> task) {
        return agent.parentRole().submit(this, task);
    }

    @Override
    public Call<Void> submit(Action action) {
        return agent.parentRole().submit(this, action);
    }

    @Override
    public void execute(Action action) {
        agent.parentRole().execute(this, action);
    }

    @Override
    public Duration ping() {
        return agent.parentRole().ping(this);
    }

    @Override
    public void grant(Context caller) {
        agent.parentRole().grant(this, caller);
    }

    @Override
    public void close() {
        agent.parentRole().close(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgentContext
                && ((AgentContext) other).id == id
                && ((AgentContext) other).agent == agent;
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
