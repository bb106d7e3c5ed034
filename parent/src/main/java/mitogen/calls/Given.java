package mitogen.calls;

import mitogen.Context;

/** What a message gives to its receiver: a copy of the sending end of a channel. The receiver may never get it. */
public interface Given {
    /** The message could not be encoded: whoever wanted to send it knows, and may try again. */
    void withdraw();

    /** The message was encoded and then not sent: the copy is of no use to anybody. */
    void undelivered(Throwable failure);

    /**
     * The task that the message was has failed in a context: perhaps before it had the copy. That context tells it to the
     * receiver, behind all that it has sent to it.
     */
    void returned(Context holder, Throwable failure);

    /** {@link #withdraw} for all of them. */
    static void withdrawn(Iterable<Given> all) {
        all.forEach(Given::withdraw);
    }

    /** {@link #undelivered} for all of them. */
    static void undelivered(Iterable<Given> all, Throwable failure) {
        all.forEach(each -> each.undelivered(failure));
    }

    /** {@link #returned} for all of them. */
    static void returned(Iterable<Given> all, Context holder, Throwable failure) {
        all.forEach(each -> each.returned(holder, failure));
    }
}
