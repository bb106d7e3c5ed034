package mitogen.cli.commands;

import java.util.List;
import java.util.Locale;

/** What runs a script whose text names no interpreter: its extension says. */
final class Interpreters {
    private Interpreters() {}

    /** The interpreter and its options; empty if the text names one. */
    static List<String> of(String fileName, byte[] text) {
        return namesOne(text) ? List.of() : byExtension(fileName);
    }

    private static boolean namesOne(byte[] text) {
        if (text.length < 2 || text[0] != '#' || text[1] != '!') {
            return false;
        }
        int i = 2;
        while (i < text.length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r')) {
            i++;
        }
        return i < text.length && text[i] != '\n';
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
