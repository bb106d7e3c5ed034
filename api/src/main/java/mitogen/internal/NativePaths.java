package mitogen.internal;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;

/**
 * Paths of the system as bytes. Java decodes names by the locale, and what that does not know is lost; but the path of a URI
 * is taken byte by byte.
 */
public final class NativePaths {
    private NativePaths() {}

    /** The path of exactly these bytes; a relative one is seen from the working directory of this process. */
    public static Path of(byte[] name) {
        byte[] absolute = name.length > 0 && name[0] == '/'
                ? name
                : join(bytes(Path.of("").toAbsolutePath()), name);
        StringBuilder uri = new StringBuilder("file://");
        for (byte each : absolute) {
            if (each == '/' || each >= '0' && each <= '9' || each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z') {
                uri.append((char) each);
            } else {
                uri.append('%')
                        .append(Character.forDigit(each >> 4 & 0xf, 16))
                        .append(Character.forDigit(each & 0xf, 16));
            }
        }
        return Path.of(URI.create(uri.toString()));
    }

    /** The bytes of an absolute path. */
    public static byte[] bytes(Path absolute) {
        String raw = absolute.toUri().getRawPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    /** A name in a directory; the name itself, if it is absolute. */
    public static byte[] join(byte[] directory, byte[] name) {
        if (name.length > 0 && name[0] == '/') {
            return name;
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(directory);
        joined.write('/');
        joined.writeBytes(name);
        return joined.toByteArray();
    }
}
