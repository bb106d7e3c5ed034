package mitogen.cli.status;

/** Nothing was done at a target, as too many others had failed before. */
public final class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotStarted() {
        super("not started: too many targets had failed before");
    }
}
