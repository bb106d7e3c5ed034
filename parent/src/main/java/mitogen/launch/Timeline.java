package mitogen.launch;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.methods.CommandMethod;

/** When one process of a connect came how far, from its beginning. Thread-safe. */
final class Timeline {
    private final long begun = System.nanoTime();

    // All guarded by this; null for what was not heard of.
    private Duration resolved;
    private Duration connected;
    private Duration letIn;
    private boolean proxied;
    private Duration shell;
    private Duration runtime;
    private Duration java;
    private Duration up;

    private Duration now() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** The tool said so; null for nothing of interest. It may be heard after the shell, which it came before. */
    synchronized void heard(CommandMethod.Step step) {
        if (step == null || up != null) {
            return;
        }
        Duration now = shell == null ? now() : shell;
        switch (step) {
            case PROXIED -> proxied = true;
            case RESOLVED -> resolved = resolved == null ? now : resolved; // there may be further addresses
            case CONNECTED -> connected = now;
            case LET_IN -> letIn = now;
        }
    }

    /** The script said so. */
    synchronized void heard(Marker.Word word) {
        switch (word) {
            case SH -> shell = now();
            case READY -> runtime = now();
            case JAVA -> java = now();
            case UP -> up = now();
            default -> {}
        }
    }

    /** Whether the tool has said that the far side let it in. */
    synchronized boolean letIn() {
        return letIn != null;
    }

    /** What is told of a connect that succeeded. */
    synchronized ConnectReport report(String javaPath, List<String> printed) {
        return new ConnectReport(
                proxied ? null : resolved,
                proxied ? null : connected,
                letIn,
                Objects.requireNonNullElse(shell, Duration.ZERO),
                runtime,
                Objects.requireNonNullElse(java, Duration.ZERO),
                Objects.requireNonNullElse(up, Duration.ZERO),
                javaPath,
                printed);
    }
}
