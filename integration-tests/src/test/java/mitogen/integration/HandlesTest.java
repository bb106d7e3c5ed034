package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import mitogen.answers.FrameText;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each handle has one name: in the code, in the log, and on the page of the protocol. */
@Tag("build")
final class HandlesTest {
    @Test
    void theNamesAreTheSameEverywhere() throws Exception {
        List<String> rows = Files.readAllLines(Documents.page("docs/internals/protocol.md"));
        List<String> wrong = new ArrayList<>();
        for (int handle = 1; handle <= Protocol.LAST_HANDLE; handle++) {
            String name = FrameText.nameOf(handle);
            Field constant = Protocol.class.getField(name);
            if (constant.getInt(null) != handle) {
                wrong.add("Protocol." + name + " is " + constant.getInt(null) + ", not " + handle);
            }
            String row = "| " + handle + " `" + name + "` |";
            if (rows.stream().noneMatch(line -> line.startsWith(row))) {
                wrong.add("protocol.md has no row: " + row);
            }
        }
        assertEquals(List.of(), wrong);
    }
}
