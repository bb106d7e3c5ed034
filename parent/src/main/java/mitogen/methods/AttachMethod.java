package mitogen.methods;

import java.time.Duration;
import mitogen.ConnectionMethod;

/** A connection method that runs no command: it attaches to a detached context of the account that connects. */
public interface AttachMethod extends ConnectionMethod {
    /** Returns the name that it was detached under. */
    String name();

    /** Returns how long the connect may take. */
    Duration timeout();
}
