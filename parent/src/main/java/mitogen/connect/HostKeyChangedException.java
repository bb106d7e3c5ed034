package mitogen.connect;

/** The host key of the far side is not the one that is known: the machine is another one, or somebody is in the middle. */
public final class HostKeyChangedException extends HostKeyException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public HostKeyChangedException(String message) {
        super(message);
    }
}
