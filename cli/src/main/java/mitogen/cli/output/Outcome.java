package mitogen.cli.output;

import java.util.Collection;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.targets.Target;

/**
 * What became of one target.
 *
 * @param failure why nothing came back, or null where the program ran and ended
 * @param status the program's exit status, or the {@link ExitStatus} of the failure
 */
public record Outcome(Target target, Throwable failure, int status) {
    /** If targets failed in several ways, the first of these that occurred wins. */
    private static final int[] PRIORITY = {
        ExitStatus.INTERNAL, ExitStatus.NOT_TRUSTED, ExitStatus.TIME_OUT, ExitStatus.UNREACHABLE
    };

    /** The program ended with this status. */
    public static Outcome ended(Target target, int status) {
        return new Outcome(target, null, status);
    }

    /** Something came between. */
    public static Outcome failed(Target target, Throwable failure) {
        return new Outcome(target, failure, ExitStatus.of(failure));
    }

    /** Whether the status is one of {@link ExitStatus}, and not the program's own. */
    boolean isOurs() {
        return failure != null && !(failure instanceof ProgramFailure);
    }

    /** Whether the exit status is another than 0, be it ours or the program's. */
    public boolean failed() {
        return status != 0;
    }

    /** The status of the whole command. */
    public static int statusOf(Collection<Outcome> outcomes) {
        if (outcomes.size() == 1) {
            return outcomes.iterator().next().status();
        }
        for (int status : PRIORITY) {
            for (Outcome outcome : outcomes) {
                if (outcome.isOurs() && outcome.status() == status) {
                    return status;
                }
            }
        }
        for (Outcome outcome : outcomes) {
            if (outcome.failed()) {
                return ExitStatus.TASK_FAILED;
            }
        }
        return ExitStatus.OK;
    }
}
