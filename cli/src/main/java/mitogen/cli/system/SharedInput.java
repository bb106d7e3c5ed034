package mitogen.cli.system;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Our standard input for several targets, each of which reads all of it. It is read once, by a thread of its own, as fast as
 * the slowest target takes it; the others may be ahead of that one by {@value #CHUNKS} chunks.
 */
public final class SharedInput {
    private static final int CHUNK = 64 * 1024 - 256; // so that a value of it is one frame
    private static final int CHUNKS = 64;
    private static final int PATIENCE_SECONDS = 5;
    private static final byte[] END = {};

    private final InputStream from;
    private final List<Copy> copies = new ArrayList<>();
    private final int targets;
    private int taken; // guarded by this
    private volatile IOException failure;
    private byte[] whole; // or null

    /** An input that has been read already: targets may then begin long after one another. */
    public SharedInput(byte[] whole) {
        this(InputStream.nullInputStream(), 0);
        this.whole = whole;
    }

    /** An input that is read while so many targets take it. */
    public SharedInput(InputStream from, int targets) {
        this.from = from;
        this.targets = targets;
        for (int i = 0; i < targets; i++) {
            copies.add(new Copy());
        }
    }

    /**
     * What the next target reads. It is closed when that target reads no more.
     *
     * @param target its name
     * @param tell takes the name of a target that stops the others, and what is said about that
     */
    public synchronized InputStream next(String target, BiConsumer<String, String> tell) {
        if (whole != null) {
            return new ByteArrayInputStream(whole);
        }
        if (targets == 1) {
            return new Single();
        }
        Copy copy = copies.get(taken++);
        copy.name = target;
        if (taken == targets) {
            Thread reader = new Thread(() -> read(tell), "mitogen-stdin");
            reader.setDaemon(true);
            reader.start();
        }
        return copy;
    }

    /** All of it, if it has been read already; else null. */
    public byte[] whole() {
        return whole;
    }

    private void read(BiConsumer<String, String> tell) {
        byte[] chunk = new byte[CHUNK];
        try {
            int count;
            do {
                count = from.read(chunk);
                boolean wanted = false;
                for (Copy copy : copies) {
                    wanted |= copy.add(count < 0 ? END : Arrays.copyOf(chunk, count), tell);
                }
                if (!wanted) {
                    return;
                }
            } while (count >= 0);
        } catch (IOException e) {
            failure = e;
            for (Copy copy : copies) {
                copy.add(END, tell);
            }
        }
    }

    /** For one target alone: the input itself, which is not closed. */
    private final class Single extends InputStream {
        @Override
        public int read() throws IOException {
            return from.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return from.read(bytes, offset, length);
        }
    }

    /** What one of several targets reads. */
    private final class Copy extends InputStream {
        private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(CHUNKS);
        private volatile String name;
        private volatile boolean closed;
        private boolean told;
        private byte[] chunk = {};
        private int at;
        private boolean ended;

        /** Gives false if the target reads no more. */
        boolean add(byte[] next, BiConsumer<String, String> tell) {
            try {
                while (!closed && !queue.offer(next, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    if (!told) {
                        told = true;
                        tell.accept(name, "standard input waits, as this target reads none of it");
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            return !closed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (at == chunk.length && !ended) {
                try {
                    chunk = queue.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while reading standard input", e);
                }
                at = 0;
                ended = chunk.length == 0;
            }
            if (ended) {
                if (failure != null) {
                    throw failure;
                }
                return -1;
            }
            int count = Math.min(length, chunk.length - at);
            System.arraycopy(chunk, at, bytes, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() {
            closed = true;
            queue.clear();
        }
    }
}
