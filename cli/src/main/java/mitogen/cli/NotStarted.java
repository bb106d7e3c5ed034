package mitogen.cli;

/** Nothing was done at a target, as too many others had failed before. */
final class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotStarted() {
        super("not started: too many targets had failed before");
    }
}
