package mitogen.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import mitogen.internal.NativePaths;

/**
 * Reads a whole file, if it is small.
 *
 * @param path the file
 * @param most bytes that it may have
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record ReadSmall(byte[] path, int most) implements Order {
    /** What tells the file from others, and the bytes, as {@link Rows} has them; null if the file is larger, or not one of bytes that are there: it is to be opened then. */
    @Override
    public Object work() throws IOException {
        Path file = NativePaths.of(path);
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            FileChannel.open(file).close(); // which tells why it cannot be opened
            throw e;
        }
        if (!attributes.isRegularFile() || attributes.size() > most) {
            return null;
        }
        try (SeekableByteChannel open = FileChannel.open(file)) {
            // A file of /proc has the size 0, whatever can be read.
            ByteBuffer all = ByteBuffer.allocate((int) Math.max(4096, Math.min(most, attributes.size()) + 1));
            while (open.read(all) >= 0) {
                if (all.position() > most) {
                    return null;
                }
                if (!all.hasRemaining()) {
                    all = ByteBuffer.wrap(Arrays.copyOf(all.array(), 2 * all.capacity()))
                            .position(all.position());
                }
            }
            Rows found = new Rows(false);
            found.put(String.valueOf(attributes.fileKey()));
            found.put(Arrays.copyOf(all.array(), all.position()));
            return found.take();
        }
    }
}
