package mitogen.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What a file system has open, to be closed with it. States: open, closed. Thread-safe. */
final class Opened implements Closeable {
    private final Set<Closeable> all = Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by this
    private boolean closed; // guarded by this

    synchronized boolean isOpen() {
        return !closed;
    }

    void check() {
        if (!isOpen()) {
            throw new ClosedFileSystemException();
        }
    }

    /** Remembers one, or closes it if this is closed. */
    <T extends Closeable> T add(T one) throws IOException {
        synchronized (this) {
            if (!closed) {
                all.add(one);
                return one;
            }
        }
        one.close();
        throw new ClosedFileSystemException();
    }

    /** One was closed. */
    synchronized void remove(Closeable one) {
        all.remove(one);
    }

    /** Closes all; what fails first is thrown at the end. */
    @Override
    public void close() throws IOException {
        Closeable[] left;
        synchronized (this) {
            closed = true;
            left = all.toArray(new Closeable[0]);
            all.clear();
        }
        IOException failed = null;
        for (Closeable each : left) {
            try {
                each.close();
            } catch (IOException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
