package mitogen.cli.remote;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.Task;

/**
 * Runs a command without a shell and gives its exit status: as a shell would, 127 where there is no such command and
 * 126 where it cannot be executed. Its standard input is /dev/null.
 *
 * @param command the program, looked up in PATH, and its arguments
 */
public record RunCommand(List<String> command) implements Task<Integer> {
    static final int NOT_FOUND = 127;
    static final int NOT_EXECUTABLE = 126;

    /**
     * The JDK gives errno only as text: {@code Cannot run program "x": error=2, No such file or directory}, and newer
     * ones {@code Cannot run program "x": Exec failed, error: 2 (No such file or directory)}.
     */
    private static final Pattern ERROR = Pattern.compile("error(?:=|: )(\\d+)(?:, | \\()([^)]*)");

    @Override
    public Integer run() throws InterruptedException {
        Subprocess process;
        try {
            process = Subprocess.start(command, false);
        } catch (IOException failure) {
            return explain(failure);
        }
        return process.run(null);
    }

    private int explain(IOException failure) {
        String program = command.get(0);
        String message = String.valueOf(failure.getMessage());
        Matcher error = ERROR.matcher(message);
        boolean known = error.find();
        if (known && error.group(1).equals("2")) {
            System.err.println("mitogen: " + program + ": command not found");
            System.err.println(
                    "PATH is " + System.getenv("PATH") + "; a shell's own command needs a shell: sh -c '...'");
            return NOT_FOUND;
        }
        System.err.println("mitogen: " + program + ": cannot be executed: " + (known ? error.group(2) : message));
        return NOT_EXECUTABLE;
    }
}
