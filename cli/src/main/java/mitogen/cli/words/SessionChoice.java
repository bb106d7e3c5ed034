package mitogen.cli.words;

/**
 * Which session a command is to run in. This is looked at before anything else is loaded, and so by hand: the session itself
 * looks at the options with care.
 */
public final class SessionChoice {
    /** The setting for all commands. */
    public static final String VARIABLE = "MITOGEN_SESSION";

    /** The session of this name, started when it is needed. */
    public static final String AUTO = "auto";

    /** No session. */
    public static final String OFF = "off";

    /** What is meant where no name is given. */
    public static final String DEFAULT = "default";

    private static final String OPTION = "--session";

    private SessionChoice() {}

    /**
     * What the words and the variable say: {@link #AUTO} or a name; null for none. A word of the command itself may look like the
     * option, but then no session of that name is asked for by {@code --session}, and the session says so.
     */
    public static String of(String[] args, String variable) {
        if (args.length == 0 || !isFor(args[0])) {
            return null;
        }
        String choice = variable;
        for (int i = 1; i < args.length && !args[i].equals("--"); i++) {
            if (args[i].equals(OPTION) && i + 1 < args.length) {
                choice = args[i + 1];
            } else if (args[i].startsWith(OPTION)
                    && args[i].length() > OPTION.length()
                    && args[i].charAt(OPTION.length()) == '=') {
                choice = args[i].substring(OPTION.length() + 1);
            }
        }
        return choice == null || choice.isEmpty() || choice.equals(OFF) ? null : choice;
    }

    /** Whether a session may run this command: no other has the option. */
    private static boolean isFor(String command) {
        return switch (command) {
            case "run", "script", "java", "eval", "put", "get", "top" -> true;
            default -> false;
        };
    }
}
