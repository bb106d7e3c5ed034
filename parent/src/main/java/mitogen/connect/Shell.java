package mitogen.connect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import mitogen.methods.CommandMethod;

/** Shell text that several connection methods need. */
final class Shell {
    /** Keeps descriptors 0 to 2 as 6 to 8 for a command that gets them back behind the terminal's. */
    private static final String KEEP = "exec 6<&0 7>&1 8>&2;";

    private static final String BACK = " <&6 >&7 2>&8 6<&- 7>&- 8>&-";

    /** For a tool whose messages and questions we know in English only. See {@link #inOwnLanguage}. */
    static final Map<String, String> ENGLISH = Map.of("LANGUAGE", "C", "LC_ALL", "C");

    private static final Pattern QUESTION = Pattern.compile("(doas \\(.*\\) |\\S+'s )?[Pp]assword( for \\S+)?:");

    private Shell() {}

    /** Whether a line that was begun is what a tool of that kind asks in English, and nothing else. */
    static boolean asksForPassword(String line) {
        return QUESTION.matcher(line.strip()).matches();
    }

    /** The script as one line for a login shell of any kind; a start file may have emptied PATH. */
    static String line(String script) {
        return "exec /bin/sh -c '" + script + "'";
    }

    /** The script behind settings of variables; still fit to stand between single quotes. */
    static String with(Map<String, String> environment, String script) {
        if (script.equals(CommandMethod.SHOWN)) {
            return script;
        }
        StringBuilder text = new StringBuilder();
        environment.forEach((name, value) -> text.append(assignment(name, value)));
        return text.append(script).toString();
    }

    /**
     * The script, for a tool that was run with these variables so that its messages are those that we know: gives them
     * back the values that they had here, if the tool let LANGUAGE through.
     */
    static String inOwnLanguage(Map<String, String> variables, String script) {
        if (script.equals(CommandMethod.SHOWN)) {
            return script;
        }
        StringBuilder text = new StringBuilder("[ \"$LANGUAGE\" ]&&{ ");
        for (String name : new TreeSet<>(variables.keySet())) {
            String value = System.getenv(name);
            text.append(value == null ? "unset " + name + ";" : assignment(name, value));
        }
        return text.append("};").append(script).toString();
    }

    private static String assignment(String name, String value) {
        return name + "=`printf %b \"" + octal(value, "") + "\"`;export " + name + ";";
    }

    /** The text as {@code printf %b} takes it: as they are only plain characters and those that are named. */
    private static String octal(String text, String plain) {
        StringBuilder octal = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean asIs = b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
            octal.append(
                    asIs || plain.indexOf(b) >= 0
                            ? String.valueOf((char) b)
                            : String.format("\\0%03o", Byte.toUnsignedInt(b)));
        }
        return octal.toString();
    }

    /**
     * A script that does the same and has no dollar sign. {@code sudo -i} hands its command to the login shell with all
     * special characters escaped, except that one.
     */
    static String withoutDollars(String script) {
        return script.equals(CommandMethod.SHOWN)
                ? script
                : "eval \"`printf %b '" + octal(script, " ;/.:=-+_,*?()[]{}<>|&#~^%@") + "'`\"";
    }

    /**
     * A command at whose side there is a terminal, as {@code /dev/tty}; its standard input, output and error remain what
     * they are, so that nothing of the protocol goes through that terminal. What the tool prints there is printed to
     * standard error.
     *
     * @param answer whether the first line of standard input is for the terminal
     * @param first shell text to be run first, or null
     */
    static List<String> terminal(List<String> command, boolean answer, String first) {
        // script runs $SHELL, which may be anything.
        String script = "SHELL=/bin/sh script -qec \"$1\" /dev/null >&8";
        String text = KEEP
                + (first == null ? "" : first)
                + (answer
                        ? "{ IFS= read -r p <&6;printf \"%s\\n\" \"$p\";}|" + script
                        : script.replaceFirst("script", "exec script") + " </dev/null");
        return List.of("/bin/sh", "-c", text, "sh", "exec " + quoted(command) + BACK);
    }

    /** Words for {@code sh}, each between single quotes. */
    static String quoted(List<String> words) {
        List<String> quoted = new ArrayList<>();
        for (String word : words) {
            quoted.add("'" + word.replace("'", "'\\''") + "'");
        }
        return String.join(" ", quoted);
    }
}
