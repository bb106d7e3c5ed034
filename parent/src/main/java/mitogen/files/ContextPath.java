package mitogen.files;

import java.io.IOError;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.List;

/**
 * The name of a file in a context, as bytes. What came along with a listing is no part of it: paths are equal if their bytes and
 * their contexts are. Immutable but for that, and thread-safe.
 */
final class ContextPath implements Path {
    final ContextFileSystem files;
    final byte[] bytes;
    private volatile String text;
    private volatile SoftReference<Listed> listed; // or null

    ContextPath(ContextFileSystem files, byte[] bytes) {
        this.files = files;
        this.bytes = bytes;
    }

    /** What came along with it, or null. */
    Listed listed() {
        SoftReference<Listed> known = listed;
        return known == null ? null : known.get();
    }

    ContextPath listed(Listed more) {
        listed = new SoftReference<>(more);
        return this;
    }

    /** A path of a context. */
    static ContextPath of(Path path) {
        if (path instanceof ContextPath ours) {
            return ours;
        }
        if (path == null) {
            throw new NullPointerException("a path that is null");
        }
        throw new ProviderMismatchException(path + " is no path of a context's files");
    }

    private ContextPath with(byte[] other) {
        return new ContextPath(files, other);
    }

    private boolean isOfSame(Path other) {
        return other instanceof ContextPath path && path.files.context().equals(files.context());
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    @Override
    public boolean isAbsolute() {
        return PathBytes.isAbsolute(bytes);
    }

    @Override
    public Path getRoot() {
        return isAbsolute() ? with(PathBytes.ROOT) : null;
    }

    @Override
    public Path getFileName() {
        int count = getNameCount();
        return count == 0 ? null : count == 1 && !isAbsolute() ? this : getName(count - 1);
    }

    @Override
    public Path getParent() {
        int[] names = PathBytes.names(bytes);
        if (names.length == 0 || names.length == 1 && !isAbsolute()) {
            return null;
        }
        return with(Arrays.copyOf(bytes, Math.max(1, names[names.length - 1] - 1)));
    }

    @Override
    public int getNameCount() {
        return PathBytes.names(bytes).length;
    }

    @Override
    public Path getName(int index) {
        List<byte[]> names = PathBytes.split(bytes);
        if (index < 0 || index >= names.size()) {
            throw new IllegalArgumentException(this + " has no name " + index);
        }
        return with(names.get(index));
    }

    @Override
    public Path subpath(int from, int to) {
        int[] names = PathBytes.names(bytes);
        if (from < 0 || from >= to || to > names.length) {
            throw new IllegalArgumentException(this + " has no names from " + from + " to " + to);
        }
        return with(Arrays.copyOfRange(bytes, names[from], to == names.length ? bytes.length : names[to] - 1));
    }

    @Override
    public boolean startsWith(Path other) {
        return isOfSame(other) && PathBytes.startsWith(bytes, of(other).bytes);
    }

    @Override
    public boolean endsWith(Path other) {
        return isOfSame(other) && PathBytes.endsWith(bytes, of(other).bytes);
    }

    @Override
    public Path normalize() {
        return PathBytes.hasDots(bytes) ? with(PathBytes.normalize(bytes)) : this;
    }

    @Override
    public Path resolve(Path other) {
        if (other.isAbsolute()) {
            return other;
        }
        return with(PathBytes.resolve(bytes, of(other).bytes));
    }

    @Override
    public Path relativize(Path other) {
        ContextPath to = of(other);
        if (!isOfSame(to) || to.isAbsolute() != isAbsolute()) {
            throw new IllegalArgumentException("there is no relative path from " + this + " to " + other);
        }
        byte[] relative = PathBytes.relativize(bytes, to.bytes);
        if (relative == null) {
            throw new IllegalArgumentException(
                    "there is no relative path from " + this + ", which goes up, to " + other);
        }
        return with(relative);
    }

    @Override
    public URI toUri() {
        return URI.create(ContextFileProvider.SCHEME + "://" + files.context().id()
                + PathText.uri(((ContextPath) toAbsolutePath()).bytes));
    }

    @Override
    public Path toAbsolutePath() {
        try {
            return isAbsolute() ? this : with(PathBytes.resolve(files.workingDirectory(), bytes));
        } catch (IOException e) {
            throw new IOError(e);
        }
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return with(files.remote().ask(new Looks.Real(bytes, options), byte[].class, this));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        if (!(watcher instanceof Watcher ours)) {
            throw new ProviderMismatchException("the service does not watch files of a context");
        }
        return ours.register(this, bytes, events);
    }

    @Override
    public int compareTo(Path other) {
        return Arrays.compareUnsigned(bytes, ((ContextPath) other).bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContextPath path && isOfSame(path) && Arrays.equals(path.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = PathText.text(bytes);
            text = known;
        }
        return known;
    }
}
