package mitogen.connect;

import java.util.Arrays;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.methods.ConnectFailure;

/**
 * One row of the table by which a method tells why a connect failed.
 *
 * @param texts of the tool, any of which means it
 * @param reason why the connect failed
 * @param problem what happened, to follow "cannot connect docker:app from the controller: "
 * @param remedy what to do about it, a sentence
 */
record Cause(List<String> texts, Reason reason, String problem, String remedy) {
    /** What follows is meant by any of these texts. */
    static Builder said(String... texts) {
        return (reason, problem, remedy) -> new Cause(List.of(texts), reason, problem, remedy);
    }

    /** The end of {@code said(…).means(…)}. */
    @FunctionalInterface
    interface Builder {
        Cause means(Reason reason, String problem, String remedy);
    }

    /** That a place has no shell. */
    static Cause noShell(String place, String... texts) {
        return said(texts)
                .means(
                        Reason.SHELL_MISSING,
                        "there is no sh in " + place,
                        "A POSIX shell is what is met there first; add one, such as the static busybox.");
    }

    /**
     * The exception of the first cause that was said, or null. Only what comes before the far side's shell has answered
     * are the tool's own words.
     */
    static ConnectFailedException first(ConnectFailure failure, Cause... causes) {
        return failure.stage() != Stage.CONNECTING
                ? null
                : Arrays.stream(causes)
                        .filter(cause -> cause.texts.stream().anyMatch(failure::said))
                        .findFirst()
                        .map(cause -> failure.because(cause.reason, cause.problem, cause.remedy))
                        .orElse(null);
    }
}
