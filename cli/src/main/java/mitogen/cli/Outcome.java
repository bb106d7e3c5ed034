package mitogen.cli;

/**
 * What became of one target.
 *
 * @param failure why nothing came back, or null where the program ran and ended
 * @param status the program's exit status, or the {@link ExitStatus} of the failure
 */
record Outcome(Target target, Throwable failure, int status) {
    /** The program ended with this status. */
    static Outcome ended(Target target, int status) {
        return new Outcome(target, null, status);
    }

    /** Something came between. */
    static Outcome failed(Target target, Throwable failure) {
        return new Outcome(target, failure, ExitStatus.of(failure));
    }

    /** Whether the status is one of {@link ExitStatus}, and not the program's own. */
    boolean isOurs() {
        return failure != null && !(failure instanceof ProgramFailure);
    }

    boolean failed() {
        return status != 0;
    }
}
