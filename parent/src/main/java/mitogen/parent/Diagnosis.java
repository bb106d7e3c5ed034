package mitogen.parent;

import mitogen.ConnectException;
import mitogen.connect.BootstrapException;
import mitogen.connect.CommandMethod;
import mitogen.connect.ConnectFailure;
import mitogen.connect.ConnectFailure.Stage;
import mitogen.connect.JavaNotFoundException;
import mitogen.connect.JavaTooOldException;
import mitogen.connect.KilledException;
import mitogen.connect.NoScratchException;
import mitogen.connect.ProtocolException;

/** Tells from all that is known of a connect which ended before the context was up what went wrong. */
record Diagnosis(CommandMethod method, Markers markers, ConnectFailure failure) {
    ConnectException exception() {
        if (markers.old() != null || failure.said("Unrecognized option: --add-opens")) {
            return new JavaTooOldException(failure.message(
                    "Java 17 or newer is needed there, and what was found is "
                            + (markers.old() == null
                                    ? "older than 9, as it does not know --add-opens: " + markers.java()
                                    : markers.old()),
                    "Install a newer one, or name it with --java PATH."));
        }
        if (markers.noJava() != null) {
            return new JavaNotFoundException(failure.message(
                    "no java there. It was looked for in " + markers.noJava(),
                    "Install Java 17 or newer, or name it with --java PATH."));
        }
        if (markers.noScratch()) {
            return new NoScratchException(failure.message(
                    "no directory there takes a scratch file",
                    "It needs 1 KB in one of /dev/shm, $XDG_RUNTIME_DIR, $TMPDIR, /tmp, /var/tmp or the current"
                            + " directory."));
        }
        ConnectException known = method.diagnose(failure);
        if (known != null) {
            return known;
        }
        int signal = failure.exitStatus() - 128;
        if (signal > 0 && signal < 65) {
            return new KilledException(failure.message(
                    "it was killed by signal " + signal + " " + failure.stage(),
                    signal == 9
                            ? "Somebody killed it, or the kernel did because memory ran out; see its log (dmesg)."
                            : "What it printed may tell why."));
        }
        if (failure.stage() == Stage.JAVA && (failure.said("at M.main(") || failure.said("main class M"))) {
            return new ProtocolException(failure.message(
                    "the core did not arrive there as it was sent",
                    "Standard input must be passed through byte for byte: something on the way alters it, such as a"
                            + " terminal, or took a part of it, such as a start file that reads it."));
        }
        return new BootstrapException(failure.message(
                "it ended " + failure.stage(), "What it printed should tell why; try the command by hand."));
    }
}
