package mitogen.classes;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java runtime for one platform, packed by tar and gzip, with {@code bin/java} at its top or one directory below.
 *
 * @param digest SHA-256, 64 hexadecimal digits
 * @param kibibytes what it takes to unpack it, the archive included
 * @param length of the archive, in bytes
 * @param content gives the archive
 */
public record RuntimeArchive(String digest, long kibibytes, long length, Content content) {
    /** Resources under this name are runtimes, and not of the application. */
    public static final String RESOURCES = "mitogen/runtime/";

    private static final Pattern PLACE = Pattern.compile("([0-9a-f]{64})-([0-9]{1,9})");

    /** Where the bytes are. */
    public interface Content {
        /** All of them; to be closed by the caller. */
        InputStream open() throws IOException;
    }

    /** The place, see {@link mitogen.load.Resources}, that a resource is said to be from which is a runtime. */
    public String place() {
        return digest + "-" + kibibytes;
    }

    /** The archive that a place tells of; null if it tells of none, and is a reason why there is none. */
    static RuntimeArchive of(String place, long length, Content content) {
        Matcher parts = PLACE.matcher(place);
        return parts.matches()
                ? new RuntimeArchive(parts.group(1), Long.parseLong(parts.group(2)), length, content)
                : null;
    }
}
