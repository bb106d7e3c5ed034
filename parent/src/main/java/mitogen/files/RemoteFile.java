package mitogen.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.OpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import mitogen.Call;
import mitogen.ChannelClosedException;
import mitogen.Receiver;
import mitogen.Sender;

/**
 * A file that is open there, see {@link OpenFile}. States: open, closed. Orders and answers are for one thread at a time; any
 * may close it.
 */
final class RemoteFile {
    private final Remote remote;
    private final String name;
    private final Receiver<Object> answers;
    private final Call<Object> task;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Sender<byte[]> orders;
    private String key;

    private RemoteFile(Remote remote, String name, Receiver<Object> answers, Call<Object> task) {
        this.remote = remote;
        this.name = name;
        this.answers = answers;
        this.task = task;
    }

    static RemoteFile open(Remote remote, byte[] path, String name, List<OpenOption> options, String permissions)
            throws IOException {
        Receiver<Object> answers = remote.receiver();
        RemoteFile file = null;
        try {
            Call<Object> task = remote.start(new OpenFile(path, options, permissions, answers.sender()));
            file = new RemoteFile(remote, name, answers, task);
            file.key = file.take(String.class);
            @SuppressWarnings("unchecked")
            Sender<byte[]> orders = file.take(Sender.class);
            file.orders = orders;
            return file;
        } finally {
            if (file == null || file.orders == null) {
                answers.close();
                if (file != null) {
                    file.task.cancel(true);
                }
            }
        }
    }

    /** Whether it has places; what has none gives its bytes as they come. */
    boolean isRegular() {
        return !key.isEmpty();
    }

    /** What tells it from other files. */
    String key() {
        return key;
    }

    /** Sends an order. */
    void order(byte what, long place, long number, byte[] bytes, int length) throws IOException {
        byte[] order = new byte[OpenedFile.HEAD + length];
        ByteBuffer.wrap(order).put(what).putLong(place).putLong(number).put(bytes, 0, length);
        try {
            orders.send(order);
        } catch (ChannelClosedException e) {
            throw over();
        } catch (RuntimeException e) {
            throw Exceptions.of(e, remote.there());
        }
    }

    /** The next answer. */
    <T> T take(Class<T> type) throws IOException {
        Object answer;
        try {
            answer = answers.take();
        } catch (ChannelClosedException e) {
            throw over();
        } catch (RuntimeException e) {
            throw Exceptions.of(e, remote.there());
        }
        return remote.checked(answer, type, name, null);
    }

    /** Why there is no answer. */
    private IOException over() throws IOException {
        if (closed.get()) {
            return new AsynchronousCloseException();
        }
        finish();
        return new ClosedChannelException();
    }

    /** Waits until the file is closed there; throws what failed there. */
    private void finish() throws IOException {
        Object end;
        try {
            end = task.await();
        } catch (RuntimeException e) {
            throw Exceptions.of(e, remote.there());
        }
        remote.checked(end, Object.class, name, null);
    }

    /** Sends an order, and waits for its answer. */
    long ask(byte what, long place, long number) throws IOException {
        order(what, place, number, PathBytes.EMPTY, 0);
        Long answer = take(Long.class);
        return answer == null ? 0 : answer;
    }

    /** Closes it, and waits until that is done there; throws what failed of that which was written and not checked. */
    void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                orders.close();
                finish();
            } finally {
                answers.close();
            }
        }
    }

    /** Has it closed, whatever is done with it there, and waits for nothing. */
    void abandon() {
        if (closed.compareAndSet(false, true)) {
            orders.close();
            task.cancel(true);
            answers.close();
        }
    }
}
