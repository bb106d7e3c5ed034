package mitogen.wire;

/**
 * Every constant of the wire format, and nothing else: the compiler copies them, so this class itself does not travel. A
 * frame is
 *
 * <pre>
 *   0       2       4               8              12              16
 *   +-------+-------+---------------+---------------+---------------+
 *   | check | flags |  destination  |    source     |   authority   |
 *   +-------+-------+---------------+---------------+---------------+
 *   |    handle     |   reply-to    |    length     |  payload ...
 *   +---------------+---------------+---------------+------ - - -
 *   16              20              24              28
 * </pre>
 *
 * <p>all numbers big-endian, {@code length} that of the payload in bytes, {@code check} over the rest of the header.
 * {@code docs/internals/protocol.md} tells the meaning of each message.
 */
public final class Protocol {
    /** What the header of every frame is folded to by {@link Frame#seal}. */
    public static final int MAGIC = 0x4d47;

    /** Bytes before the payload. */
    public static final int HEADER = 28;

    /** The largest payload of one frame, in bytes; larger messages travel as several frames. */
    public static final int MAX_PAYLOAD = 64 * 1024;

    /** The largest message that is put together again, in bytes. */
    public static final int MAX_MESSAGE = 512 * 1024 * 1024;

    /** Flag: another frame of the same message follows. */
    public static final int MORE = 1;

    /** Flag on a reply: the payload is a throwable. */
    public static final int ERROR = 2;

    /** Flag on a reply: the message was not delivered; the payload is a reason code and a text. */
    public static final int DEAD = 4;

    /** Flag: control frames may overtake this one. */
    public static final int BULK = 8;

    /** To a context, from above: run a task. Payload: a value. */
    public static final int CALL = 1;

    /** To a context, from the caller: stop a call. Payload: int, the call's reply-to. */
    public static final int CANCEL = 2;

    /** To a context: answer at once. The payload is ignored. */
    public static final int PING = 3;

    /** To a parent, from its child: there is a new descendant. Payload: int, its id; its name; int, what connected it. */
    public static final int ADD_ROUTE = 4;

    /** To a parent, from its child, or from above to who sent there: contexts are gone. Payload: exit status, text, ids. */
    public static final int DEL_ROUTE = 5;

    /** To a context, from above: start a child. Payload: int, its id; its name; a value, the method. */
    public static final int CONNECT = 6;

    /** To a parent, from its child: send a class. Payload: its name. Answered when {@link #CLASSES} with it was sent. */
    public static final int GET_CLASS = 7;

    /** To the controller: bytes that a context printed. Payload: int, context; byte, stream; bytes. */
    public static final int OUTPUT = 8;

    /** To the controller: a log record. */
    public static final int LOG = 9;

    /** To a context, from above: close a child. Payload: int, its id. */
    public static final int CLOSE = 10;

    /** To a context, from the controller: so many bytes of output were consumed. Payload: int. */
    public static final int CREDIT = 11;

    /** To a parent, from its child: a block of context ids, please. Reply: int, the first of {@link #BLOCK}. */
    public static final int ALLOCATE = 12;

    /** To a context, from above: calls of that other context are to be obeyed. Payload: int, its id. */
    public static final int GRANT = 13;

    /** To a context: something about a channel. For the parent module, as are the next two. */
    public static final int CHANNEL = 14;

    /** To a context, from above: run a task after the earlier ones of its chain. Payload: see docs/internals/protocol.md. */
    public static final int CHAIN = 15;

    /** To a context: call a method of a service there. */
    public static final int SERVICE = 16;

    /** To a context, from above: classes. Payload: int, number of the batch; the batch, or nothing if the way has it. */
    public static final int CLASSES = 17;

    /** To a parent, from its child: send a resource. Otherwise like {@link #GET_CLASS}. */
    public static final int RESOURCE = 18;

    /** To a parent, from its child: a part of a large resource. Payload: see docs/internals/protocol.md. */
    public static final int RANGE = 19;

    /** To a parent, from its child: a Java runtime for what the child starts. Payload: the platform. */
    public static final int RUNTIME = 20;

    /** To a parent, from its child: it goes on when the link is lost. Payload: see docs/internals/protocol.md. */
    public static final int STAY = 21;

    /** To a context that goes on when the link is lost, from its parent: it is to end with the link all the same. */
    public static final int END = 22;

    /** The highest of the handles above. */
    public static final int LAST_HANDLE = END;

    /** How many context ids are given out at a time; a block starts at a multiple of it. */
    public static final int BLOCK = 256;

    /** Handles from here on are given out by each context for the replies that it waits for. */
    public static final int FIRST_REPLY = 1000;

    /** Reason code of a dead message: the destination, or the way to it, is gone or never was. */
    public static final int LOST = 1;

    /** Reason code of a dead message: the destination declines. */
    public static final int REFUSED = 2;

    private Protocol() {}
}
