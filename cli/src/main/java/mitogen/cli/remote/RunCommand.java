package mitogen.cli.remote;

import java.io.IOException;
import java.util.List;
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

    @Override
    public Integer run() throws InterruptedException {
        Process process;
        try {
            process = Subprocess.start(command, false);
        } catch (IOException failure) {
            return explain(failure);
        }
        return Subprocess.run(process, null);
    }

    private int explain(IOException failure) {
        String program = command.get(0);
        String message = String.valueOf(failure.getMessage());
        // The JDK gives errno only as text: 'Cannot run program "x": error=2, No such file or directory'.
        if (message.contains("error=2,")) {
            System.err.println("mitogen: " + program + ": command not found");
            System.err.println(
                    "PATH is " + System.getenv("PATH") + "; a shell's own command needs a shell: sh -c '...'");
            return NOT_FOUND;
        }
        int reason = message.lastIndexOf("error=");
        System.err.println("mitogen: " + program + ": cannot be executed: "
                + (reason < 0 ? message : message.substring(message.indexOf(' ', reason) + 1)));
        return NOT_EXECUTABLE;
    }
}
