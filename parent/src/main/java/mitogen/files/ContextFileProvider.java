package mitogen.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Does what {@link java.nio.file.Files} asks for, in the context of the path. One for all contexts, so that it is asked when
 * something goes from one to another. It is not installed: nothing is opened by a URI. Stateless; each method waits for the
 * answer of the context, on the calling thread.
 */
final class ContextFileProvider extends FileSystemProvider {
    static final ContextFileProvider ONLY = new ContextFileProvider();
    static final String SCHEME = "mitogen";

    private static final String PRIVATE = "rw-------";
    private static final String PRIVATE_DIRECTORY = "rwx------";

    private ContextFileProvider() {}

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("Context.files() gives the files of a context");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new FileSystemNotFoundException("Context.files() gives the files of a context");
    }

    @Override
    public Path getPath(URI uri) {
        throw new FileSystemNotFoundException("Context.files().getPath(…) gives a path of a context");
    }

    /** Asks about a path, and waits. */
    private static <T> T ask(ContextPath path, Order order, Class<T> type) throws IOException {
        return path.files.remote().ask(order, type, path);
    }

    /** Has something changed. */
    private static void change(ContextPath path, Order order) throws IOException {
        try {
            ask(path, order, Object.class);
        } finally {
            path.files.recent().changed(path.toString());
        }
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        ContextPath file = ContextPath.of(path);
        Opening how = Opening.of(options, attributes);
        if (how.permissions() == null && AskedBy.temporary()) {
            how = how.withPermissions(PRIVATE);
        }
        return file.files.opener().channel(file.bytes, file.toString(), how);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        ContextPath file = ContextPath.of(path);
        return file.files.opener().input(file.bytes, file.toString(), Opening.reading(options));
    }

    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        ContextPath file = ContextPath.of(path);
        return file.files.opener().output(file.bytes, file.toString(), Opening.writing(options));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        return Lister.list(ContextPath.of(path), filter);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        ContextPath file = ContextPath.of(path);
        String permissions = Opening.permissions(attributes);
        if (permissions == null && AskedBy.temporary()) {
            permissions = PRIVATE_DIRECTORY;
        }
        change(file, new Changes.Create(file.bytes, permissions, true));
    }

    @Override
    public void createSymbolicLink(Path path, Path to, FileAttribute<?>... attributes) throws IOException {
        if (attributes.length > 0) {
            throw new UnsupportedOperationException("a new link cannot have attributes");
        }
        ContextPath link = ContextPath.of(path);
        link(link, new Changes.Link(link.bytes, ContextPath.of(to).bytes, true), to);
    }

    @Override
    public void createLink(Path path, Path existing) throws IOException {
        ContextPath link = ContextPath.of(path);
        ContextPath other = ContextPath.of(existing);
        checkSame(link, other);
        link(link, new Changes.Link(link.bytes, other.bytes, false), existing);
    }

    /** Makes one more name, by which what is known of a file could be changed. */
    private static void link(ContextPath link, Order order, Path to) throws IOException {
        try {
            link.files.remote().ask(order, Object.class, link.toString(), to.toString());
        } finally {
            link.files.recent().changedAll();
        }
    }

    private static void checkSame(ContextPath one, ContextPath other) {
        if (!isSame(one, other)) {
            throw new ProviderMismatchException(one + " and " + other + " are of different contexts");
        }
    }

    private static boolean isSame(ContextPath one, ContextPath other) {
        return one.files.context().equals(other.files.context());
    }

    @Override
    public Path readSymbolicLink(Path path) throws IOException {
        ContextPath link = ContextPath.of(path);
        byte[] to = ask(link, new Looks.Link(link.bytes), byte[].class);
        if (to == null) {
            throw new NotLinkException(link.toString());
        }
        return new ContextPath(link.files, PathBytes.clean(to));
    }

    @Override
    public void delete(Path path) throws IOException {
        ContextPath file = ContextPath.of(path);
        change(file, new Changes.Delete(file.bytes, false));
    }

    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        ContextPath file = ContextPath.of(path);
        try {
            return Boolean.TRUE.equals(ask(file, new Changes.Delete(file.bytes, true), Boolean.class));
        } finally {
            file.files.recent().changed(file.toString());
        }
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) throws IOException {
        copy(ContextPath.of(from), ContextPath.of(to), false, options);
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        copy(ContextPath.of(from), ContextPath.of(to), true, options);
    }

    private static void copy(ContextPath from, ContextPath to, boolean move, CopyOption... options) throws IOException {
        for (CopyOption each : options) {
            boolean known = move ? each != StandardCopyOption.COPY_ATTRIBUTES : each != StandardCopyOption.ATOMIC_MOVE;
            if (!known || !(each instanceof StandardCopyOption) && each != LinkOption.NOFOLLOW_LINKS) {
                if (each == null) {
                    throw new NullPointerException("an option that is null");
                }
                throw new UnsupportedOperationException("the option " + each + " is not for this");
            }
        }
        if (isSame(from, to)) {
            try {
                from.files
                        .remote()
                        .ask(
                                new Changes.Copy(from.bytes, to.bytes, move, Arrays.asList(options)),
                                Object.class,
                                from.toString(),
                                to.toString());
            } finally {
                to.files.recent().changedAll();
                from.files.recent().changedAll();
            }
        } else if (move && List.of(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new AtomicMoveNotSupportedException(
                    from.toString(), to.toString(), "it would go from one context to another");
        } else {
            Between.copy(from, to, move, options);
        }
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        ContextPath file = ContextPath.of(one);
        if (file.equals(other)) {
            return true;
        }
        if (!(other instanceof ContextPath second) || !isSame(file, second)) {
            return false;
        }
        return Boolean.TRUE.equals(file.files
                .remote()
                .ask(new Looks.Same(file.bytes, second.bytes), Boolean.class, file.toString(), second.toString()));
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && ContextPath.of(name).toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        ContextPath file = ContextPath.of(path);
        return RemoteStore.of(file.files.remote(), file.bytes);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        ContextPath file = ContextPath.of(path);
        if (modes.length == 0) { // whether it is there, which its listing may have told
            stat(file, false);
            return;
        }
        ask(file, new Looks.Access(file.bytes, List.of(modes)), Object.class);
    }

    /** The attributes of a file: those that came with its path, if they hold. */
    private static FileStat stat(ContextPath file, boolean accounts, LinkOption... options) throws IOException {
        Listed listed = file.listed();
        if (listed != null
                && listed.stat() != null
                && (options.length > 0 || !listed.stat().isSymbolicLink())
                && file.files.recent().holds(file.toString(), listed.time())) {
            return listed.stat();
        }
        Remote remote = file.files.remote();
        byte[] answer = remote.ask(new Looks.Attributes(file.bytes, accounts, options), byte[].class, file);
        FileStat stat = remote.rows(answer).file();
        if (stat == null) {
            throw Exceptions.senseless(remote.there(), "no attributes");
        }
        return stat;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
            throw new UnsupportedOperationException("there are no attributes of the " + type);
        }
        return type.cast(stat(ContextPath.of(path), type == PosixFileAttributes.class, options));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        FileStat.known(names); // which throws where there is no such view
        return stat(ContextPath.of(path), true, options).map(names);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        ContextPath file = ContextPath.of(path);
        String name = type == BasicFileAttributeView.class
                ? "basic"
                : type == PosixFileAttributeView.class
                        ? "posix"
                        : type == FileOwnerAttributeView.class ? "owner" : null;
        if (name == null) {
            return null;
        }
        AttributeViews.Times times = (changed, accessed, created) ->
                change(file, new Changes.Times(file.bytes, changed, accessed, created, options));
        return type.cast(new AttributeViews(file, name, times, options));
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        ContextPath file = ContextPath.of(path);
        String name = attribute.substring(attribute.indexOf(':') + 1);
        if (!FileStat.known(attribute).contains(name)) {
            throw new IllegalArgumentException("'" + attribute + "' is no attribute that can be set");
        }
        Object set = value;
        if (name.equals("owner") || name.equals("group")) {
            if (!(value instanceof Account account)) {
                throw new ProviderMismatchException(value + " is no account of a context");
            }
            set = account.name();
        } else if (name.equals("permissions")) {
            set = Opening.text(value);
        } else if (value instanceof FileTime time) {
            set = AttributeViews.time(time);
        }
        change(file, new Changes.Set(file.bytes, attribute, set, options));
    }
}
