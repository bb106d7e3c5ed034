package mitogen.files;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import mitogen.Context;
import mitogen.internal.NativePaths;
import mitogen.internal.TransferCarrier;
import mitogen.internal.TransferOrder;
import mitogen.transfer.Place;

/**
 * The files of a context. States: open; closed, when its paths are still paths, and nothing else can be done with them. What it
 * has opened there is known, to be closed with it. Thread-safe.
 */
public final class ContextFileSystem extends FileSystem implements TransferCarrier {
    private final Remote remote;
    private final boolean fenced;
    private final Recent recent = new Recent(System::nanoTime);
    private final Opened opened = new Opened();
    private volatile byte[] workingDirectory; // null until somebody needs it; it never changes there

    /**
     * The files of a context.
     *
     * @param there the context
     * @param here the context in which this runs
     * @param fenced whether contexts may only talk to those above and below them
     */
    public ContextFileSystem(Context there, Context here, boolean fenced) {
        remote = new Remote(there, here);
        this.fenced = fenced;
    }

    Context context() {
        return remote.there();
    }

    /** To be asked, as long as this is open. */
    Remote remote() {
        opened.check();
        return remote;
    }

    Opened opened() {
        return opened;
    }

    Recent recent() {
        return recent;
    }

    /** To open files with. */
    Opener opener() {
        return new Opener(remote(), recent, opened);
    }

    /** The directory that relative paths start from there. */
    byte[] workingDirectory() throws IOException {
        byte[] known = workingDirectory;
        if (known == null) {
            known = remote().ask(new Looks.WorkingDirectory(), byte[].class, "");
            if (known == null || !PathBytes.isAbsolute(known)) {
                throw Exceptions.senseless(context(), "its working directory is no absolute path");
            }
            workingDirectory = known;
        }
        return known;
    }

    @Override
    public FileSystemProvider provider() {
        return ContextFileProvider.ONLY;
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }

    @Override
    public boolean isOpen() {
        return opened.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(new ContextPath(this, PathBytes.ROOT));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        List<FileStore> stores = new ArrayList<>();
        try {
            RowReader rows = remote().rows(remote().ask(new Looks.Stores(), byte[].class, "/"));
            while (rows.number() != 0) {
                byte[] path = rows.bytes();
                try {
                    stores.add(ContextFileProvider.ONLY.getFileStore(new ContextPath(this, path)));
                } catch (IOException e) {
                    // it is not for us, or not mounted any more: the JDK leaves it out, too
                }
            }
        } catch (IOException e) {
            return List.of(); // the method has no way to fail; the JDK does the same
        }
        return stores;
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return new LinkedHashSet<>(List.of("basic", "owner", "posix", "unix"));
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String each : more) {
            text.append(text.length() == 0 || each.isEmpty() ? "" : "/").append(each);
        }
        return new ContextPath(this, PathBytes.clean(PathText.bytes(text.toString())));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        return Glob.matcher(syntaxAndPattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return new AccountLookup(remote());
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return Watcher.open(remote(), this::path, opened);
    }

    private Path path(byte[] bytes) {
        return new ContextPath(this, bytes);
    }

    @Override
    public Object carry(TransferOrder order, Consumer<Object> progress) {
        return new Carrying(remote().here(), this::place).run(order, progress);
    }

    /** Where a path is, which may be of the default file system. */
    private Place place(Path path) {
        if (path instanceof ContextPath ours) {
            byte[] bytes = ours.bytes.length == 0 ? new byte[] {'.'} : ours.bytes;
            return new Place(ours.files.context(), bytes, path, fenced, name -> ours.files.path(PathBytes.clean(name)));
        }
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(
                    path + " is neither of a context nor of the default file system, so it cannot be transferred");
        }
        return new Place(remote.here(), NativePaths.bytes(path.toAbsolutePath()), path, fenced, NativePaths::of);
    }

    @Override
    public String toString() {
        return "the files of " + context();
    }
}
