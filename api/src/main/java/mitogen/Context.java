package mitogen;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.List;
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
 * <p>A context can be used as soon as {@link #connect} has returned it. Work that is submitted before the context is up is
 * sent at once, behind the order to connect. If the connect fails, the work fails with the same {@link
 * ConnectFailedException}.
 *
 * <p>A method that waits throws a {@link MitogenException} if its thread is interrupted. The thread's flag is set then, and the
 * work goes on; only a command is killed. In a {@linkplain #withTimeout view with a timeout}, such a method throws a {@link
 * DeadlineException} when the timeout is over.
 *
 * <p>A program may implement this interface, for example to wrap a context and count its calls. Such a context works
 * wherever a context is expected. It travels to other contexts only if its class is a record. {@link #id} tells which
 * context is meant.
 */
public interface Context extends RemoteProcess.Place, AutoCloseable {
    /**
     * {@return the context in which the calling task runs, on whatever thread} Several contexts can share one JVM ({@code
     * InProcess}). In such a JVM, the thread of a task and the threads that the task started belong to the context of the
     * task. All other threads, such as those of the common pool, belong to the context whose process it is.
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

    /** {@return the path from the controller, for people: {@code ssh:bastion/ssh:web1}} Two contexts may have the same. */
    String name();

    /**
     * Starts a new context from this one and returns at once. This context does the work: {@code ssh} runs in it.
     *
     * @param method how to reach the new context
     * @return the new context, already usable
     * @throws ValueException if the method has a component that cannot be carried
     * @throws IllegalStateException if this program has closed the controller
     */
    Context connect(ConnectionMethod method);

    /**
     * Starts a new context from this one, over hops as text such as {@code ssh:bastion/ssh:web1/sudo}, and returns at once.
     * Closing the result also closes the contexts in between, which this call has started too.
     *
     * @param hops the hops, the nearest first, with slashes between them; see {@code docs/reference/targets.md}
     * @return the context behind the last hop
     * @throws IllegalArgumentException if the text is no such hops; the message has a caret under the fault
     */
    Context connect(String hops);

    /**
     * Waits until the context is up. No program has to call this method: it only tells early what the first call would tell.
     *
     * @return this context
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if it has ended since
     */
    Context await();

    /**
     * {@return a stage that completes when the context is up, with this context; or fails with the {@link
     * ConnectFailedException} or {@link ContextLostException} that {@link #await} throws} It always completes. Stages that
     * depend on it run on a task thread, or on the thread that adds them. They may wait.
     */
    CompletionStage<Context> onUp();

    /**
     * {@return a stage that completes when the context has ended, with its {@link End}: why, at which hop, and with which
     * exit status} It never fails, and completes once: when the context is closed, when its process or a hop on the path
     * ends, or when the connect fails. Calls that were under way there have failed by then, or are about to. Stages that
     * depend on it run like those of {@link #onUp}.
     *
     * <p>Any context that can be called from here can be watched, however many hops away, and whichever context has
     * connected it. To watch a context that was not connected from here costs one message. The contexts above outlive this
     * one, so their stages never complete here.
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
     * {@return the call of work without a result} Its result is null. The work is sent as {@link #submit(Task)} sends it.
     *
     * @param action the work, not null; what it captures is copied before this method returns
     * @throws ValueException if the work or something that it captures cannot be carried
     */
    Call<Void> submit(Task.Action action);

    /**
     * Runs the task here and waits for its result.
     *
     * @param task the work, not null
     * @param <T> the type of its result
     * @return what the task returned, rebuilt from a copy; possibly null
     * @throws CallException if the task threw
     * @throws ValueException if the task, or its result, cannot be carried
     * @throws MitogenException if there is no result: {@link Call#await} tells all reasons
     */
    default <T> T call(Task<T> task) {
        return submit(task).await();
    }

    /**
     * Runs work without a result, as {@link #call(Task)} does.
     *
     * @param action the work, not null
     */
    default void call(Task.Action action) {
        submit(action).await();
    }

    /**
     * Runs the work here and forgets it: no reply is sent. If the work throws, this context logs the exception.
     *
     * @param action the work, not null; what it captures is copied before this method returns
     * @throws ValueException if the work or something that it captures cannot be carried
     */
    void execute(Task.Action action);

    /** {@return a new chain of calls to this context, which no other chain disturbs} */
    Call.Chain chain();

    /**
     * {@return a view of this context with a timeout for everything that is waited for through the view: calls, {@link
     * #await}, {@link #ping}, {@link #grant} and {@link #close}} What is not done in time fails with a {@link
     * DeadlineException}. A call's remote work is interrupted then. Everything else goes on; only the wait ends.
     *
     * <p>The view is equal to this context, and keeps its limit. It does not travel: only the context arrives. The timeout does
     * not apply to {@link #execute} and {@link #connect}.
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
     * done. What a call captured is copied when it is submitted, and its deadline counts from then. The limit does
     * not apply to {@link #execute}. It does not travel, and the view keeps its timeout.
     *
     * @param limit replaces an earlier one
     */
    Context withLimit(Call.Limit limit);

    /**
     * {@return a new executor that runs its work in this context, for code that knows nothing of Mitogen} The work must
     * travel, as a task must: it is a serializable lambda, such as {@code (Callable<Integer> & Serializable) () -> 1}, or a
     * record. Other work is refused with a {@link java.util.concurrent.RejectedExecutionException} that says what to do
     * instead. Work that {@code CompletableFuture.supplyAsync} and the like have wrapped is refused, too.
     *
     * <p>The futures are {@link Call}s: their {@code get} throws a {@link CallException} as the cause. After {@code shutdown},
     * the executor takes no more work; {@code shutdownNow} also cancels its calls.
     */
    ExecutorService asExecutor();

    /**
     * Opens a channel whose values are taken here; this must be the context that the caller runs in.
     *
     * @param accepted more types of records and enums, which contexts that are not above this one may send
     *     anyway, see {@link #accept}; the classes of their components are included
     * @param <T> the type of the values
     * @return the receiving end, open until it is closed, or its senders have ended
     * @throws IllegalStateException if this is another context
     */
    <T> Receiver<T> receiver(Class<?>... accepted);

    /**
     * Lets contexts below this one name these types in the values that they send here: results, values of channels,
     * arguments of services. Otherwise they may name only the types that tasks sent from here need, as far as class files
     * tell; it does not matter for which classes they have asked. The reason: records and enums that arrive run their own
     * code here. Call this method in the context where the values arrive.
     *
     * @param types records, enums, exceptions and interfaces of services; the classes of their components are included
     * @throws IllegalStateException if this is another context
     */
    void accept(Class<?>... types);

    /**
     * Offers an interface to other contexts; this must be the context that the caller runs in. The service lasts until it
     * is closed, or the context ends.
     *
     * @param type the interface; of the application, and no collection
     * @param start gives the implementation; the first call runs it
     * @param <S> the interface
     * @return the service; others call its {@link Service#proxy}
     * @throws IllegalStateException if this is another context, or closed
     * @throws IllegalArgumentException if others could not have a proxy of that type
     */
    <S> Service<S> offer(Class<S> type, Callable<? extends S> start);

    /**
     * {@return the files of this context, as a file system for {@link java.nio.file.Files} and everything else that takes a
     * {@link java.nio.file.Path}} The account of the context does all work there. This method does not wait for the connect;
     * the first access to a file does. {@code docs/how-to/files.md} tells how names that are not UTF-8 are written, and what
     * may be two seconds old.
     *
     * <p>A failure of a file is thrown as the exception of {@code java.nio.file}, such as a {@link
     * java.nio.file.NoSuchFileException} with the path. If the context cannot be reached, is lost, or does not answer within
     * the {@linkplain #withTimeout timeout}, methods throw an {@link IOException} whose cause is the {@link MitogenException}.
     *
     * <p>Each call of this method returns another file system, which is thread-safe. Closing it closes what was opened through
     * it, and nothing else. If nothing is open, it need not be closed.
     */
    FileSystem files();

    /**
     * {@return a factory for sockets whose connections are opened in this context} The sockets need no local port. Names are
     * resolved there, even the name of an {@link java.net.InetSocketAddress} that was already resolved here. A socket can also connect
     * to a {@link java.net.UnixDomainSocketAddress} of this context. Options of a socket are applied there. A socket has no
     * channel, and no urgent data.
     *
     * <p>The sockets throw what the JDK's sockets throw, such as a {@link java.net.ConnectException}, with the name of this
     * context in the message. If this context is lost, they throw a {@link java.net.SocketException} whose cause is the {@link
     * ContextLostException}.
     */
    SocketFactory sockets();

    /**
     * Listens at an address of the context where the caller runs. Each accepted connection is connected to an address of this
     * context.
     *
     * @param local a TCP or Unix socket, such as {@link Forward#port}; port 0 stands for a free port. A wildcard address
     *     accepts connections from other machines. The file of a Unix socket must not exist yet. Only this account may use the
     *     file, and the close removes it
     * @param remote a TCP or Unix socket; a name is resolved there, with each connection
     * @return the forward, which accepts connections already
     * @throws java.net.BindException if the forward cannot listen there
     * @throws IOException if something else fails
     * @throws IllegalArgumentException if an address is neither an {@link java.net.InetSocketAddress} nor a
     *     {@link java.net.UnixDomainSocketAddress}, or {@code remote} has port 0
     */
    Forward forward(SocketAddress local, SocketAddress remote) throws IOException;

    /**
     * Listens at an address of this context. Each accepted connection is connected to an address of the context where the
     * caller runs: always to the same one, whatever this context says. Waits until this context listens.
     *
     * @param remote a TCP or Unix socket of this context, as the first argument of {@code forward}
     * @param local a TCP or Unix socket; a name is resolved here, with each connection
     * @return the forward, which accepts connections already
     * @throws java.net.BindException if this context cannot listen there
     * @throws IOException if something else fails; its cause is a {@link MitogenException} if the context cannot be reached
     * @throws IllegalArgumentException as {@code forward} does; {@code local} must not have port 0
     */
    Forward reverse(SocketAddress remote, SocketAddress local) throws IOException;

    /**
     * Starts a SOCKS 5 server at an address of the context where the caller runs. The connections of its clients are opened in
     * this context, and names are resolved there. The server has no authentication: whoever reaches the address may use it.
     *
     * @param local as the first argument of {@code forward}
     * @return the server, which accepts connections already
     * @throws IOException as {@code forward} does
     * @throws IllegalArgumentException as {@code forward} does
     */
    Forward socks(SocketAddress local) throws IOException;

    /**
     * Measures one round trip to this context, without its task threads. Waits until the context is connected.
     *
     * @return the time of the round trip
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if it has ended
     * @throws DeadlineException if there was no answer within three heartbeats, or 45 seconds if there are no heartbeats; or
     *     within the timeout of this view, the connect included
     */
    Duration ping();

    /**
     * Lets another context call this one, as if it were above it. Without a grant, a context takes calls only from contexts
     * above it. The grant lasts as long as both contexts. It includes sending code, so whoever controls the caller controls
     * this context too. Only a context above both may call this method. It returns when the grant is in effect.
     *
     * @param caller whose calls are to be obeyed here
     * @throws IllegalArgumentException if the calling context is not above both
     * @throws MitogenException as {@link #ping} does; after a {@link DeadlineException}, the grant may be in effect later
     */
    void grant(Context caller);

    /**
     * Lets this context linger: if its link is lost, running calls may go on for the given time. From then on, new calls are
     * refused. When the last call is done, or the time is over, the context ends. The results of these calls are lost:
     * whoever waits for them gets a {@link ContextLostException} that says so. A link is lost when it breaks, and when the
     * controller or a context in between ends for whatever reason. {@link #close} of this context still ends the context at
     * once. Returns when the change is in effect.
     *
     * @param limit more than zero; it replaces an earlier one
     * @throws IllegalArgumentException if it is zero or less
     * @throws CallException if the context is no process of its own
     * @throws MitogenException as {@link #call(Task)} does
     */
    void linger(Duration limit);

    /**
     * Detaches this context: if its link is lost, it goes on, with its calls and children, until it is closed. The last 1
     * MiB of its output is kept then. Any program attaches to it with the hop {@code detached:NAME}, behind a hop to the
     * same account there: {@code mitogen.connect("ssh:web1/detached:build")}. The result is a context of its own in the same
     * JVM, and its {@link #close} ends the whole detached context. {@code docs/how-to/detached.md} has more. Returns when
     * this is in effect.
     *
     * @param name 1 to 60 letters, digits, dots, hyphens and underscores; unique for the account there
     * @param idle how long it stays without anybody attached, more than zero
     * @throws IllegalArgumentException if an argument is out of range
     * @throws CallException if another detached context has that name, this context is no process of its own, or its socket
     *     cannot be made
     * @throws MitogenException as {@link #call(Task)} does
     */
    void detach(String name, Duration idle);

    /**
     * {@return the names of the detached contexts that the account of this context has there, sorted} Sockets that killed
     * contexts have left are removed.
     *
     * @throws CallException if files of another account are in the way
     * @throws MitogenException as {@link #call(Task)} does
     */
    List<String> detached();

    /**
     * Ends this context and everything behind it, waits for that, and forces it after a grace period of five seconds. Calls
     * that are still under way there fail with a {@link ContextLostException}. Any context above may close this one. Does
     * nothing the second time. If a context in between does not confirm the close within 12 seconds, this method waits no
     * longer, and that is logged.
     *
     * @throws IllegalStateException if this context is not below the calling one
     */
    @Override
    void close();
}
