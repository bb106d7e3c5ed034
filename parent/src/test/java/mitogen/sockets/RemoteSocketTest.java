package mitogen.sockets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.Socket;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@link RemoteSocket} as a class of the JDK's. */
final class RemoteSocketTest {
    /** One that is not overridden would reach a socket of this process. */
    @Test
    void eachMethodOfASocketIsOverridden() {
        Set<String> inherited = new TreeSet<>();
        for (Method method : RemoteSocket.class.getMethods()) {
            if (method.getDeclaringClass() == Socket.class && !Modifier.isStatic(method.getModifiers())) {
                inherited.add(method.toString());
            }
        }
        assertEquals(Set.of(), inherited);
    }
}
