package mitogen.files;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashSet;
import java.util.Set;

/** A store there. Its sizes are asked for each time. */
final class RemoteStore extends FileStore {
    private final Remote remote;
    private final byte[] path; // a file that is in it
    private final String name;
    private final String type;
    private final boolean readOnly;
    private final Set<String> views = new HashSet<>();

    private RemoteStore(Remote remote, byte[] path) throws IOException {
        this.remote = remote;
        this.path = path;
        RowReader row = ask();
        name = row.text();
        type = row.text();
        readOnly = row.number() != 0;
        for (int i = 0; i < 4; i++) {
            row.number();
        }
        while (!row.isAtEnd()) {
            views.add(row.text());
        }
    }

    static FileStore of(Remote remote, byte[] path) throws IOException {
        return new RemoteStore(remote, path);
    }

    private RowReader ask() throws IOException {
        return remote.rows(remote.ask(new Looks.Store(path), byte[].class, PathText.text(path)));
    }

    private long size(int which) throws IOException {
        RowReader row = ask();
        row.text();
        row.text();
        row.number();
        long number = row.number();
        for (int i = 0; i < which; i++) {
            number = row.number();
        }
        return number;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public long getTotalSpace() throws IOException {
        return size(0);
    }

    @Override
    public long getUsableSpace() throws IOException {
        return size(1);
    }

    @Override
    public long getUnallocatedSpace() throws IOException {
        return size(2);
    }

    @Override
    public long getBlockSize() throws IOException {
        return size(3);
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> view) {
        return view == BasicFileAttributeView.class
                || (view == FileOwnerAttributeView.class || view == PosixFileAttributeView.class)
                        && views.contains("posix");
    }

    @Override
    public boolean supportsFileAttributeView(String view) {
        return !view.isEmpty() && views.contains(view);
    }

    @Override
    public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> view) {
        return null; // the JDK knows none
    }

    @Override
    public Object getAttribute(String attribute) throws IOException {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "usableSpace" -> getUsableSpace();
            case "unallocatedSpace" -> getUnallocatedSpace();
            default -> throw new UnsupportedOperationException("a store has no attribute '" + attribute + "'");
        };
    }

    @Override
    public String toString() {
        return PathText.text(path) + " (" + name + ")";
    }
}
