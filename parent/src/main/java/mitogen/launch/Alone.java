package mitogen.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a process works alone, so that what comes out of its pipes is its own word. A tool that has let somebody in runs
 * his shell: in a child process, or as itself, with his number in place of ours.
 */
final class Alone {
    /** Of {@code /proc/PID/stat}, counted behind the name: page faults of the children that it has waited for. */
    private static final int FAULTS_OF_CHILDREN = 8;

    private Alone() {}

    /** True also where /proc does not tell, as it hides the processes of other accounts (hidepid). */
    static boolean is(Process process) {
        boolean parent = process.toHandle().children().findAny().isPresent(); // first: it may wait for them meanwhile
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return !parent
                    && fields[FAULTS_OF_CHILDREN].equals("0")
                    && account(String.valueOf(process.pid())).equals(account("self"));
        } catch (IOException e) {
            return process.isAlive() && !Files.isReadable(Path.of("/proc/1/stat"));
        }
    }

    /** The number of the account that runs a process, not the one whose rights it has. */
    private static String account(String process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
            if (line.startsWith("Uid:")) {
                return line.split("\\s+")[1];
            }
        }
        throw new IOException("/proc/" + process + "/status has no line Uid:");
    }
}
