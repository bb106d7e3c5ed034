package mitogen.parent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import mitogen.Secret;
import org.junit.jupiter.api.Test;

final class QuestionsTest {
    @Test
    void theAnswerIsTheLineThatTheStringWouldBe() throws IOException {
        for (String text : new String[] {"", "plain", "p\u00e4\u4e2d\ud83d\ude00", "half \ud800 of one", "\ud800"}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Questions questions = new Questions(sudo().withPassword(new Secret(text)), "0123");
            assertTrue(questions.answer("0123", out));
            assertEquals(new String((text + "\n").getBytes(UTF_8), UTF_8), out.toString(UTF_8));
        }
    }
}
