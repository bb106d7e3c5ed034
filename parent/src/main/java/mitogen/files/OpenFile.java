package mitogen.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.internal.NativePaths;

/**
 * Opens a file there, and keeps it open as long as this task runs: until the channel ends through which it is told what to do.
 * That is when whoever opened it closes it or is lost.
 *
 * @param path the file
 * @param options how to open it
 * @param permissions of the file if it is made, or null
 * @param answers takes what tells a regular file from others, or an empty text for any other file; then the sender for orders, then what is answered to these
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record OpenFile(byte[] path, List<OpenOption> options, String permissions, Sender<Object> answers) implements Order {
    /** Null, or what failed of that which was written last. */
    @Override
    public Object work() throws IOException {
        Path name = NativePaths.of(path);
        try (FileChannel file = FileChannel.open(name, new HashSet<>(options), Changes.attributes(permissions));
                Receiver<byte[]> orders = Context.current().receiver()) {
            String key = key(name);
            answers.send(key);
            answers.send(orders.sender());
            OpenedFile opened = new OpenedFile(file, !key.isEmpty(), answers);
            for (byte[] each : orders) {
                opened.obey(each);
            }
            return opened.failure();
        }
    }

    /** What is no regular file has no places. One that is deleted as soon as it is open has no name any more. */
    private static String key(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? String.valueOf(attributes.fileKey()) : "";
        } catch (NoSuchFileException e) {
            return "deleted";
        }
    }
}
