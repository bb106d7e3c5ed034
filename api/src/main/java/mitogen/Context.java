package mitogen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import mitogen.internal.Current;

/**
 * A JVM that runs code for this program, on this machine or at the end of any chain of hops. All contexts have the same
 * type, the controller's own included. A context is a small value: tasks may capture it and send it to other contexts,
 * where it means the same context. All methods are thread-safe.
 *
 * <p>A context can be used as soon as {@link #connect} has returned it. Work that is submitted before the context is up
 * travels along behind the connection, and fails with the connection's own {@link ConnectFailedException} if that fails.
 *
 * <p>A program may implement this interface, for example to wrap a context and count its calls. Such a context works wherever
 * one is asked for, but it is sent to other contexts only if its class is a record. {@link #id} tells others which context
 * is meant.
 */
public interface Context extends AutoCloseable {
    /**
     * {@return the context in which the calling task runs, on whatever thread} Several contexts can share one JVM
     * ({@code InProcess}). There, the thread of a task and the threads that the task started belong to its context. All
     * other threads, such as those of the common pool, belong to the context whose process it is.
     *
     * @throws IllegalStateException when called in the controller's JVM, from outside of any task
     */
    static Context current() {
        Supplier<?> current = Current.CONTEXT.get();
        current = current == null ? Current.only : current;
        if (current == null) {
            throw new IllegalStateException("Context.current() was called outside of a task; in the controller, use"
                    + " Mitogen.context() instead");
        }
        return (Context) current.get();
    }

    /** {@return the number to route frames by: 0 for the controller, unique within the tree, never used again} */
    int id();

    /**
     * {@return the path to it from the controller, for people: {@code ssh:bastion/ssh:web1}} Two contexts may have the
     * same.
     */
    String name();

    /**
     * Starts a new context from this one and returns at once. The work is done by this context: {@code ssh} runs here.
     *
     * @param method how to reach it
     * @return the new context, already usable
     * @throws ValueException if the method has a component that cannot be carried
     * @throws IllegalStateException if this program has closed the controller
     */
    Context connect(ConnectionMethod method);

    /**
     * Starts a new context from this one, over hops that are written as for the command, and returns at once: {@code
     * ssh:bastion/ssh:web1/sudo}. Closing the result also closes the contexts in between, which this call has started too.
     *
     * @param hops the hops, the nearest first, with slashes between them; see {@code docs/reference/targets.md}
     * @return the context behind the last hop
     * @throws IllegalArgumentException if the text is no such hops; the message has a caret under the fault
     */
    Context connect(String hops);

    /**
     * Waits until the context is up. Nobody has to: it tells a program early what its first call would tell it.
     *
     * @return this context
     * @throws ConnectFailedException if it could not be reached
     * @throws ContextLostException if it has ended since
     * @throws DeadlineException if this is a view with a timeout, and that is over; the connect goes on
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the connect goes on
     */
    Context await();

    /**
     * {@return a stage that completes when the context is up, with this context; or fails with the {@link
     * ConnectFailedException} or {@link ContextLostException} that {@link #await} throws} Each stage completes once,
     * even if the connect fails, the context is closed, or a hop on the way is lost.
     *
     * <p>Stages that depend on it run on a task thread, or on the thread that adds them. They never run on a thread that
     * reads from a link, so they may wait.
     */
    CompletionStage<Context> onUp();

    /**
     * {@return a stage that completes when the context has ended, with its {@link End}: why, at which hop, and with
     * which exit status} It never fails, and completes once: when the context is closed, when its process or a hop on
     * the way ends, and when the connect fails. Calls that were under way there have failed by then, or are about to.
     *
     * <p>Any context that can be called from here can be watched, however many hops away, and whoever has connected it. To
     * watch a context that was not connected from here costs one message. The contexts above outlive this one, so their
     * stages never complete here.
     *
     * <p>Stages that depend on it run on a task thread, or on the thread that adds them, as with {@link #onUp}.
     */
    CompletionStage<End> onEnd();

    /**
     * Sends the task here to be run, and returns at once.
     *
     * @param task the work, not null; what it captures is copied before this method returns
     * @param <T> the type of its result
     * @return the call, under way or waiting for its turn; it has the result, or the failure
     * @throws ValueException if the task or something that it captures cannot be carried
     */
    <T> Call<T> submit(Task<T> task);

    /**
     * Sends work without a result, as {@link #submit(Task)} does.
     *
     * @param action the work, not null; what it captures is copied before this method returns
     * @return the call, whose result is null
     * @throws ValueException if the work or something that it captures cannot be carried
     */
    Call<Void> submit(Action action);

    /**
     * Runs the task here and waits for its result.
     *
     * @param task the work, not null
     * @param <T> the type of its result
     * @return what the task returned, rebuilt from a copy; possibly null
     * @throws CallException if the task threw
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if the context ended before it answered
     * @throws DeadlineException if this is a view with a timeout, and there was no result in time
     * @throws ValueException if the task, or its result, cannot be carried
     * @throws RefusedException if the context takes no calls from here
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the call goes on
     */
    default <T> T call(Task<T> task) {
        return submit(task).await();
    }

    /**
     * Runs work without a result, as {@link #call(Task)} does.
     *
     * @param action the work, not null
     * @throws MitogenException as {@link #call(Task)} does
     */
    default void call(Action action) {
        submit(action).await();
    }

    /**
     * Runs the work here and forgets it: no reply is sent; what it throws is logged there.
     *
     * @param action the work, not null; what it captures is copied before this method returns
     * @throws ValueException if the work or something that it captures cannot be carried
     */
    void execute(Action action);

    /**
     * Sends a command here to be run, and returns at once.
     *
     * @param command what to run
     * @return the call; its result has the exit status and what the command printed. Cancelling the call kills the command.
     *     The call fails with a {@link CommandException} if the command could not be started, or did not end by itself
     */
    Call<CommandResult> submit(Command command);

    /**
     * Runs a command here and waits for its end: {@code web.run(Command.of("df", "-h").withDirectory("/srv"))}.
     *
     * @param command what to run
     * @return its exit status and what it printed. A command that fails has a result too; for it, {@link
     *     CommandResult#orThrow} throws
     * @throws CommandException if the command could not be started, or did not end by itself; the reason says which
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if the context ended first, and the command with it
     * @throws DeadlineException if this is a view with a timeout, and the timeout is over: the command is killed
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the command is killed
     */
    default CommandResult run(Command command) {
        Call<CommandResult> call = submit(command);
        try {
            return call.await();
        } finally {
            call.cancel(true); // a command that nobody waits for any more
        }
    }

    /**
     * Runs a program here and waits for its end, as {@link #run(Command)} does.
     *
     * @param words the program and its arguments; no shell is involved
     * @return its exit status and what it printed
     */
    default CommandResult run(String... words) {
        return run(Command.of(words));
    }

    /**
     * Starts a command here. The process ends when this context ends.
     *
     * @param command what to start
     * @return the process, as soon as it runs
     * @throws CommandException if it could not be started; the reason says why
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if the context has ended
     * @throws DeadlineException if this is a view with a timeout, and the timeout is over before the process runs
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the command is killed
     */
    RemoteProcess start(Command command);

    /**
     * Starts a program here, as {@link #start(Command)} does.
     *
     * @param words the program and its arguments; no shell is involved
     * @return the process, as soon as it runs
     */
    default RemoteProcess start(String... words) {
        return start(Command.of(words));
    }

    /**
     * Starts a command here that goes on when this context ends. The command has no terminal and an empty input, and a
     * session of its own where there is {@code setsid}. Its output is discarded, unless its own command line sends the output elsewhere.
     *
     * @param command what to start; no script, and without input, outputs, timeout and terminal
     * @return its process id
     * @throws IllegalArgumentException if the command is or has one of these
     * @throws CommandException if it could not be started; the reason says why
     * @throws MitogenException as {@link #start(Command)} does
     */
    long startDetached(Command command);

    /** {@return a new chain of calls to this context, which no other chain disturbs} */
    Chain chain();

    /**
     * {@return a view of this context with a timeout for everything that is waited for through the view: calls, {@link
     * #await}, {@link #ping}, {@link #grant} and {@link #close}} What is not done in time fails with a {@link
     * DeadlineException}. A call's remote work is interrupted then. Everything else goes on; only the wait
     * ends.
     *
     * <p>Timeouts do not travel with the context, and do not apply to {@link #execute} and {@link #connect}. The view is equal
     * to this context, and keeps its limit.
     *
     * @param timeout of each call, counted from its submit, and of each other wait; it replaces an earlier one. If it is zero
     *     or less, all fail at once, and calls are not sent
     */
    Context withTimeout(Duration timeout);

    /**
     * {@return a view of this context with a limit of its own, see {@link #withLimit(Call.Limit)}}
     *
     * @param calls how many calls may be under way at a time, at least 1
     * @throws IllegalArgumentException if it is less
     */
    default Context withLimit(int calls) {
        return withLimit(Call.Limit.of(calls));
    }

    /**
     * {@return a view of this context with a limit to the calls that are under way at a time, together with those of
     * other contexts that were given the same limit} Further calls wait here, in their order, until an earlier one is
     * done. What they captured is copied when they are submitted all the same, and deadlines count from then.
     *
     * <p>Limits do not travel with the context, and do not apply to {@link #execute}. The view is equal to this context, and
     * keeps its timeout.
     *
     * @param limit replaces an earlier one
     */
    Context withLimit(Call.Limit limit);

    /**
     * {@return a new executor that runs its work in this context, for code that knows nothing of us} What the executor
     * is given has to travel, as a task has to: a serializable lambda, such as
     * {@code (Callable<Integer> & Serializable) () -> 1}, or a record. Other things are refused with a
     * {@link java.util.concurrent.RejectedExecutionException} that shows the way out; so is what
     * {@code CompletableFuture.supplyAsync} and the like make, because it hides what they were given.
     *
     * <p>The futures that it gives are {@link Call}s: their {@code get} throws a {@link CallException} as the cause.
     * Each executor has a life of its own. Shutting it down only stops it from taking more; {@code shutdownNow} cancels
     * what is under way.
     */
    ExecutorService asExecutor();

    /**
     * Opens a channel whose values are taken here; this must be the context that the caller runs in.
     *
     * @param accepted records and enums that contexts not above this one may send, besides those that this context
     *     accepts anyway, see {@link #accept}; what these are made of is included
     * @param <T> the type of the values
     * @return the receiving end, open until it is closed, or its senders have ended
     * @throws IllegalStateException if this is another context
     */
    <T> Receiver<T> receiver(Class<?>... accepted);

    /**
     * Lets contexts below this one name these types in the values that they send here: results, what comes through
     * channels, arguments of services. The types that a task sent from here needs may be named anyway, as far as class files
     * tell. Other types may not, whatever a context below asked for, because records and enums that arrive run their own
     * code here. Call this method in the context where the values arrive.
     *
     * @param types records, enums, exceptions and interfaces of services; what these are made of is included
     * @throws IllegalStateException if this is another context
     */
    void accept(Class<?>... types);

    /**
     * Offers an interface to other contexts; this must be the context that the caller runs in. The service lasts until it
     * is closed, or the context ends.
     *
     * @param type the interface; of the application, and no collection
     * @param start gives the implementation; run with the first call
     * @param <S> the interface
     * @return the service; its {@link Service#proxy} is what others call
     * @throws IllegalStateException if this is another context, or closed
     * @throws IllegalArgumentException if others could not have a proxy of that type
     */
    <S> Service<S> offer(Class<S> type, Callable<? extends S> start);

    /**
     * {@return the files of this context, as a file system for {@link java.nio.file.Files} and everything else that takes a
     * {@link java.nio.file.Path}} All work is done there, by the account of the context. This method does not wait for the
     * connect; the first access to a file does. See {@code docs/how-to/files.md}.
     *
     * <p>There, a name is a sequence of bytes. Here, its text is UTF-8. A byte that is not UTF-8 becomes one of the characters
     * U+DC80 to U+DCFF, so each name has a text of its own. Paths of two file systems of the same context are equal if their
     * bytes are equal.
     *
     * <p>A failure of a file is thrown as the exception of {@code java.nio.file}, such as a {@link
     * java.nio.file.NoSuchFileException} with the path. If the context cannot be reached, or is lost, methods throw an {@link
     * java.io.IOException} with the {@link ConnectFailedException} or {@link ContextLostException} as its cause. With a
     * {@linkplain #withTimeout timeout}, the cause may be a {@link DeadlineException}.
     *
     * <p>A path from a listing brings its attributes along. They are cached for up to two seconds, unless the file is changed
     * through the same file system. So are the bytes of a file of at most 256 KiB that was opened for reading.
     *
     * <p>Closing the file system closes what was opened through it, and nothing else. If nothing is open, the file system need
     * not be closed. Each call of this method returns another file system. File systems are thread-safe.
     */
    FileSystem files();

    /**
     * {@return a factory for sockets whose connections are opened in this context} The sockets are used like any others, and
     * need no local port. They have streams, timeouts and half-closes. They have options, which are applied there. They have
     * no channel, and no urgent data.
     *
     * <p>A name is resolved there, even the name of an {@link java.net.InetSocketAddress} that was already resolved here. A
     * socket can also connect to a Unix socket there: {@code socket.connect(UnixDomainSocketAddress.of(path))}.
     *
     * <p>The sockets throw what the JDK's sockets throw, with the name of this context in the message: {@link
     * java.net.ConnectException}, {@link java.net.NoRouteToHostException}, {@link java.net.UnknownHostException}, {@link
     * java.net.SocketTimeoutException}.
     * If this context is lost, they throw a {@link java.net.SocketException} whose cause is the {@link ContextLostException}.
     */
    SocketFactory sockets();

    /**
     * Listens at an address of the context where the caller runs. Each accepted connection is connected to an address of this
     * context.
     *
     * @param local a TCP or Unix socket; port 0 stands for a free port. A wildcard address accepts connections from other
     *     machines. The file of a Unix socket must not exist yet. Only this account may use the file, and the close removes it
     * @param remote a TCP or Unix socket; a name is resolved there, with each connection
     * @return the forward, which accepts connections already
     * @throws java.net.BindException if the forward cannot listen there
     * @throws IOException if something else fails
     * @throws IllegalArgumentException if an address is neither an {@link java.net.InetSocketAddress} nor a
     *     {@link java.net.UnixDomainSocketAddress}
     */
    Forward forward(SocketAddress local, SocketAddress remote) throws IOException;

    /**
     * Listens at the loopback address, as {@link #forward(SocketAddress, SocketAddress)} does.
     *
     * @param port where to listen, 0 for a free one
     * @param remote where connections are opened
     * @return the forward
     * @throws IOException if it cannot listen
     */
    default Forward forward(int port, SocketAddress remote) throws IOException {
        return forward(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), remote);
    }

    /**
     * Listens at an address of this context. Each accepted connection is connected to an address of the context where the
     * caller runs: always to the same one, whatever this context says. Waits until this context listens.
     *
     * @param remote a TCP or Unix socket of this context, as the first argument of
     *     {@link #forward(SocketAddress, SocketAddress)}
     * @param local a TCP or Unix socket; a name is resolved here, with each connection
     * @return the forward, which accepts connections already
     * @throws java.net.BindException if this context cannot listen there
     * @throws IOException if something else fails; the cause is the {@link ContextLostException} or {@link
     *     ConnectFailedException}, if it is one
     * @throws IllegalArgumentException as {@link #forward(SocketAddress, SocketAddress)} does
     */
    Forward reverse(SocketAddress remote, SocketAddress local) throws IOException;

    /**
     * Listens at the loopback address of this context, as {@link #reverse(SocketAddress, SocketAddress)} does.
     *
     * @param port where to listen there, 0 for a free one
     * @param local where connections are opened
     * @return the forward
     * @throws IOException if it cannot listen there
     */
    default Forward reverse(int port, SocketAddress local) throws IOException {
        return reverse(InetSocketAddress.createUnresolved("localhost", port), local);
    }

    /**
     * Starts a SOCKS 5 server at an address of the context where the caller runs. The connections of its clients are opened in
     * this context, and names are resolved there. The server has no authentication: whoever reaches the address may use it.
     *
     * @param local as the first argument of {@link #forward(SocketAddress, SocketAddress)}
     * @return the server, which accepts connections already
     * @throws java.net.BindException if it cannot listen
     * @throws IOException if something else fails
     * @throws IllegalArgumentException as {@link #forward(SocketAddress, SocketAddress)} does
     */
    Forward socks(SocketAddress local) throws IOException;

    /**
     * Starts a SOCKS 5 server at the loopback address, as {@link #socks(SocketAddress)} does.
     *
     * @param port where to listen, 0 for a free one
     * @return the server
     * @throws IOException if it cannot listen
     */
    default Forward socks(int port) throws IOException {
        return socks(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Measures one round trip to this context and back, without touching its task threads. Waits until it is connected.
     *
     * @return the time that it took
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if it has ended
     * @throws DeadlineException if there was no answer within three heartbeats, 45 seconds where there are none; or within
     *     the timeout of this view, the connect included
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then
     */
    Duration ping();

    /**
     * Lets another context call this one, as if it were above it. Without a grant a context takes calls from those above
     * it only. The grant lasts as long as the two contexts; it includes sending code, so whoever controls the caller
     * controls this context too. Only a context above both may call this method. It
     * returns when the grant is in effect.
     *
     * @param caller whose calls are to be obeyed here
     * @throws IllegalArgumentException if the calling context is not above both
     * @throws ConnectFailedException if this context could not be reached
     * @throws ContextLostException if it has ended
     * @throws DeadlineException if there was no answer in time, see {@link #ping}; the grant may be in effect later
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then
     */
    void grant(Context caller);

    /**
     * Ends this context and everything behind it, waits for that, and forces it after a grace period of five seconds.
     * Work that is still in flight there fails with a {@link ContextLostException}. Any context above may do it. Does
     * nothing the second time. If a context in between does not confirm this within 12 seconds, it is not waited for
     * any longer, and that is logged.
     *
     * @throws IllegalStateException if this context is not below the calling one
     * @throws DeadlineException if this is a view with a timeout, and that is over; the close goes on
     */
    @Override
    void close();
}
