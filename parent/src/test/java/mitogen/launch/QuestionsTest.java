package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.connect.Sudo.sudo;
import static mitogen.launch.Admission.Input.ASKED_BY_PROGRAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import mitogen.Secret;
import mitogen.methods.AskingMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuestionsTest {
    @TempDir
    private Path folder;

    private static byte[] answer(Secret secret) {
        return new Questions((AskingMethod) sudo().withPassword(secret), "0123").answer();
    }

    @Test
    void theAnswerIsTheLineThatTheStringWouldBe() {
        for (String text : new String[] {"", "plain", "p\u00e4\u4e2d\ud83d\ude00", "half \ud800 of one", "\ud800"}) {
            assertArrayEquals((text + "\n").getBytes(UTF_8), answer(new Secret(text)));
        }
    }

    /** As the tool compares bytes, whatever the locale was when the password was set. */
    @Test
    void bytesThatAreNotUtf8AreSentAsTheyAre() throws IOException {
        byte[] latin1 = {'c', 'a', 'f', (byte) 0xe9, (byte) 0xc3, (byte) 0xbc, (byte) 0xff, '\n'};
        Path file = Files.write(folder.resolve("password"), latin1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertArrayEquals(latin1, answer(Secret.ofFile(file)));
    }

    /** Whoever knows the words and prints them to standard output is not the program that asks. */
    @Test
    void standardOutputAsksNothing() {
        Questions questions = new Questions((AskingMethod) sudo().withPassword(new Secret("x")), "0123");
        assertNull(questions.asked("0123", false, null));
        assertEquals(ASKED_BY_PROGRAM, questions.asked("0123", true, null));
        assertNull(questions.asked("4567", true, null));
    }

    @Test
    void behindTheShellNothingIsAskedAndNothingIsAnswered() {
        Questions questions = new Questions((AskingMethod) sudo().withPassword(new Secret("x")), "0123");
        questions.close();
        assertNull(questions.asked("0123", true, null));
        assertArrayEquals(new byte[0], questions.answer());
        assertNull(new Questions(null, null).asked("Password: ", true, null));
    }
}
