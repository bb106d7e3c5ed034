package mitogen.integration;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
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

/** A context of a program's own, that does nothing itself: each method is that of another context. */
interface ForwardingContext extends Context {
    /** The other one. */
    Context inner();

    @Override
    default int id() {
        return inner().id();
    }

    @Override
    default String name() {
        return inner().name();
    }

    @Override
    default Context connect(ConnectionMethod method) {
        return inner().connect(method);
    }

    @Override
    default Context connect(String hops) {
        return inner().connect(hops);
    }

    @Override
    default Context await() {
        inner().await();
        return this;
    }

    @Override
    default CompletionStage<Context> onUp() {
        return inner().onUp();
    }

    @Override
    default CompletionStage<End> onEnd() {
        return inner().onEnd();
    }

    @Override
    default <T> Call<T> submit(Task<T> task) {
        return inner().submit(task);
    }

    @Override
    default Call<Void> submit(Action action) {
        return inner().submit(action);
    }

    @Override
    default void execute(Action action) {
        inner().execute(action);
    }

    @Override
    default Chain chain() {
        return inner().chain();
    }

    @Override
    default Context withTimeout(Duration timeout) {
        return inner().withTimeout(timeout);
    }

    @Override
    default Context withLimit(Call.Limit limit) {
        return inner().withLimit(limit);
    }

    @Override
    default ExecutorService asExecutor() {
        return inner().asExecutor();
    }

    @Override
    default <T> Receiver<T> receiver(Class<?>... accepted) {
        return inner().receiver(accepted);
    }

    @Override
    default void accept(Class<?>... types) {
        inner().accept(types);
    }

    @Override
    default <S> Service<S> offer(Class<S> type, Callable<? extends S> start) {
        return inner().offer(type, start);
    }

    @Override
    default FileSystem files() {
        return inner().files();
    }

    @Override
    default SocketFactory sockets() {
        return inner().sockets();
    }

    @Override
    default Forward forward(SocketAddress local, SocketAddress remote) throws IOException {
        return inner().forward(local, remote);
    }

    @Override
    default Forward reverse(SocketAddress remote, SocketAddress local) throws IOException {
        return inner().reverse(remote, local);
    }

    @Override
    default Forward socks(SocketAddress local) throws IOException {
        return inner().socks(local);
    }

    @Override
    default Duration ping() {
        return inner().ping();
    }

    @Override
    default void linger(Duration limit) {
        inner().linger(limit);
    }

    @Override
    default void detach(String name, Duration idle) {
        inner().detach(name, idle);
    }

    @Override
    default List<String> detached() {
        return inner().detached();
    }

    @Override
    default void grant(Context caller) {
        inner().grant(caller);
    }

    @Override
    default void close() {
        inner().close();
    }

    @Override
    default Call<CommandResult> submit(Command command) {
        return inner().submit(command);
    }

    @Override
    default Call<CommandResult> submit(ConnectionMethod method, Command command) {
        return inner().submit(method, command);
    }

    @Override
    default Call<CommandResult> submit(String hops, Command command) {
        return inner().submit(hops, command);
    }

    @Override
    default RemoteProcess start(Command command) {
        return inner().start(command);
    }

    @Override
    default long startDetached(Command command) {
        return inner().startDetached(command);
    }
}
