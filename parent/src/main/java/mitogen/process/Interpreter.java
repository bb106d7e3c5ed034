package mitogen.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What runs a script: what was asked for, or else what its first line names, or else {@code sh}. */
final class Interpreter {
    /** By this name the interpreter opens the pipe that the script comes through. */
    static final String PIPE = "/dev/fd/3";

    /** The same, where a root directory has no {@code /dev/fd}. */
    static final String PIPE_OF_PROC = "/proc/self/fd/3";

    /** Longer first lines are not shebang lines; Linux reads 256 bytes. */
    private static final int LONGEST_SHEBANG = 1024;

    private Interpreter() {}

    /** The interpreter and its options, up to where the name of the script goes. */
    static List<byte[]> of(Plan plan) {
        if (!plan.interpreter().isEmpty()) {
            return plan.interpreter();
        }
        List<byte[]> shebang = shebang(plan.script());
        return shebang.isEmpty() ? List.of(bytes("sh")) : shebang;
    }

    /**
     * The name of the script behind it.
     *
     * @param pipe that of the pipe
     */
    static byte[] script(List<byte[]> interpreter, String pipe) {
        return bytes(readsStandardInput(interpreter) ? "-" : pipe);
    }

    /** Node and its kin resolve /dev/fd/3 to a path, "pipe:[123]", and fail to open that; they take a dash instead. */
    static boolean readsStandardInput(List<byte[]> interpreter) {
        for (byte[] each : interpreter) {
            String word = text(each);
            String name = word.substring(word.lastIndexOf('/') + 1);
            switch (name) {
                case "node", "nodejs", "bun", "deno" -> {
                    return true;
                }
                case "env" -> {}
                default -> {
                    if (!name.startsWith("-") && name.indexOf('=') < 0) {
                        return false; // the interpreter's own name comes first, behind env and what env takes
                    }
                }
            }
        }
        return false;
    }

    private static List<byte[]> shebang(byte[] text) {
        if (text.length < 2 || text[0] != '#' || text[1] != '!') {
            return List.of();
        }
        int end = 2;
        while (end < text.length && text[end] != '\n' && end < LONGEST_SHEBANG) {
            end++;
        }
        String line = text(Arrays.copyOfRange(text, 2, end)).strip();
        if (line.isEmpty()) {
            return List.of();
        }
        List<String> words = new ArrayList<>(Arrays.asList(line.split("\\s+")));
        if (words.get(0).endsWith("/env") && words.size() > 1) {
            // Split already, as env -S would; BusyBox's env has no -S.
            String first = words.get(1);
            if (first.equals("-S")) {
                words.remove(1);
            } else if (first.startsWith("-S")) {
                words.set(1, first.substring(2));
            }
        }
        return words.stream().map(Interpreter::bytes).toList();
    }

    /** Each byte as one character, so that any comes back as it was. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
