package mitogen.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mitogen.cli.commands.ForwardSpec.Kind;
import mitogen.cli.status.UsageException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("build")
class ForwardSpecTest {
    private static String parsed(Kind kind, String text) {
        ForwardSpec spec = ForwardSpec.parse(kind, text);
        return spec.text(spec.listen(), "web1");
    }

    private static void assertFault(Kind kind, String text) {
        String message =
                assertThrows(UsageException.class, () -> parsed(kind, text)).getMessage();
        assertTrue(message.contains(", not '" + text + "'\nTry: " + kind.option), message);
    }

    @Test
    void portsAreOfTheLoopbackAddress() {
        assertEquals("localhost:8080 here -> db:80 at web1", parsed(Kind.LOCAL, "8080:db:80"));
        assertEquals("localhost:0 at web1 -> localhost:80 here", parsed(Kind.REMOTE, "0:localhost:80"));
        assertEquals("localhost:1080 here -> SOCKS 5 at web1", parsed(Kind.SOCKS, "1080"));
    }

    @Test
    void anAddressMayBeInFront() {
        assertEquals("10.0.0.1:8080 here -> db:80 at web1", parsed(Kind.LOCAL, "10.0.0.1:8080:db:80"));
        assertEquals("[::1]:8080 here -> [fe80::1]:80 at web1", parsed(Kind.LOCAL, "[::1]:8080:[fe80::1]:80"));
        for (String everybody : new String[] {"*:1080", ":1080"}) {
            InetSocketAddress address =
                    (InetSocketAddress) ForwardSpec.parse(Kind.SOCKS, everybody).listen();
            assertTrue(address.getAddress().isAnyLocalAddress(), everybody);
        }
    }

    @Test
    void pathsAreUnixSockets() {
        assertEquals("/tmp/s here -> /run/s at web1", parsed(Kind.LOCAL, "/tmp/s:/run/s"));
        assertEquals("/run/s at web1 -> localhost:80 here", parsed(Kind.REMOTE, "/run/s:localhost:80"));
        assertEquals("localhost:80 here -> /run/s at web1", parsed(Kind.LOCAL, "80:/run/s"));
        assertEquals("a:80 here -> ./s at web1", parsed(Kind.LOCAL, "a:80:./s"));
    }

    @Test
    void whatIsNoneIsRefused() {
        for (String text : new String[] {
            "",
            "80",
            "80:db",
            "80:db:0",
            "80:db:http",
            "65536:db:80",
            "a:b:80:db:80",
            "80::80",
            "[::1:80:db:80",
            "x:db:80"
        }) {
            assertFault(Kind.LOCAL, text);
            assertFault(Kind.REMOTE, text);
        }
        for (String text : new String[] {"", "a", "80:db:80", "/tmp/s", "a:b:80"}) {
            assertFault(Kind.SOCKS, text);
        }
    }
}
