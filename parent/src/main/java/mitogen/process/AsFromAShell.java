package mitogen.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts processes so that they find what they would find if a shell of the account had started them, where the JVM or
 * its first stage changed that for themselves.
 *
 * <p>What stays different: signals 32 and 33 are ignored, as in all that {@code posix_spawn} of the GNU C library starts.
 * That library keeps both to itself, and no program can see it.
 */
final class AsFromAShell {
    /** There if the first stage gave Java a locale, where the session has none. */
    private static final String LOCALE = "mitogen.locale";

    /** From this version on processes are started with no signal blocked. */
    private static final int UNBLOCKS = 25;

    /** The tool that can unblock a signal, and have it not ignored; that of the GNU coreutils from 8.31 on can. */
    private static final List<String> ENV = List.of("env", "--default-signal=QUIT");

    /** The same for a process at a terminal, whose keys send these signals: in the background of a script they are ignored. */
    private static final List<String> ENV_AT_TERMINAL = List.of("env", "--default-signal=INT,QUIT");

    private static Boolean envUnblocks; // guarded by the class; null until it was tried

    private AsFromAShell() {}

    /** Makes the environment that of the account. */
    static void restore(Map<String, String> environment) {
        if (System.getProperty(LOCALE) != null) {
            environment.remove("LC_CTYPE");
        }
    }

    /** Starts the command of the builder, whose program is there. */
    static Process start(ProcessBuilder builder, boolean atTerminal) throws IOException, InterruptedException {
        unblock(builder, atTerminal);
        return builder.start();
    }

    /** Has a tool give back the signals that a shell would not have blocked, if there is one. */
    static void unblock(ProcessBuilder builder, boolean atTerminal) throws InterruptedException {
        String program = builder.command().get(0);
        // All threads of a JVM but one block SIGQUIT.
        boolean blocks = Runtime.version().feature() < UNBLOCKS && program.indexOf('=') < 0;
        if ((blocks || atTerminal) && envUnblocks()) {
            List<String> command = new ArrayList<>(atTerminal ? ENV_AT_TERMINAL : ENV);
            command.add("--");
            command.addAll(builder.command());
            builder.command(command);
        }
    }

    private static synchronized boolean envUnblocks() throws InterruptedException {
        if (envUnblocks == null) {
            List<String> probe = new ArrayList<>(ENV);
            probe.add("true");
            try {
                envUnblocks = new ProcessBuilder(probe)
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException e) {
                return false; // there is no env, or one process too many
            }
        }
        return envUnblocks;
    }
}
