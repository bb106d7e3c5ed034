package mitogen.cli.session;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Starts the process of a session, which outlives the process and the terminal that start it. */
public final class Starter {
    /** What the process of a session prints when it can be connected to. */
    static final String READY = "ready";

    /** What it prints if there is one already, or one that comes up. */
    static final String TAKEN = "taken";

    private Starter() {}

    /**
     * Starts a session, and waits until it can be connected to. If two start one at the same time, there is one.
     *
     * @param main the name of the class with the {@code main} of a session
     * @param idle what is given to it
     * @return whether it is a new one
     * @throws SessionException if it does not come up
     */
    public static boolean start(SessionFolder folder, String name, String main, String idle) throws SessionException {
        File log = folder.log(name).toFile();
        folder.socket(name); // the name is checked
        List<String> command = new ArrayList<>(List.of(
                "setsid", // no terminal's Ctrl-C or end is meant for it
                System.getProperty("java.home") + "/bin/java",
                "-XX:-UsePerfData",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "--add-opens=java.base/java.io=ALL-UNNAMED", // for Mitogen to overwrite passwords in
                "-cp",
                classPath(),
                main,
                name,
                idle));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectInput(new File("/dev/null"))
                    .redirectError(log)
                    .start();
            byte[] said;
            try {
                said = process.getInputStream().readAllBytes(); // it closes its standard output when it is up
            } finally {
                process.getInputStream().close();
            }
            String word = new String(said, StandardCharsets.UTF_8).strip();
            if (word.equals(READY) || word.equals(TAKEN)) {
                return word.equals(READY);
            }
            throw new SessionException("the session " + name + " did not come up" + (word.isEmpty() ? "" : ": " + word)
                    + "\nWhat it said is in " + log + ".");
        } catch (IOException e) {
            throw new SessionException("the session " + name + " cannot be started: " + e.getMessage()
                    + "\nIt needs the program setsid, of util-linux or BusyBox, and to write " + log + ".");
        }
    }

    private static String classPath() {
        StringBuilder path = new StringBuilder();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            path.append(path.length() == 0 ? "" : File.pathSeparator).append(new File(each).getAbsolutePath());
        }
        return path.toString();
    }
}
