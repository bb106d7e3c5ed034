package mitogen.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The first bytes of a file that is to come, which are here already.
 *
 * @param file the file that begins with them
 * @param size how many they are
 * @param digest of them, to be gone on with
 * @param other whether the file stays as it is, so that they have to be copied
 */
record Beginning(Path file, long size, MessageDigest digest, boolean other) {
    static Beginning of(Path file, long size, boolean other) throws IOException {
        return new Beginning(file, size, FileDigest.of(file, size), other);
    }

    /** Copies them, and checks that they are still the same. */
    void copy(FileChannel to) throws IOException {
        MessageDigest copied = FileDigest.create();
        ByteBuffer chunk = ByteBuffer.allocate(Wire.CHUNK);
        try (FileChannel in = FileDigest.open(file)) {
            for (long left = size; left > 0; ) {
                chunk.clear().limit((int) Math.min(left, chunk.capacity()));
                int count = in.read(chunk);
                if (count < 0) {
                    throw new EOFException(FileReader.CHANGED);
                }
                copied.update(chunk.array(), 0, count);
                chunk.flip();
                while (chunk.hasRemaining()) {
                    to.write(chunk);
                }
                left -= count;
            }
        }
        if (!Arrays.equals(copied.digest(), FileDigest.copy(digest).digest())) {
            throw new IOException(FileReader.CHANGED);
        }
    }
}
