package mitogen.classes;

import java.io.IOException;
import java.io.InputStream;
import mitogen.resources.ResourceStream;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;

/**
 * A Java runtime for one platform, packed by tar and gzip, with {@code bin/java} at its top or one directory below.
 *
 * @param digest SHA-256, 64 hexadecimal digits
 * @param kibibytes what it takes to unpack it, the archive included
 * @param length of the archive, in bytes
 * @param content gives the archive
 */
public record RuntimeArchive(String digest, long kibibytes, long length, Content content) {
    /** Where the bytes are. */
    public interface Content {
        /** All of them; to be closed by the caller. */
        InputStream open() throws IOException;
    }

    /**
     * What a context is told of it.
     *
     * @param number by which the content is asked for, in ranges
     */
    Frame payload(int number) {
        PayloadWriter payload = new PayloadWriter();
        payload.putString(digest);
        payload.putLong(kibibytes);
        payload.putLong(length);
        payload.putInt(number);
        return payload.frames();
    }

    /** The runtime that such a payload tells of; its content is asked for when it is read. */
    static RuntimeArchive read(Frame answer, Router router) {
        PayloadReader payload = new PayloadReader(answer);
        String digest = payload.getString();
        long kibibytes = payload.getLong();
        long length = payload.getLong();
        int number = payload.getInt();
        return new RuntimeArchive(
                digest,
                kibibytes,
                length,
                () -> new ResourceStream(router, "the Java runtime " + digest, number, length));
    }
}
