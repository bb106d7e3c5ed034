package mitogen.launch;

import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.internal.Printable;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/** Tells from all that is known of a connect which ended before the context was up what went wrong. */
final class Diagnosis {
    /** What the JDK says of a program that is not there; newer ones say it in the second way. */
    private static final String ENOENT = "(?s).*error(=|: )2\\b.*";

    private static final String INTERPRETER =
            "Its first line names an interpreter, or it needs a dynamic loader, that is not installed there.";

    private final ConnectFailure failure;
    private final CommandMethod method;
    private final ShellProcess shell;
    private final Launch launch;
    private final String noRuntime;

    /**
     * The end of the last process.
     *
     * @param noRuntime why no Java could be sent, or null
     */
    Diagnosis(ConnectFailure failure, CommandMethod method, ShellProcess shell, Launch launch, String noRuntime) {
        this.failure = failure;
        this.method = method;
        this.shell = shell;
        this.launch = launch;
        this.noRuntime = noRuntime;
    }

    /**
     * What is known of a process that has ended.
     *
     * @param exitStatus -1 if it was ended from here
     */
    static ConnectFailure failure(
            LocalTools tools, String name, CommandMethod method, ShellProcess shell, Stage stage, int exitStatus) {
        return new ConnectFailure(
                name,
                tools.self(),
                stage,
                method.command(CommandMethod.SHOWN),
                exitStatus,
                shell.answered(),
                shell.timeline.letIn(),
                shell.printed());
    }

    /** How the process of a link has ended, with the last line that it printed, or an empty one. */
    static String end(LocalTools tools, String name, CommandMethod method, int exitStatus, String last) {
        return "the process '" + method.command("").get(0) + "' behind " + tools.describe(name)
                + (exitStatus < 0 ? " was killed by its parent" : " ended with exit status " + exitStatus)
                + (exitStatus > 128 && exitStatus < 160 ? " (killed by signal " + (exitStatus - 128) + ")" : "")
                + (last.isEmpty() ? "" : "; it last printed: " + Printable.line(last));
    }

    /** Somebody did not want it any more. */
    static ConnectFailedException closed(LocalTools tools, String name, String closer) {
        return new ConnectFailedException(
                Reason.CLOSED,
                name,
                "cannot connect " + tools.describe(name) + ": it was closed by " + closer + " first");
    }

    /** The command could not even be started. */
    static ConnectFailedException notRun(LocalTools tools, String name, CommandMethod method, IOException e) {
        String tool = method.command("").get(0);
        String said = String.valueOf(e.getMessage());
        boolean missing = said.startsWith("Cannot run program \"" + tool + "\"") && said.matches(ENOENT);
        File file = Detached.find(tool);
        Reason reason = missing && file == null ? Reason.TOOL_MISSING : Reason.BOOTSTRAP_FAILED;
        String problem;
        String remedy;
        if (!missing) {
            problem = "the command " + tool + " cannot be run: " + e.getMessage();
            remedy = "What it says should tell why; try the command by hand.";
        } else if (file != null) {
            problem = noInterpreter(file.toString());
            remedy = INTERPRETER;
        } else {
            problem = "the command " + tool + " is not installed there";
            remedy = "Install it where the connect runs, or add its directory to PATH.";
        }
        return new ConnectFailedException(
                reason,
                name,
                "cannot connect " + tools.describe(name) + ": " + problem + "\n  " + remedy,
                Stage.BEFORE,
                method.command(CommandMethod.SHOWN),
                -1,
                List.of());
    }

    private static String noInterpreter(String file) {
        return "the command " + file + " is there, but not the program that runs it";
    }

    /** The exception that tells best what went wrong. */
    ConnectFailedException exception() {
        String tool = method.command("").get(0);
        return switch (shell.admission()) {
            case NO_ANSWER -> failure.passwordNeeded(tool);
            case WRONG_ANSWER -> failure.passwordWrong(tool);
            case ASTRAY ->
                failure.because(
                        Reason.BOOTSTRAP_FAILED,
                        "standard output does not come here, but with standard error",
                        "A start file there (.bashrc …) redirects it: exec 1>&2. Let it do so in interactive shells alone.");
            case WAITING, ANSWERED, IN -> launch.isLate() && noRuntime == null ? tooLate() : ended();
        };
    }

    private ConnectFailedException tooLate() {
        ConnectFailedException echo = failure.stage() == Stage.CONNECTING ? ShellTrouble.echo(failure) : null;
        if (echo != null) {
            return echo;
        }
        String remedy = "If it is just slow, allow more time (--connect-timeout).";
        if (failure.stage() == Stage.CONNECTING && !method.progressPrefixes().isEmpty() && !failure.letIn()) {
            remedy += " If not, look at what lies between: "
                    + method.command("").get(0) + " did not say that it was let in.";
        } else if (failure.stage() == Stage.CONNECTING) {
            remedy += " If not, look whether a start file there (.bashrc …) waits for input, or becomes another"
                    + " shell, or redirects standard output.";
        }
        return failure.because(
                Reason.TIMEOUT,
                "not up within " + seconds(method.timeout()) + " s; it got stuck " + failure.stage(),
                remedy);
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private ConnectFailedException ended() {
        ConnectFailedException missing = ScriptTrouble.of(failure, launch.complaint(), noRuntime, launch.java());
        if (missing != null) {
            return missing;
        }
        if (failure.saidLine("setsid: failed to execute ")) { // it was there when that was started
            return failure.because(
                    Reason.BOOTSTRAP_FAILED, noInterpreter(method.command("").get(0)), INTERPRETER);
        }
        ConnectFailedException known = method.diagnose(failure);
        if (known != null) {
            return known;
        }
        ConnectFailedException told = switch (failure.stage()) {
            case CONNECTING -> ShellTrouble.of(failure);
            case JAVA -> JavaTrouble.of(failure, launch.java());
            default -> null;
        };
        if (told != null) {
            return told;
        }
        int signal = failure.exitStatus() - 128;
        if (signal > 0 && signal < 65) {
            return failure.because(
                    Reason.KILLED,
                    "it was killed by signal " + signal + " " + failure.stage(),
                    signal == 9
                            ? "Somebody killed it, or the kernel did because memory ran out; see its log (dmesg)."
                            : signal == 25 // SIGXFSZ
                                    ? "It may not write files there (ulimit -f); 4 KB are needed."
                                    : "What it printed may tell why.");
        }
        if (failure.stage() == Stage.JAVA && (failure.said("at M.main(") || failure.said("main class M"))) {
            return failure.because(
                    Reason.BYTES_ALTERED,
                    "the core did not arrive there as it was sent",
                    "Standard input must be passed through byte for byte: something on the way alters it, such as a"
                            + " terminal, or took a part of it, such as a start file that reads it. Or files may not have"
                            + " 4 KB there (ulimit -f).");
        }
        return failure.because(
                Reason.BOOTSTRAP_FAILED,
                "it ended " + failure.stage(),
                "What it printed should tell why; try the command by hand.");
    }
}
