package mitogen.transfer;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mitogen.Transfer;
import mitogen.internal.NativePaths;

/** Deletes what the source has not. Links are deleted, and nothing behind them. Not thread-safe. */
final class Cleaner {
    private final Plan plan;
    private final Filter filter;
    private final Reports reports;
    private boolean removedDirectories;

    Cleaner(Plan plan, Filter filter, Reports reports) {
        this.plan = plan;
        this.filter = filter;
        this.reports = reports;
    }

    /** Whether something else can be now where a directory was. */
    boolean hasRemovedDirectories() {
        return removedDirectories;
    }

    /** Deletes what is in a directory and was not told. */
    void deleteOthers(Folder folder, Set<String> told) {
        try {
            for (Path each : list(folder.path)) {
                byte[] name = NativePaths.bytes(each.getFileName());
                if (!told.contains(Destination.key(name))) {
                    deleteOther(folder, each, name);
                }
            }
        } catch (IOException e) {
            reports.failed(false, folder.name, Wire.failure(e));
        }
    }

    private void deleteOther(Folder folder, Path file, byte[] name) {
        byte[] below = Walk.join(folder.name, name);
        try {
            boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
            if (isKept(folder.name, name, directory)) {
                return;
            }
            if (plan.dryRun()) {
                reports.different(below, Transfer.Difference.Kind.DELETED);
                return;
            }
            delete(file, below, directory);
            folder.changed = true;
        } catch (IOException e) {
            reports.failed(false, below, Wire.failure(e));
        }
    }

    private boolean isKept(byte[] folder, byte[] name, boolean directory) {
        return !filter.takes(folder, name, directory)
                || plan.resume() && Destination.key(name).startsWith(Hidden.PREFIX);
    }

    /** Deletes a file, or a directory and all that is in it; whether nothing had to stay. */
    private boolean delete(Path file, byte[] name, boolean directory) throws IOException {
        if (directory) {
            removedDirectories = true;
            boolean empty = true;
            for (Path each : list(file)) {
                byte[] inner = NativePaths.bytes(each.getFileName());
                boolean below = Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS);
                empty &= !isKept(name, inner, below) && delete(each, Walk.join(name, inner), below);
            }
            if (!empty) {
                return false;
            }
        }
        Files.delete(file);
        reports.deleted();
        return true;
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(all::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return all;
    }

    /** Deletes a directory that is where something else is to be. */
    void makeWay(Target target) throws IOException {
        if (target.old() != null && target.old().isDirectory()) {
            delete(target.path(), target.name(), true); // if something stays, the rename fails and says so
        }
    }

    /** Deletes what is where a directory is to be. */
    void makeWayForDirectory(Path file, byte[] name) throws IOException {
        delete(file, name, false);
    }
}
