package mitogen.cli.remote;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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

    /** The tool that can unblock a signal; that of the GNU coreutils from 8.31 on can. */
    private static final List<String> ENV = List.of("env", "--default-signal=QUIT");

    private AsFromAShell() {}

    /** Starts the command of the builder. */
    static Process start(ProcessBuilder builder) throws IOException {
        if (System.getProperty(LOCALE) != null) {
            builder.environment().remove("LC_CTYPE");
        }
        String program = builder.command().get(0);
        // All threads of a JVM but one block SIGQUIT.
        if (Runtime.version().feature() < UNBLOCKS && program.indexOf('=') < 0 && isThere(program) && envUnblocks()) {
            List<String> command = new ArrayList<>(ENV);
            command.add("--");
            command.addAll(builder.command());
            builder.command(command);
        }
        return builder.start();
    }

    /** If it is not, the JDK says so, and better than env. */
    private static boolean isThere(String program) {
        String path = System.getenv("PATH");
        if (program.indexOf('/') >= 0 || path == null) {
            return isProgram(new File(program)) && path != null;
        }
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (isProgram(new File(directory.isEmpty() ? "." : directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** It makes no {@code Path}, which has only names that can be encoded here. */
    private static boolean isProgram(File file) {
        return file.canExecute() && file.isFile();
    }

    private static boolean envUnblocks() {
        List<String> probe = new ArrayList<>(ENV);
        probe.add("true");
        try {
            return new ProcessBuilder(probe)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no env
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
