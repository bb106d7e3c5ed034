package mitogen.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.util.List;
import mitogen.internal.NativePaths;

/**
 * Opens a file, writes to it and closes it.
 *
 * @param path the file
 * @param options how to open it
 * @param bytes what is written
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record WriteSmall(byte[] path, List<OpenOption> options, byte[] bytes) implements Order {
    @Override
    public Object work() throws IOException {
        try (OutputStream to = Files.newOutputStream(NativePaths.of(path), options.toArray(new OpenOption[0]))) {
            to.write(bytes);
        }
        return null;
    }
}
