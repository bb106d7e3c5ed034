package mitogen.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import mitogen.internal.NativePaths;

/**
 * Walks the source and tells destinations what is there: one directory at a time, each with all that is in it. States: at the
 * root, in a directory, between directories, over. Not thread-safe.
 */
final class Walk implements AutoCloseable {
    /** How many files one step looks at. */
    private static final int STEP = 500;

    private static final byte[] NO_NAME = {};

    /** A file of which destinations have to say whether they want it. */
    record Found(Path path, Stat stat) {}

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Folder(Path path, byte[] name) {}

    private record FileKey(long device, long inode) {}

    private final Plan plan;
    private final Filter filter;
    private final List<Outlet> outlets;
    private final Collection<Found> found;
    private final ArrayDeque<Folder> next = new ArrayDeque<>();
    private final ArrayDeque<Folder> below = new ArrayDeque<>(); // of the directory that is listed
    private final Map<FileKey, Integer> groups = new HashMap<>();
    private final Set<Integer> users = new HashSet<>();
    private final Set<Integer> userGroups = new HashSet<>();
    private Path root; // or null, once it was looked at
    private Folder folder; // that is listed, or null
    private DirectoryStream<Path> stream;
    private Iterator<Path> files;

    Walk(Path root, Plan plan, List<Outlet> outlets, Collection<Found> found) {
        this.root = root;
        this.plan = plan;
        this.outlets = outlets;
        this.found = found;
        filter = new Filter(plan);
    }

    private void tell(Consumer<Packer> record) {
        for (Outlet each : outlets) {
            each.put(record);
        }
    }

    private void unreadable(byte[] path, Exception failure) {
        tell(to -> to.begin(Wire.UNREADABLE, Wire.RECORD).put(path).put(Wire.failure(failure)));
    }

    /** Goes on for a while; false at the end. */
    boolean step() {
        if (root != null) {
            begin(root);
            root = null;
        } else if (folder != null) {
            list();
        } else if (!next.isEmpty()) {
            open(next.pop());
        } else {
            tell(to -> to.begin(Wire.END, 0));
            return false;
        }
        return true;
    }

    private void begin(Path given) {
        try {
            Path real = given.toRealPath();
            Stat stat = Stat.of(real);
            if (!stat.isDirectory() && !stat.isFile()) {
                throw other(real);
            }
            tellEntry(real, NO_NAME, stat);
            if (stat.isDirectory()) {
                next.push(new Folder(real, NO_NAME));
            }
        } catch (IOException | RuntimeException e) {
            unreadable(NO_NAME, e);
        }
    }

    @SuppressWarnings("StreamResourceLeak") // closed with this, or when all is listed
    private void open(Folder opened) {
        try {
            stream = Files.newDirectoryStream(opened.path);
        } catch (IOException | RuntimeException e) {
            unreadable(opened.name, e);
            return;
        }
        files = stream.iterator();
        folder = opened;
        tell(to -> to.begin(Wire.DIRECTORY, 8 + opened.name.length).put(opened.name));
        list();
    }

    private void list() {
        try {
            for (int i = 0; i < STEP; i++) {
                if (!files.hasNext()) {
                    leave(true);
                    return;
                }
                look(files.next());
            }
        } catch (DirectoryIteratorException e) {
            unreadable(folder.name, e.getCause());
            leave(false);
        }
    }

    private void leave(boolean whole) {
        tell(to -> to.begin(Wire.CLOSED, 1).put(whole));
        close();
        folder = null;
        while (!below.isEmpty()) {
            next.push(below.pop());
        }
    }

    private void look(Path file) {
        byte[] name = NativePaths.bytes(file.getFileName());
        try {
            Stat stat = Stat.of(file, LinkOption.NOFOLLOW_LINKS);
            if (!filter.takes(folder.name, name, stat.isDirectory())) {
                return;
            }
            if (!stat.isFile() && !stat.isDirectory() && !stat.isLink()) {
                throw other(file);
            }
            tellEntry(file, name, stat);
            if (stat.isDirectory()) {
                below.push(new Folder(file, join(folder.name, name)));
            }
        } catch (NoSuchFileException e) {
            // it went while the directory was listed: it is not there
        } catch (IOException | RuntimeException e) {
            unreadable(join(folder.name, name), e);
        }
    }

    private static IOException other(Path file) {
        return new FileSystemException(
                file.toString(), null, "it is neither a file nor a directory nor a symbolic link");
    }

    static byte[] join(byte[] directory, byte[] name) {
        return directory.length == 0 ? name : NativePaths.join(directory, name);
    }

    private void tellEntry(Path file, byte[] name, Stat stat) throws IOException {
        if (plan.owners()) {
            tellAccounts(file, stat);
        }
        int group = stat.isFile() && stat.links() > 1 ? group(stat) : 0;
        byte[] link = stat.isLink() ? NativePaths.bytes(Files.readSymbolicLink(file)) : NO_NAME;
        tell(to -> {
            to.begin(Wire.ENTRY, 64 + name.length + link.length)
                    .put(name)
                    .put(stat)
                    .put(group);
            if (stat.isLink()) {
                to.put(link);
            }
        });
        if (stat.isFile() && group >= 0) {
            found.add(new Found(file, stat));
        }
    }

    /** The number of a file with several names; below 0 if it was told already. */
    private int group(Stat stat) {
        Integer known = groups.putIfAbsent(new FileKey(stat.device(), stat.inode()), groups.size() + 1);
        return known == null ? groups.size() : -known;
    }

    private void tellAccounts(Path file, Stat stat) throws IOException {
        boolean newUser = users.add(stat.uid());
        boolean newGroup = userGroups.add(stat.gid());
        if (newUser || newGroup) {
            PosixFileAttributes names =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            tellAccount(false, stat.uid(), names.owner().getName());
            tellAccount(true, stat.gid(), names.group().getName());
        }
    }

    private void tellAccount(boolean group, int number, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        tell(to ->
                to.begin(Wire.ACCOUNT, 16 + bytes.length).put(group).put(number).put(bytes));
    }

    @Override
    public void close() {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // nothing was written
            }
            stream = null;
        }
    }
}
