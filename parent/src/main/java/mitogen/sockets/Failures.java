package mitogen.sockets;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import mitogen.CallException;
import mitogen.internal.Printable;

/** What failed in another context, as the exception that a socket of the JDK throws for it. */
final class Failures {
    /** In the order in which they are looked for; anything else is a SocketException. */
    private static final Map<Class<? extends IOException>, Function<String, IOException>> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(ConnectException.class, ConnectException::new);
        KINDS.put(NoRouteToHostException.class, NoRouteToHostException::new);
        KINDS.put(UnknownHostException.class, UnknownHostException::new);
        KINDS.put(BindException.class, BindException::new);
    }

    private Failures() {}

    /**
     * The exception for a failure.
     *
     * @param what who failed to do what
     */
    static IOException of(String what, RuntimeException why) {
        IOException made = null;
        String message = what + ": " + why.getMessage();
        if (why instanceof CallException call) {
            message = what + ": " + Printable.text(String.valueOf(call.remote().getMessage()));
            for (Map.Entry<Class<? extends IOException>, Function<String, IOException>> kind : KINDS.entrySet()) {
                if (made == null && call.is(kind.getKey())) {
                    made = kind.getValue().apply(message);
                }
            }
        }
        made = made == null ? new SocketException(message) : made;
        made.initCause(why);
        return made;
    }
}
