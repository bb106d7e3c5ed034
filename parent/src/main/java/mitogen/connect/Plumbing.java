package mitogen.connect;

import java.io.OutputStream;

/**
 * What lies between a context in this JVM and its parent. The usual thing is nothing; tests put networks there that are
 * slow, that break or that garble. An implementation is carried to the context that connects, so it is a record.
 */
public interface Plumbing {
    /** Takes what the parent sends, and passes it on to the given stream. Called once for each connect. */
    default OutputStream down(OutputStream child) {
        return child;
    }

    /** Takes what the child sends, and passes it on to the given stream. Called once for each connect. */
    default OutputStream up(OutputStream parent) {
        return parent;
    }
}
