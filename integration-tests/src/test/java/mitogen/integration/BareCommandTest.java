package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.Test;

/** Commands where there is nothing but BusyBox: no Java, no C library, no place for a file. */
final class BareCommandTest extends BareRootFixture {
    @Test
    void aCommandNeedsNoJava() throws Exception {
        mitogen = Mitogen.open();
        String odd = "a b'\"$\\\n\u00fc";
        CommandResult result = mitogen.run(
                bare.place(""),
                Command.shell("cat; printf '<%s>' \"$1\"; exit 9", odd).withInput(new byte[] {0, -1}));
        assertEquals("\0\ufffd<" + odd + ">", result.text());
        assertEquals(9, result.status());
        assertEquals(List.of(), bare.files("root"));
    }
}
