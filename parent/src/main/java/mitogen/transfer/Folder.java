package mitogen.transfer;

import java.io.IOException;
import java.nio.file.Path;

/** A directory at the destination that files go into. Not thread-safe. */
final class Folder {
    final Folder parent; // or null
    final byte[] name; // below the root
    final Path path;
    final Stat source; // or null, if it is the one that the root is in
    final boolean fresh; // there was none before
    boolean changed; // its time is to be set

    Folder(Folder parent, byte[] name, Path path, Stat source, boolean fresh) {
        this.parent = parent;
        this.name = name;
        this.path = path;
        this.source = source;
        this.fresh = fresh;
        changed = fresh;
    }

    /** Whether it is still where it was, and no link leads elsewhere: sources below others are not to be trusted. */
    boolean isThere() throws IOException {
        for (Folder each = this; each.parent != null; each = each.parent) {
            Stat stat = Stat.orNull(each.path);
            if (stat == null || !stat.isDirectory()) {
                return false;
            }
        }
        return true;
    }
}
