package mitogen.cli.remote;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.Task;

/**
 * Runs a command without a shell and gives its exit status: as a shell would, 127 where there is no such command and
 * 126 where it cannot be executed.
 *
 * @param command the program, looked up in PATH, and its arguments, as bytes
 * @param openInput whether its standard input is open until {@link EndInput}; otherwise it is /dev/null
 */
public record RunCommand(List<byte[]> command, boolean openInput) implements Task<Integer> {
    static final int NOT_FOUND = 127;
    static final int NOT_EXECUTABLE = 126;

    private static final String SHELL_NEEDED = "; a shell's own command needs a shell: sh -c '...'";

    /** For a command that the JDK would not pass on as it is. */
    private static final String EXEC = "command -v \"$1\" >/dev/null 2>&1||{"
            + " printf 'mitogen: %s: command not found\\nPATH is %s%s\\n' \"$1\" \"$PATH\" \"$0\" >&2;exit 127;};"
            + "exec \"$@\"";

    /**
     * The JDK gives errno only as text: {@code Cannot run program "x": error=2, No such file or directory}, and newer
     * ones {@code Cannot run program "x": Exec failed, error: 2 (No such file or directory)}.
     */
    private static final Pattern ERROR = Pattern.compile("error(?:=|: )(\\d+)(?:, | \\()([^)]*)");

    @Override
    public Integer run() throws InterruptedException {
        List<String> words = Words.areAscii(command) ? Words.ascii(command) : Words.shell(EXEC, SHELL_NEEDED, command);
        Subprocess process;
        try {
            process = Subprocess.start(words, openInput);
        } catch (IOException failure) {
            return explain(words.get(0), failure);
        }
        return process.run(null);
    }

    private static int explain(String program, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher error = ERROR.matcher(message);
        boolean known = error.find();
        if (known && error.group(1).equals("2")) {
            System.err.println("mitogen: " + program + ": command not found");
            System.err.println("PATH is " + System.getenv("PATH") + SHELL_NEEDED);
            return NOT_FOUND;
        }
        System.err.println("mitogen: " + program + ": cannot be executed: " + (known ? error.group(2) : message));
        return NOT_EXECUTABLE;
    }
}
