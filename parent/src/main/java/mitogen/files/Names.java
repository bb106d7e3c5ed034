package mitogen.files;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names of files there: as bytes, and as paths of that JVM, which keep the bytes whatever its locale makes of them. The only
 * public way from bytes to such a path, and back, is a URI.
 */
final class Names {
    /** Nothing is below it, so that no disk is asked whether the path is a directory. */
    private static final String NOWHERE = "/dev/null/";

    private Names() {}

    static Path path(byte[] bytes) {
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

    static byte[] bytes(Path path) {
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
        return java.util.Arrays.copyOf(bytes, length);
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
}
