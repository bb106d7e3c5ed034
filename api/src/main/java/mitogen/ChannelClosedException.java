package mitogen;

/** A channel has ended: nothing can be sent on it any more, and nothing is left to be taken. The message says who closed it. */
public final class ChannelClosedException extends MitogenException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the end of a channel.
     *
     * @param message which channel it is, and who closed it
     */
    public ChannelClosedException(String message) {
        super(message);
    }
}
