package mitogen.files;

import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.Watchable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A directory that is watched. States: ready; signalled, until it is reset; and either of them valid or not. Thread-safe. */
final class DirectoryKey implements WatchKey {
    /** How many events wait before further ones are dropped, and that is told. As many as with the JDK's own. */
    private static final int MOST = 512;

    private record Event<T>(WatchEvent.Kind<T> kind, int count, T context) implements WatchEvent<T> {}

    final long number;

    private final Consumer<DirectoryKey> cancelling;
    private final Consumer<DirectoryKey> signalling;
    private List<WatchEvent<?>> events = new ArrayList<>(); // guarded by this, as is all below
    private Watchable directory;
    private boolean signalled;
    private boolean valid = true;

    DirectoryKey(long number, Consumer<DirectoryKey> cancelling, Consumer<DirectoryKey> signalling) {
        this.number = number;
        this.cancelling = cancelling;
        this.signalling = signalling;
    }

    synchronized void is(Watchable watched) {
        directory = watched;
    }

    @SuppressWarnings("unchecked") // the kinds other than overflow are of paths
    synchronized void add(WatchEvent.Kind<?> kind, long count, Path context) {
        if (!valid) {
            return;
        }
        if (kind == StandardWatchEventKinds.OVERFLOW || events.size() >= MOST) {
            events.clear();
            events.add(new Event<>(StandardWatchEventKinds.OVERFLOW, 1, null));
        } else {
            events.add(new Event<>((WatchEvent.Kind<Path>) kind, (int) count, context));
        }
    }

    /** It is not watched any more. */
    synchronized void end() {
        valid = false;
    }

    synchronized void signal() {
        if (!signalled) {
            signalled = true;
            signalling.accept(this);
        }
    }

    @Override
    public synchronized boolean isValid() {
        return valid;
    }

    @Override
    public synchronized List<WatchEvent<?>> pollEvents() {
        List<WatchEvent<?>> polled = events;
        events = new ArrayList<>();
        return polled;
    }

    @Override
    public synchronized boolean reset() {
        if (signalled && valid) {
            signalled = false;
            if (!events.isEmpty()) {
                signal();
            }
        }
        return valid;
    }

    @Override
    public void cancel() {
        synchronized (this) {
            if (!valid) {
                return;
            }
            valid = false;
        }
        cancelling.accept(this);
    }

    @Override
    public synchronized Watchable watchable() {
        return directory;
    }
}
