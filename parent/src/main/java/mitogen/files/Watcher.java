package mitogen.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.Watchable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mitogen.Call;
import mitogen.ChannelClosedException;
import mitogen.Receiver;
import mitogen.Sender;

/**
 * Watches directories there. States: open; closed, by whoever uses it, or because the context is lost. Events come on a task
 * thread, and wait in their keys. Thread-safe.
 */
final class Watcher implements WatchService {
    private final Remote remote;
    private final Function<byte[], Path> paths;
    private final Opened opened;
    private final Receiver<Object> answers;
    private final Receiver<Object> events;
    private final LinkedBlockingDeque<DirectoryKey> signalled = new LinkedBlockingDeque<>();
    private final DirectoryKey end = new DirectoryKey(-1, this::cancel, this::signal); // stays in the queue
    private final Map<Long, DirectoryKey> keys = new HashMap<>(); // guarded by this
    private Call<Object> task;
    private Sender<byte[]> orders;
    private volatile Exception failure; // or null
    private volatile boolean closed;

    private Watcher(Remote remote, Function<byte[], Path> paths, Opened opened) throws IOException {
        this.remote = remote;
        this.paths = paths;
        this.opened = opened;
        answers = remote.receiver();
        events = remote.receiver();
    }

    static Watcher open(Remote remote, Function<byte[], Path> paths, Opened opened) throws IOException {
        Watcher watcher = new Watcher(remote, paths, opened);
        try {
            watcher.task = remote.start(new Watch(watcher.answers.sender(), watcher.events.sender()));
            @SuppressWarnings("unchecked")
            Sender<byte[]> orders = watcher.take(Sender.class, "");
            watcher.orders = orders;
            watcher.events.onReady(watcher::arrived);
            return opened.add(watcher);
        } finally {
            if (watcher.orders == null) {
                watcher.close();
            }
        }
    }

    private <T> T take(Class<T> type, String file) throws IOException {
        Object answer;
        try {
            answer = answers.take();
        } catch (ChannelClosedException e) {
            if (closed) {
                throw new ClosedWatchServiceException();
            }
            remote.checked(task.await(), Object.class, file, null);
            throw Exceptions.of(e, remote.there());
        } catch (RuntimeException e) {
            throw Exceptions.of(e, remote.there());
        }
        T checked = remote.checked(answer, type, file, null);
        if (checked == null) {
            throw Exceptions.senseless(remote.there(), "null");
        }
        return checked;
    }

    private synchronized long order(long number, byte[] path, String file) throws IOException {
        if (closed) {
            throw new ClosedWatchServiceException();
        }
        try {
            orders.send(ByteBuffer.allocate(Long.BYTES + path.length)
                    .putLong(number)
                    .put(path)
                    .array());
        } catch (RuntimeException e) {
            throw Exceptions.of(e, remote.there());
        }
        return take(Long.class, file);
    }

    /** See {@link Path#register}. */
    WatchKey register(Watchable directory, byte[] path, WatchEvent.Kind<?>... kinds) throws IOException {
        long bits = 0;
        for (WatchEvent.Kind<?> each : kinds) {
            int index = Watched.KINDS.indexOf(each);
            if (index < 0) {
                throw new UnsupportedOperationException("events of the kind " + each + " are not known");
            }
            bits |= each == StandardWatchEventKinds.OVERFLOW ? 0 : 1L << index;
        }
        if (bits == 0) {
            throw new IllegalArgumentException("no kinds of events to be told of");
        }
        DirectoryKey key = key(order(bits, path, directory.toString()));
        key.is(directory);
        return key;
    }

    private synchronized DirectoryKey key(long number) {
        return keys.computeIfAbsent(number, unused -> new DirectoryKey(number, this::cancel, this::signal));
    }

    private void cancel(DirectoryKey key) {
        try {
            order(-1 - key.number, PathBytes.EMPTY, "");
        } catch (IOException | ClosedWatchServiceException e) {
            // then it is not watched either
        }
    }

    private void signal(DirectoryKey key) {
        signalled.add(key);
    }

    /** Something has happened there. */
    private synchronized void arrived() {
        try {
            for (Object each = events.poll(); each != null; each = events.poll()) {
                RowReader row = remote.rows(remote.checked(each, byte[].class, "", null));
                long number = row.number();
                DirectoryKey key = key(number);
                for (long kind = row.number(); kind >= 0; kind = row.number()) {
                    long count = row.number();
                    byte[] name = kind == 0 ? row.bytes() : row.name();
                    key.add(
                            Watched.KINDS.get((int) Math.min(kind, Watched.KINDS.size() - 1)),
                            count,
                            paths.apply(name));
                }
                if (row.number() == 0) {
                    keys.remove(number);
                    key.end();
                }
                key.signal();
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
            signalled.add(end);
        }
    }

    private WatchKey given(DirectoryKey key) {
        if (closed || key == end) {
            signalled.addFirst(end); // for others that wait
            ClosedWatchServiceException over = new ClosedWatchServiceException();
            over.initCause(closed ? null : failure);
            throw over;
        }
        return key;
    }

    @Override
    public WatchKey poll() {
        DirectoryKey key = closed ? end : signalled.poll();
        return key == null ? null : given(key);
    }

    @Override
    public WatchKey poll(long timeout, TimeUnit unit) throws InterruptedException {
        DirectoryKey key = closed ? end : signalled.poll(timeout, unit);
        return key == null ? null : given(key);
    }

    @Override
    public WatchKey take() throws InterruptedException {
        return given(closed ? end : signalled.take());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        signalled.addFirst(end);
        if (orders != null) {
            orders.close();
        }
        if (task != null) {
            task.cancel(true);
        }
        events.onReady(null);
        answers.close();
        events.close();
        opened.remove(this);
    }
}
