package mitogen.calls;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import mitogen.Call;
import mitogen.Call.Chain;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.End;
import mitogen.Forward;
import mitogen.Receiver;
import mitogen.RemoteProcess;
import mitogen.Service;
import mitogen.Task;
import mitogen.Task.Action;
import mitogen.agent.Agent;
import mitogen.connect.ContextSpec;
import mitogen.internal.Below;
import mitogen.lasting.Detach;
import mitogen.lasting.Linger;
import mitogen.lasting.ListDetached;
import mitogen.process.Commands;
import mitogen.process.Origin;
import mitogen.process.Shells;
import mitogen.route.Link;
import mitogen.sockets.Sockets;
import mitogen.tree.Settings;
import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/**
 * A context, seen from the agent of one. It knows its number; what can be done there is up to the {@link Operations}. Views of
 * it, with a deadline for its calls or a limit to them, are equal to it and travel as it. Immutable.
 */
public final class AgentContext implements Context, Carried, Shells.Place, Below {
    /** Its code in the value format. */
    static final int CODE = 21;

    private final Operations operations;
    private final int id;
    private final String name;

    /** For each call, or null. */
    final Duration timeout;

    /** To its calls, or null. */
    final Call.Limit limit;

    AgentContext(Operations operations, int id, String name, Duration timeout, Call.Limit limit) {
        this.operations = operations;
        this.id = id;
        this.name = name;
        this.timeout = timeout;
        this.limit = limit;
    }

    /** The agent that it is seen from. */
    public Agent agent() {
        return operations.agent();
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
        return operations.connect(this, method);
    }

    @Override
    public Context connect(String hops) {
        return operations.connect(this, hops);
    }

    @Override
    public Context await() {
        operations.await(this);
        return this;
    }

    @Override
    public CompletionStage<Context> onUp() {
        return operations.onUp(this);
    }

    @Override
    public CompletionStage<End> onEnd() {
        return operations.onEnd(this);
    }

    @Override
    public <T> Call<T> submit(Task<T> task) {
        return operations.submit(this, task);
    }

    @Override
    public Call<Void> submit(Action action) {
        return operations.submit(this, action);
    }

    @Override
    public Call<CommandResult> submit(Command command) {
        return Commands.submit(this, here(), command);
    }

    @Override
    public Call<CommandResult> submit(ConnectionMethod method, Command command) {
        Objects.requireNonNull(method, "a way needs a connection method, and got null");
        return operations.submit(this, List.of(method), command);
    }

    @Override
    public Call<CommandResult> submit(String hops, Command command) {
        return operations.submit(this, ContextSpec.parse(hops).methods(), command);
    }

    @Override
    public Context nextHop() {
        Link link = agent().router.linkTo(id);
        return link == null || link == agent().router.parent
                ? null
                : new AgentContext(operations, link.peer, link.name, null, null);
    }

    @Override
    public Shells shells() {
        return (Shells) agent().modules.parentRole();
    }

    @Override
    public RemoteProcess start(Command command) {
        return Commands.start(within(null), here(), command, timeout);
    }

    @Override
    public long startDetached(Command command) {
        return Commands.startDetached(this, command);
    }

    private Origin here() {
        boolean fenced = Settings.read(agent().config).unidirectional();
        return new Origin((Context) agent().modules.parentRole().context(), fenced);
    }

    @Override
    public void execute(Action action) {
        operations.execute(this, action);
    }

    @Override
    public Chain chain() {
        return operations.chain(this);
    }

    @Override
    public Context withTimeout(Duration each) {
        return within(Objects.requireNonNull(each, "withTimeout got null"));
    }

    /** This context with a timeout, or with none if it is null. */
    AgentContext within(Duration each) {
        return new AgentContext(operations, id, name, each, limit);
    }

    /** The timeout in nanoseconds, Long.MAX_VALUE if there is none. */
    long timeout() {
        return timeout == null ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.convert(timeout);
    }

    @Override
    public Context withLimit(Call.Limit other) {
        return new AgentContext(operations, id, name, timeout, Objects.requireNonNull(other, "withLimit got null"));
    }

    @Override
    public ExecutorService asExecutor() {
        return operations.executor(this);
    }

    @Override
    public <T> Receiver<T> receiver(Class<?>... accepted) {
        return operations.receiver(this, accepted);
    }

    @Override
    public void accept(Class<?>... types) {
        operations.accept(this, types);
    }

    @Override
    public <S> Service<S> offer(Class<S> type, Callable<? extends S> start) {
        return operations.offer(this, type, start);
    }

    @Override
    public FileSystem files() {
        return operations.files(this);
    }

    @Override
    public SocketFactory sockets() {
        return Sockets.factory(operations.self(), plain());
    }

    @Override
    public Forward forward(SocketAddress local, SocketAddress remote) throws IOException {
        return Sockets.forward(operations.self(), plain(), local, remote);
    }

    @Override
    public Forward reverse(SocketAddress remote, SocketAddress local) throws IOException {
        return Sockets.reverse(operations.self(), plain(), remote, local);
    }

    @Override
    public Forward socks(SocketAddress local) throws IOException {
        return Sockets.socks(operations.self(), plain(), local);
    }

    /** This context without a timeout and a limit: a connection is a call that may last. */
    private AgentContext plain() {
        return new AgentContext(operations, id, name, null, null);
    }

    @Override
    public Duration ping() {
        return operations.ping(this);
    }

    @Override
    public void grant(Context caller) {
        operations.grant(this, caller);
    }

    @Override
    public void linger(Duration limit) {
        call(new Linger(limit));
    }

    @Override
    public void detach(String detachedName, Duration idle) {
        call(new Detach(detachedName, idle));
    }

    @Override
    public List<String> detached() {
        return call(new ListDetached());
    }

    @Override
    public void close() {
        operations.close(this);
    }

    @Override
    public void write(ValueWriter to) {
        operations.write(this, to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgentContext
                && ((AgentContext) other).id == id
                && ((AgentContext) other).operations == operations;
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
