package mitogen.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A file there as a channel. A write has been done there when it returns. An interrupt closes it, as it does with any {@link
 * FileChannel}. Thread-safe: one operation at a time, under {@code lock}. A close takes no lock, so that it ends an operation
 * that waits for an answer.
 *
 * <p>A channel that is only read has a {@link ReadSource}, which opens the file there as late as it can. Any other has a {@link
 * RemoteFile}, which is open there for as long as the channel is.
 */
final class RemoteChannel extends FileChannel {
    private static final int CHUNK = 256 * 1024;
    private static final long BETWEEN_LOCKS = 20_000_000; // nanoseconds

    /** What a channel may do. */
    enum Mode {
        READ,
        WRITE,
        APPEND,
        READ_WRITE
    }

    private final Mode mode;
    private final ReadSource source; // null if it is written
    private final RemoteFile file; // null if it is only read
    private final ReadAhead ahead;
    private final Runnable changed;
    private final Consumer<RemoteChannel> closing;
    private final Object lock = new Object(); // not taken by a close
    private long place; // guarded by the lock
    private volatile boolean busy; // a thread is in there; written under the lock

    private RemoteChannel(
            Mode mode,
            ReadSource source,
            RemoteFile file,
            Recent recent,
            Runnable changed,
            Consumer<RemoteChannel> closing) {
        this.mode = mode;
        this.source = source;
        this.file = file;
        this.changed = changed;
        this.closing = closing;
        ahead = file == null ? null : new ReadAhead(file, recent);
    }

    static RemoteChannel reading(ReadSource source, Consumer<RemoteChannel> closing) {
        return new RemoteChannel(Mode.READ, source, null, null, () -> {}, closing);
    }

    /** @param changed is told whenever the file was changed */
    static RemoteChannel writing(
            Mode mode, RemoteFile file, Recent recent, Runnable changed, Consumer<RemoteChannel> closing) {
        return new RemoteChannel(mode, null, file, recent, changed, closing);
    }

    /** What takes time, and ends early when the channel is closed or the thread interrupted. */
    private interface Operation<T> {
        T run() throws IOException;
    }

    /** Runs one operation at a time, and tells the JDK's channel when it begins and ends. That is what makes an interrupt close it. */
    private <T> T run(Operation<T> operation) throws IOException {
        synchronized (lock) {
            boolean begun = false;
            boolean done = false;
            busy = true; // before the look whether it is open: a close sees one or the other
            try {
                if (!isOpen()) {
                    throw new ClosedChannelException();
                }
                begun = true;
                begin();
                T result = operation.run();
                done = true;
                return result;
            } finally {
                busy = false;
                if (begun) {
                    end(done);
                }
            }
        }
    }

    private void checkReadable() {
        if (mode == Mode.WRITE || mode == Mode.APPEND) {
            throw new NonReadableChannelException();
        }
    }

    private void checkWritable() {
        if (mode == Mode.READ) {
            throw new NonWritableChannelException();
        }
    }

    private static void check(long place) {
        if (place < 0) {
            throw new IllegalArgumentException("a negative position: " + place);
        }
    }

    private int readAt(long at, ByteBuffer to) throws IOException {
        return source != null ? source.read(at, to) : ahead.read(at, to);
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        checkReadable();
        return run(() -> {
            int read = readAt(place, to);
            place += Math.max(0, read);
            return read;
        });
    }

    @Override
    public int read(ByteBuffer to, long at) throws IOException {
        check(at);
        checkReadable();
        return run(() -> readAt(at, to));
    }

    @Override
    public long read(ByteBuffer[] to, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, to.length);
        long all = 0;
        for (int i = from; i < from + length; i++) {
            while (to[i].hasRemaining()) {
                int read = read(to[i]);
                if (read < 0) {
                    return all == 0 ? -1 : all;
                }
                all += read;
            }
        }
        return all;
    }

    /** Writes in pieces, none of which is waited for; then asks once whether all of it was written. So each write is one round trip. */
    private int writeAt(long at, ByteBuffer from) throws IOException {
        int all = from.remaining();
        byte[] chunk = new byte[Math.min(all, CHUNK)];
        long next = at;
        while (from.hasRemaining()) {
            int length = Math.min(chunk.length, from.remaining());
            from.get(chunk, 0, length);
            file.order(OpenedFile.WRITE, mode == Mode.APPEND ? -1 : next, 0, chunk, length);
            next += length;
        }
        ahead.forget();
        try {
            file.ask(OpenedFile.CHECK, 0, 0);
        } finally {
            changed.run();
        }
        return all;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        checkWritable();
        return run(() -> {
            int written = writeAt(place, from);
            place = mode == Mode.APPEND ? file.ask(OpenedFile.SIZE, 0, 0) : place + written;
            return written;
        });
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        check(at);
        checkWritable();
        return run(() -> writeAt(at, from));
    }

    @Override
    public long write(ByteBuffer[] from, int first, int length) throws IOException {
        Objects.checkFromIndexSize(first, length, from.length);
        long all = 0;
        for (int i = first; i < first + length; i++) {
            all += write(from[i]);
        }
        return all;
    }

    @Override
    public long position() throws IOException {
        return run(() -> mode == Mode.APPEND ? file.ask(OpenedFile.SIZE, 0, 0) : place);
    }

    @Override
    public FileChannel position(long at) throws IOException {
        check(at);
        return run(() -> {
            place = at;
            return this;
        });
    }

    @Override
    public long size() throws IOException {
        return run(() -> source != null ? source.size() : file.ask(OpenedFile.SIZE, 0, 0));
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        check(size);
        checkWritable();
        return run(() -> {
            ahead.forget();
            file.ask(OpenedFile.TRUNCATE, size, 0);
            changed.run();
            place = Math.min(place, size);
            return this;
        });
    }

    @Override
    public void force(boolean attributes) throws IOException {
        run(() -> file == null ? 0 : file.ask(OpenedFile.FORCE, attributes ? 1 : 0, 0));
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel to) throws IOException {
        check(at);
        check(count);
        checkReadable();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(count, CHUNK));
        long done = 0;
        while (done < count) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), count - done));
            if (read(chunk, at + done) < 0) {
                break;
            }
            chunk.flip();
            int written = to.write(chunk);
            done += written;
            if (chunk.hasRemaining()) { // it takes no more now
                break;
            }
        }
        return done;
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long at, long count) throws IOException {
        check(at);
        check(count);
        checkWritable();
        if (at > size()) {
            return 0;
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(count, CHUNK));
        long done = 0;
        while (done < count) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), count - done));
            if (from.read(chunk) <= 0) {
                break;
            }
            done += write(chunk.flip(), at + done);
        }
        return done;
    }

    @Override
    public MappedByteBuffer map(MapMode mapMode, long at, long size) {
        throw new UnsupportedOperationException("a file of another context cannot be mapped into memory");
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) throws IOException {
        while (true) {
            FileLock taken = tryLock(at, size, shared);
            if (taken != null) {
                return taken;
            }
            run(() -> {
                LockSupport.parkNanos(BETWEEN_LOCKS); // another process has it, and nobody tells when it lets go
                return null;
            });
        }
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) throws IOException {
        if (shared) {
            checkReadable();
        } else {
            checkWritable();
        }
        return run(() -> {
            RemoteFile locked = file != null ? file : source.open();
            if (locked == null) {
                throw new IOException("the file cannot be locked, as it was replaced since it was opened");
            }
            return locked.ask(OpenedFile.LOCK, at, shared ? -1 - size : size) == 0
                    ? null
                    : new Lock(this, locked, at, size, shared);
        });
    }

    /** A lock there. */
    private static final class Lock extends FileLock {
        private final RemoteChannel channel;
        private final RemoteFile locked;
        private volatile boolean released;

        Lock(RemoteChannel channel, RemoteFile locked, long at, long size, boolean shared) {
            super(channel, at, size, shared);
            this.channel = channel;
            this.locked = locked;
        }

        @Override
        public boolean isValid() {
            return !released && channel.isOpen();
        }

        @Override
        public void release() throws IOException {
            if (!released) {
                channel.run(() -> locked.ask(OpenedFile.UNLOCK, position(), 0));
                released = true;
            }
        }
    }

    /** On any thread, also while another one waits for an answer. */
    @Override
    protected void implCloseChannel() throws IOException {
        try {
            if (source != null) {
                source.close();
            } else if (busy) { // who is in there gets out at once, and what was written has no end to be waited for
                file.abandon();
            } else {
                file.close();
            }
        } finally {
            changed.run();
            closing.accept(this);
        }
    }
}
