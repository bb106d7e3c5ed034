package mitogen.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import mitogen.cli.remote.RunScript;

/**
 * What runs a script: its shebang line says, or else its extension, or else it is {@code sh}.
 *
 * @param command the interpreter and its options, up to where the name of the script goes
 */
record Interpreter(List<String> command) {
    /** By this name the interpreter opens the pipe that the script comes through. */
    private static final String SCRIPT = "/dev/fd/3";

    /** Longer first lines are not shebang lines; Linux reads 256 bytes. */
    private static final int LONGEST_SHEBANG = 1024;

    /** The interpreter for a file of this name and content. */
    static Interpreter of(String fileName, byte[] text) {
        List<String> shebang = shebang(text);
        return new Interpreter(shebang.isEmpty() ? byExtension(fileName) : shebang);
    }

    /** The task that runs the script with these arguments. */
    RunScript run(byte[] text, List<String> arguments, boolean openInput) {
        boolean onStandardInput = readsStandardInput();
        List<String> all = new ArrayList<>(command);
        all.add(onStandardInput ? "-" : SCRIPT);
        all.addAll(arguments);
        return new RunScript(Arguments.bytes(all), onStandardInput, openInput, text);
    }

    /** Node and its kin resolve /dev/fd/3 to a path, "pipe:[123]", and fail to open that; they take a dash instead. */
    private boolean readsStandardInput() {
        for (String word : command) {
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

    private static List<String> shebang(byte[] text) {
        if (text.length < 2 || text[0] != '#' || text[1] != '!') {
            return List.of();
        }
        int end = 2;
        while (end < text.length && text[end] != '\n' && end < LONGEST_SHEBANG) {
            end++;
        }
        String line = Arguments.text(Arrays.copyOfRange(text, 2, end)).strip();
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
        return List.copyOf(words);
    }

    private static List<String> byExtension(String fileName) {
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "bash", "zsh", "ksh", "fish", "csh", "tcsh", "php", "lua" -> List.of(extension);
            case "py" -> List.of("python3");
            case "pl" -> List.of("perl");
            case "rb" -> List.of("ruby");
            case "js", "cjs" -> List.of("node");
            case "mjs" -> List.of("node", "--input-type=module");
            case "awk" -> List.of("awk", "-f");
            case "sed" -> List.of("sed", "-f");
            case "tcl" -> List.of("tclsh");
            case "r" -> List.of("Rscript");
            default -> List.of("sh");
        };
    }
}
