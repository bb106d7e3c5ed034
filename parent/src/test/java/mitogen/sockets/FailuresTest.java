package mitogen.sockets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.SocketException;
import mitogen.CallException;
import mitogen.RemoteThrowable;
import org.junit.jupiter.api.Test;

/** What a context tells of a failure, if somebody has taken it over. */
final class FailuresTest {
    @Test
    void itsTextsDoNotControlTheTerminal() {
        RemoteThrowable thrown = new RemoteThrowable(new String[] {"x.Y"}, "\u001b[31mred", null);
        Exception failure = Failures.of("to connect", new CallException("there", thrown));
        assertEquals(SocketException.class, failure.getClass());
        assertEquals("to connect: \\u{1b}[31mred", failure.getMessage());
    }
}
