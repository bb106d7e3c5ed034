package mitogen.cli.session;

/**
 * What goes through the socket of a session. All numbers are big-endian.
 *
 * <pre>
 *  0      1           5
 * +------+-----------+---------------
 * | type | length    | payload
 * +------+-----------+---------------
 * </pre>
 *
 * A client begins with {@link #HELLO}. The session answers with {@link #ACCEPTED} or {@link #OTHER_VERSION}, and
 * ends with {@link #EXIT} or {@link #NOT_SERVED}.
 */
final class Frames {
    /** From the client: a {@link Hello}. */
    static final int HELLO = 1;

    /** From the client: what it has read, after {@link #WANT}; nothing at the end. */
    static final int INPUT = 2;

    /** From the client: its standard input cannot be read; the payload tells why. */
    static final int INPUT_FAILED = 3;

    /** From the client: all output of a stream is written that came before {@link #FLUSH}, whose payload this has. */
    static final int FLUSHED = 4;

    /** From the client: a stream cannot be written; a byte, {@link #OUT} or {@link #ERR}, and the reason. */
    static final int OUTPUT_FAILED = 5;

    /** From the client: it got a signal and is about to end. */
    static final int INTERRUPT = 6;

    /** From the client: the answer to {@link #ASK}. */
    static final int SECRET = 7;

    /** From the client: there is no answer; the payload tells why. */
    static final int NO_SECRET = 8;

    /** From the session: it is of the same version, and runs the command. */
    static final int ACCEPTED = 20;

    /** From the session: it is of another version, which the payload names. */
    static final int OTHER_VERSION = 21;

    /** From the session: nothing of the command was done, as it is not for a session. */
    static final int NOT_SERVED = 22;

    /** From the session: standard output. */
    static final int OUT = 23;

    /** From the session: standard error. */
    static final int ERR = 24;

    /** From the session: say when all of a stream is written; a byte, {@link #OUT} or {@link #ERR}. */
    static final int FLUSH = 25;

    /** From the session: read standard input. */
    static final int WANT = 26;

    /** From the session: a byte, {@link #BY_TERMINAL} or {@link #BY_COMMAND}, and the prompt or the command. */
    static final int ASK = 27;

    /** From the session: the exit status. */
    static final int EXIT = 28;

    static final int BY_TERMINAL = 0;
    static final int BY_COMMAND = 1;

    /** The most bytes of a frame. */
    static final int CHUNK = 64 * 1024;

    /** The most bytes of a {@link #HELLO}: Linux allows a command about 2 MB of arguments and environment. */
    static final int LONGEST_HELLO = 6 << 20;

    private Frames() {}

    /** How long a frame of this type may be; less than 0 if there is no such type. */
    static int limit(int type) {
        if (type == HELLO) {
            return LONGEST_HELLO;
        }
        return type > HELLO && type <= NO_SECRET || type >= ACCEPTED && type <= EXIT ? CHUNK : -1;
    }
}
