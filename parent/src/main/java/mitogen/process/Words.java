package mitogen.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words of a command, as bytes: a JVM's strings lose what is not in the encoding of its locale, and over ssh that is
 * often ASCII. A shell puts together what is not ASCII; no process sees anything else than the words themselves.
 */
public final class Words {
    /** Makes the bytes again. The dot keeps line ends at the end of a word. */
    private static final String DECODE =
            "n=$#;while [ $n -gt 0 ];do w=$(printf %b. \"$1\");shift;" + "set -- \"$@\" \"${w%.}\";n=$((n-1));done;";

    private Words() {}

    static boolean areAscii(List<byte[]> words) {
        for (byte[] word : words) {
            for (byte each : word) {
                if (each < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** As strings, if they are ASCII. */
    static List<String> ascii(List<byte[]> words) {
        List<String> strings = new ArrayList<>(words.size());
        for (byte[] word : words) {
            strings.add(new String(word, US_ASCII));
        }
        return strings;
    }

    /** The variable of an environment. */
    static byte[] variable(String name, byte[] value) {
        byte[] start = (name + "=").getBytes(UTF_8);
        byte[] all = Arrays.copyOf(start, start.length + value.length);
        System.arraycopy(value, 0, all, start.length, value.length);
        return all;
    }

    /**
     * A command that runs a shell script, whose arguments are the words.
     *
     * @param name what the shell is told to be called, its $0
     */
    public static List<String> shell(String script, String name, List<byte[]> words) {
        boolean plain = areAscii(words);
        List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", plain ? script : DECODE + script, name));
        if (plain) {
            all.addAll(ascii(words));
            return all;
        }
        for (byte[] word : words) {
            all.add(encoded(word));
        }
        return all;
    }

    /** For {@code printf %b}. */
    private static String encoded(byte[] word) {
        StringBuilder text = new StringBuilder(word.length * 5);
        for (byte each : word) {
            if (each < 0 || each == '\\') {
                text.append("\\0")
                        .append(Integer.toOctalString(each & 0xff | 0x200).substring(1));
            } else {
                text.append((char) each);
            }
        }
        return text.toString();
    }
}
