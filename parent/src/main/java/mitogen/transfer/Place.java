package mitogen.transfer;

import java.nio.file.Path;
import java.util.function.Function;
import mitogen.Context;

/**
 * Where a transfer reads or writes, as whoever asked for it sees that.
 *
 * @param context whose files these are
 * @param root the path there
 * @param path the path as it was given
 * @param fenced whether only contexts above and below that one may talk to it
 * @param shown makes such a path of bytes: of an absolute one, or of the root and a name below it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Place(Context context, byte[] root, Path path, boolean fenced, Function<byte[], Path> shown) {
    Path below(byte[] name) {
        return name.length == 0 ? path : shown.apply(Walk.join(root, name));
    }
}
