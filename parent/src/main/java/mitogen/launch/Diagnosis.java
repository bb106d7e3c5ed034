package mitogen.launch;

import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;
import mitogen.route.Link;

/** Tells from all that is known of a connect which ended before the context was up what went wrong. */
final class Diagnosis {
    /** What a Java before 9 says to an option of ours. */
    static final String OLDER_THAN_9 = "Unrecognized option: --add-opens";

    /** What the JDK says of a program that is not there; newer ones say it in the second way. */
    private static final String ENOENT = "(?s).*error(=|: )2\\b.*";

    private static final String INTERPRETER =
            "Its first line names an interpreter, or it needs a dynamic loader, that is not installed there.";

    private static final String INSTALL = "Install Java 17 or newer there, or name it with --java PATH";

    /** How runtimes are allowed; in a program by Options.withRuntimes. */
    private static final String ALLOW = "; or allow that one is sent (--runtime).";

    private final LocalTools tools;
    private final Link link;
    private final CommandMethod method;
    private final ScriptRun run;
    private final Markers markers;
    private final ConnectFailure failure;
    private final String closer;
    private final boolean expired;
    private final String noRuntime;

    /**
     * The end of the last run.
     *
     * @param exitStatus -1 if it was ended from here
     * @param closer who asked for that, or null
     * @param expired whether it took too long
     * @param noRuntime why none could be sent, or null
     */
    Diagnosis(
            LocalTools tools,
            Link link,
            CommandMethod method,
            ScriptRun run,
            int exitStatus,
            String closer,
            boolean expired,
            String noRuntime) {
        this.tools = tools;
        this.link = link;
        this.method = method;
        this.run = run;
        this.markers = run.markers;
        this.failure = failure(tools, link, method, run, exitStatus);
        this.closer = closer;
        this.expired = expired;
        this.noRuntime = noRuntime;
    }

    /** What is known of a run that has ended. */
    static ConnectFailure failure(LocalTools tools, Link link, CommandMethod method, ScriptRun run, int exitStatus) {
        return new ConnectFailure(
                link.name,
                tools.self(),
                run.markers.stage(),
                method.command(CommandMethod.SHOWN),
                exitStatus,
                run.questions != null && run.questions.answered(),
                run.markers.letIn(),
                run.printed());
    }

    /** Somebody did not want it any more. */
    static ConnectFailedException closed(LocalTools tools, Link link, String closer) {
        return new ConnectFailedException(
                Reason.CLOSED,
                link.name,
                "cannot connect " + tools.describe(link) + ": it was closed by " + closer + " first");
    }

    /** The command could not even be started. */
    static ConnectFailedException notRun(LocalTools tools, Link link, CommandMethod method, IOException e) {
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
                link.name,
                "cannot connect " + tools.describe(link) + ": " + problem + "\n  " + remedy,
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
        if (closer != null) {
            return closed(tools, link, closer);
        }
        if (run.questions != null && run.questions.state().refused()) {
            String tool = method.command("").get(0);
            return failure.answered() ? failure.passwordWrong(tool) : failure.passwordNeeded(tool);
        }
        if (markers.misdirected()) {
            return failure.because(
                    Reason.BOOTSTRAP_FAILED,
                    "standard output does not come here, but with standard error",
                    "A start file there (.bashrc …) redirects it: exec 1>&2. Let it do so in interactive shells alone.");
        }
        if (expired && noRuntime == null) {
            return tooLate();
        }
        return ended();
    }

    private ConnectFailedException tooLate() {
        ConnectFailedException echo = markers.stage() == Stage.CONNECTING ? ShellTrouble.echo(failure) : null;
        if (echo != null) {
            return echo;
        }
        String remedy = "If it is just slow, allow more time (--timeout).";
        if (markers.stage() == Stage.CONNECTING && !method.progressPrefixes().isEmpty() && !markers.letIn()) {
            remedy += " If not, look at what lies between: "
                    + method.command("").get(0) + " did not say that it was let in.";
        } else if (markers.stage() == Stage.CONNECTING) {
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
        if (noRuntime != null) {
            return failure.because(
                    Reason.JAVA_MISSING,
                    "no java there that is new enough, and none could be sent: " + noRuntime,
                    INSTALL + ".");
        }
        if (markers.old() != null || failure.said(OLDER_THAN_9)) {
            return failure.because(
                    Reason.JAVA_TOO_OLD,
                    "Java 17 or newer is needed there, and what was found is "
                            + (markers.old() == null
                                    ? "older than 9, as it does not know --add-opens: " + markers.java()
                                    : markers.old()),
                    INSTALL + ALLOW);
        }
        if (markers.noJava() != null) {
            return failure.because(
                    Reason.JAVA_MISSING, "no java there. It was looked for in " + markers.noJava(), INSTALL + ALLOW);
        }
        if (markers.noPrograms()) {
            return failure.because(
                    Reason.BOOTSTRAP_FAILED,
                    "the shell there cannot run programs, not even rm",
                    "What it printed should tell why. It may be the account's limit of processes (ulimit -u), or noexec"
                            + " for it in sudoers.");
        }
        if (markers.noScratch() && failure.said("/dev/null")) {
            return failure.because(
                    Reason.NO_SCRATCH,
                    "there is no /dev/null, which a shell needs to make a file quietly",
                    "As root: rm -f /dev/null; mknod -m 666 /dev/null c 1 3");
        }
        if (markers.noScratch()) {
            return failure.because(
                    Reason.NO_SCRATCH,
                    "no directory there takes a scratch file",
                    "It needs 4 KB in one of /dev/shm, $XDG_RUNTIME_DIR, $TMPDIR, /tmp, /var/tmp or the current"
                            + " directory; all are missing, full, read-only or not for this account."
                            + " As root: mount -t tmpfs tmpfs /dev/shm");
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
            case JAVA -> JavaTrouble.of(failure, markers.java());
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
