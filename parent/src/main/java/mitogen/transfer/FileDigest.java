package mitogen.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/** The SHA-256 of files. */
final class FileDigest {
    private FileDigest() {}

    static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Opens a file, but no link. */
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Another one of the same bytes, so that this one can go on. */
    static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // that of the JDK can be cloned
        }
    }

    /**
     * Of the first so many bytes, or of all.
     *
     * @throws EOFException if there are less
     */
    static MessageDigest of(Path file, long count) throws IOException {
        MessageDigest digest = create();
        try (FileChannel in = open(file)) {
            long found = update(digest, in, count);
            if (found < count && count != Long.MAX_VALUE) {
                throw new EOFException("it has " + (count - found) + " bytes less than " + count);
            }
        }
        return digest;
    }

    /** Adds so many bytes of a file, from where it is, or all that there are; gives how many. */
    static long update(MessageDigest digest, FileChannel in, long count) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(Wire.CHUNK);
        long left = count;
        while (left > 0) {
            chunk.clear().limit((int) Math.min(left, chunk.capacity()));
            int read = in.read(chunk);
            if (read < 0) {
                break;
            }
            digest.update(chunk.array(), 0, read);
            left -= read;
        }
        return count - left;
    }
}
