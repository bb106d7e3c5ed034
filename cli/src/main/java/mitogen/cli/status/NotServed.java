package mitogen.cli.status;

/** The command is not for a session, and nothing of it was done. The client then runs it in its own process. */
public final class NotServed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotServed() {
        super("not for a session", null, false, false);
    }
}
