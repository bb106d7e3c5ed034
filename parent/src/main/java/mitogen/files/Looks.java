package mitogen.files;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import mitogen.internal.NativePaths;

/** Looks at files, which changes nothing. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
final class Looks {
    private Looks() {}

    /** The attributes of a file, as {@link Rows} has them; with the names of its accounts, if they are asked for. */
    record Attributes(byte[] path, boolean accounts, LinkOption... options) implements Order {
        @Override
        public Object work() throws IOException {
            Rows rows = new Rows(accounts);
            rows.putFile(NativePaths.of(path), options);
            return rows.take();
        }
    }

    /** Whether something may be done with a file: fails if not. */
    record Access(byte[] path, List<AccessMode> modes) implements Order {
        @Override
        public Object work() throws IOException {
            Path file = NativePaths.of(path);
            file.getFileSystem().provider().checkAccess(file, modes.toArray(new AccessMode[0]));
            return null;
        }
    }

    /** Whether both are the same file. */
    record Same(byte[] path, byte[] second) implements Order {
        @Override
        public Object work() throws IOException {
            return Files.isSameFile(NativePaths.of(path), NativePaths.of(second));
        }
    }

    /** The path without links. */
    record Real(byte[] path, LinkOption... options) implements Order {
        @Override
        public Object work() throws IOException {
            return NativePaths.bytes(NativePaths.of(path).toRealPath(options));
        }
    }

    /** The working directory. */
    record WorkingDirectory() implements Order {
        @Override
        public Object work() {
            return NativePaths.bytes(Path.of("").toAbsolutePath());
        }
    }

    /** What a link says. */
    record Link(byte[] path) implements Order {
        @Override
        public Object work() throws IOException {
            return NativePaths.bytes(Files.readSymbolicLink(NativePaths.of(path)));
        }
    }

    /** The name of an account, or of a group, as the system of that place writes it. */
    record Account(String name, boolean group) implements Order {
        @Override
        public Object work() throws IOException {
            UserPrincipalLookupService accounts = FileSystems.getDefault().getUserPrincipalLookupService();
            return (group ? accounts.lookupPrincipalByGroupName(name) : accounts.lookupPrincipalByName(name)).getName();
        }
    }

    /** What is behind a file, or behind the root: name, type, whether it is read-only, sizes, the views that there are. */
    record Store(byte[] path) implements Order {
        private static final List<String> VIEWS = List.of("basic", "posix", "owner", "unix");

        @Override
        public Object work() throws IOException {
            FileStore store = Files.getFileStore(NativePaths.of(path));
            Rows row = new Rows(false);
            row.put(store.name());
            row.put(store.type());
            row.put(store.isReadOnly() ? 1 : 0);
            row.put(store.getTotalSpace());
            row.put(store.getUsableSpace());
            row.put(store.getUnallocatedSpace());
            row.put(store.getBlockSize());
            for (String each : VIEWS) {
                row.put(store.supportsFileAttributeView(each) ? each : "");
            }
            return row.take();
        }
    }

    /** The names of the stores that are mounted there, with a path of each. */
    record Stores() implements Order {
        @Override
        public Object work() {
            Rows rows = new Rows(false);
            for (FileStore each : FileSystems.getDefault().getFileStores()) {
                String text = each.toString(); // "/mnt (/dev/sda1)"
                int name = text.lastIndexOf(" (" + each.name() + ")");
                if (name > 0) {
                    rows.put(1);
                    rows.put(NativePaths.bytes(Path.of(text.substring(0, name))));
                }
            }
            rows.put(0);
            return rows.take();
        }
    }
}
