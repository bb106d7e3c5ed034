package mitogen.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a context tells of a failure, if somebody has taken it over. */
final class FailureTest {
    @Test
    void itsTextsDoNotControlTheTerminal() {
        IOException known = Exceptions.of(
                new Failure("java.nio.file.FileSystemException", true, false, "\u001b[31mred"), "a", null);
        assertEquals("a: \\u{1b}[31mred", known.getMessage());
        IOException unknown = Exceptions.of(new Failure("\u001bnone\n", false, false, "\u202e"), "a", null);
        assertEquals("a: \\u{1b}none\\u{a}: \\u{202e}", unknown.getMessage());
    }

    @Test
    void itHasAType() {
        assertThrows(NullPointerException.class, () -> new Failure(null, false, false, null));
    }
}
