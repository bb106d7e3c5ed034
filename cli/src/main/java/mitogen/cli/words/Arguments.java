package mitogen.cli.words;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mitogen.cli.status.UsageException;

/**
 * The words of our command line as they were given. Java decodes them by the locale, and what that does not know is lost;
 * Linux shows them in /proc. Here they are UTF-8, and each byte that is none of that is one half of a surrogate pair,
 * U+DC00 and the byte, which no text has alone. (Python calls this surrogateescape.)
 */
public final class Arguments {
    private static final int ESCAPE = 0xdc00;

    private Arguments() {}

    /** The arguments, exactly; where there is no /proc, as Java gives them. */
    public static String[] exact(String[] decoded) {
        try {
            return exact(decoded, Files.readAllBytes(Path.of("/proc/self/cmdline")));
        } catch (IOException noProc) {
            return decoded;
        }
    }

    /** The last words of a command line, each of which ends with a zero byte; those in front are Java's own. */
    public static String[] exact(String[] decoded, byte[] commandLine) {
        List<byte[]> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                words.add(Arrays.copyOfRange(commandLine, start, i));
                start = i + 1;
            }
        }
        int before = words.size() - decoded.length;
        if (before < 0) {
            return decoded;
        }
        String[] exact = new String[decoded.length];
        for (int i = 0; i < exact.length; i++) { // the first stream of a JVM costs milliseconds
            exact[i] = text(words.get(before + i));
        }
        return exact;
    }

    /** Bytes as a text; {@link #bytes} is the way back. */
    public static String text(byte[] bytes) {
        CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        ByteBuffer from = ByteBuffer.wrap(bytes);
        CharBuffer to = CharBuffer.allocate(bytes.length);
        for (CoderResult result = decoder.decode(from, to, true);
                result.isMalformed();
                result = decoder.decode(from, to, true)) {
            for (int i = 0; i < result.length(); i++) {
                to.put((char) (ESCAPE + (from.get() & 0xff)));
            }
            decoder.reset();
        }
        return to.flip().toString();
    }

    /** A text as the bytes that it was given as. */
    public static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                bytes.writeBytes(text.substring(start, i).getBytes(UTF_8));
                bytes.write(text.charAt(i) - ESCAPE);
                start = i + 1;
            }
        }
        bytes.writeBytes(text.substring(start).getBytes(UTF_8));
        return bytes.toByteArray();
    }

    public static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(Arguments::bytes).toList();
    }

    /** Whether all of it is UTF-8. */
    public static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether Java can pass it on as it was given, as an argument of another command or as the name of a file: it is
     * ASCII, or Java's own encoding is UTF-8, too.
     */
    public static boolean canBePassedOn(String text) {
        return isAscii(text) || isText(text) && "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Refuses what cannot be passed on. */
    public static void check(Stream<String> texts) {
        texts.filter(text -> text != null && !canBePassedOn(text)).findFirst().ifPresent(text -> {
            throw new UsageException(shown(text) + " cannot be passed on as it is: "
                    + (isText(text)
                            ? "this locale's encoding is not UTF-8\nTry: LC_ALL=C.UTF-8 mitogen ..."
                            : "it is not UTF-8\nOnly what a command or a script gets may be something else."));
        });
    }

    /** For people: bytes that are not UTF-8 as {@code \\xe9}. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                shown.append("\\x").append(Integer.toHexString(text.charAt(i) - ESCAPE));
            } else {
                shown.append(text.charAt(i));
            }
        }
        return shown.toString();
    }

    /** The second half of a pair has the first one in front of it. */
    private static boolean isEscape(String text, int at) {
        char c = text.charAt(at);
        return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
