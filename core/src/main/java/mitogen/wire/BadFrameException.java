package mitogen.wire;

import java.io.IOException;

/** What came over a link is not this protocol; the link cannot go on. */
public final class BadFrameException extends IOException {
    private static final long serialVersionUID = 1;

    /** With the broken rule and the value that broke it. */
    public BadFrameException(String message) {
        super(message);
    }
}
