package mitogen.files;

import java.util.ArrayList;
import java.util.List;

/**
 * What came along with a path that a listing gave: attributes, and where it stood, which tells what a walk asks for next.
 *
 * @param stat the attributes, or null
 * @param time when the listing was asked for
 * @param listing what is known of the tree
 * @param directory the path of the directory that was listed
 * @param rows what is in that directory
 * @param index where it is among these
 * @param above what came along with the path of the directory, or null
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Listed(
        FileStat stat, long time, Listing listing, byte[] directory, List<Listing.Row> rows, int index, Listed above) {
    /** The directories that a walk comes to behind this one, at most so many: those beside it, then those above. */
    List<byte[]> next(int most) {
        List<byte[]> next = new ArrayList<>();
        for (Listed at = this; at != null; at = at.above) {
            for (int i = at.index + 1; i < at.rows.size() && next.size() < most; i++) {
                Listing.Row row = at.rows.get(i);
                if (row.stat() != null && row.stat().isDirectory()) {
                    byte[] path = PathBytes.resolve(at.directory, row.name());
                    if (!listing.knows(PathText.text(path))) {
                        next.add(path);
                    }
                }
            }
        }
        return next;
    }
}
