package mitogen.internal;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Paths of the system as bytes. Java decodes names by the locale, and what that does not know is lost. The only public way
 * from bytes to a path, and back, is a URI.
 */
public final class NativePaths {
    /** Nothing is below it, so that no disk is asked whether the path is a directory. */
    private static final String NOWHERE = "/dev/null/";

    private NativePaths() {}

    /** The path of exactly these bytes. */
    public static Path of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (isAscii(text)) {
            return Path.of(text);
        }
        StringBuilder uri = new StringBuilder("file:///");
        for (byte each : bytes) {
            if (each == '/') {
                uri.append('/');
            } else {
                uri.append('%')
                        .append(Character.forDigit(each >> 4 & 15, 16))
                        .append(Character.forDigit(each & 15, 16));
            }
        }
        Path path = Path.of(URI.create(uri.toString().replaceFirst("/{4,}", "///")));
        return bytes[0] == '/' ? path : path.subpath(0, path.getNameCount());
    }

    /** The bytes of a path of this system. */
    public static byte[] bytes(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        Path below = Path.of(NOWHERE).resolve(path.isAbsolute() ? path.subpath(0, path.getNameCount()) : path);
        String uri = below.toUri().getRawPath().substring(NOWHERE.length() - (path.isAbsolute() ? 1 : 0));
        byte[] bytes = new byte[uri.length()];
        int length = 0;
        for (int i = 0; i < uri.length(); i++) {
            boolean escaped = uri.charAt(i) == '%';
            bytes[length++] = (byte) (escaped ? Integer.parseInt(uri, i + 1, i + 3, 16) : uri.charAt(i));
            i += escaped ? 2 : 0;
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Every encoding that a locale may have agrees about ASCII. What Java cannot decode is no ASCII. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
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
