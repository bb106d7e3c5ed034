package mitogen.answers;

import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/** Frames as text, for errors and tests. */
public final class FrameText {
    /** By their numbers in {@link Protocol}. */
    private static final String[] HANDLES = {
        "0",
        "CALL",
        "CANCEL",
        "PING",
        "ADD_ROUTE",
        "DEL_ROUTE",
        "CONNECT",
        "GET_CLASS",
        "OUTPUT",
        "LOG",
        "CLOSE",
        "CREDIT",
        "ALLOCATE",
        "GRANT",
        "CHANNEL",
        "CHAIN",
        "SERVICE",
        "CLASSES",
        "RESOURCE",
        "RANGE",
        "RUNTIME",
        "STAY",
        "END"
    };

    private FrameText() {}

    /** One line about a frame: {@code 0>3 CALL reply-to 1000, 214 bytes}. */
    public static String of(Frame frame) {
        int flags = frame.flags();
        return frame.source()
                + ">"
                + frame.destination()
                + " "
                + nameOf(frame.handle())
                + ((flags & Protocol.ERROR) != 0 ? " ERROR" : "")
                + ((flags & Protocol.DEAD) != 0 ? " DEAD" : "")
                + (frame.replyTo() != 0 ? " reply-to " + frame.replyTo() : "")
                + ", "
                + frame.payloadLength()
                + ((flags & Protocol.MORE) != 0 ? " bytes of more" : " bytes");
    }

    /** The name of a well-known handle, the number of another. */
    public static String nameOf(int handle) {
        return handle > 0 && handle < HANDLES.length ? HANDLES[handle] : String.valueOf(handle);
    }
}
