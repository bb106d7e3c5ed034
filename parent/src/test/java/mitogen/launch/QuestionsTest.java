package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.connect.Sudo.sudo;
import static mitogen.launch.Admission.Event.ASKED_BY_PROGRAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import mitogen.Secret;
import mitogen.connect.Passwords;
import mitogen.methods.AskingMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuestionsTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void theAnswerIsTheLineThatTheStringWouldBe() throws IOException {
        for (String text : new String[] {"", "plain", "p\u00e4\u4e2d\ud83d\ude00", "half \ud800 of one", "\ud800"}) {
            out.reset();
            Questions questions = new Questions((AskingMethod) sudo().withPassword(new Secret(text)), "0123");
            assertTrue(questions.answer(ASKED_BY_PROGRAM, out));
            assertEquals(new String((text + "\n").getBytes(UTF_8), UTF_8), out.toString(UTF_8));
        }
    }

    /** As the tool compares bytes, whatever the locale was when the password was set. */
    @Test
    void bytesThatAreNotUtf8AreSentAsTheyAre() throws IOException {
        byte[] latin1 = {'c', 'a', 'f', (byte) 0xe9, (byte) 0xc3, (byte) 0xbc, (byte) 0xff, '\n'};
        Path file = Files.write(folder.resolve("password"), latin1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Secret secret = Passwords.file(file);
        assertTrue(new Questions((AskingMethod) sudo().withPassword(secret), "0123").answer(ASKED_BY_PROGRAM, out));
        assertArrayEquals(latin1, out.toByteArray());
    }

    @Test
    void itIsSentOnceAndNotToTheShell() throws IOException {
        Questions questions = new Questions((AskingMethod) sudo().withPassword(new Secret("x")), "0123");
        assertTrue(questions.answer(ASKED_BY_PROGRAM, out));
        assertTrue(questions.answer(ASKED_BY_PROGRAM, out));
        assertEquals(Admission.WRONG_ANSWER, questions.state());
        assertEquals("x\n", out.toString(UTF_8));
        Questions closed = new Questions((AskingMethod) sudo().withPassword(new Secret("y")), "0123");
        closed.close();
        assertFalse(closed.answer(ASKED_BY_PROGRAM, out));
        assertEquals(Admission.IN, closed.state());
        assertFalse(closed.answered());
        assertEquals("x\n", out.toString(UTF_8));
    }

    /** Whoever knows the words and prints them there is not the program that asks. */
    @Test
    void standardOutputAsksNothing() throws Exception {
        Questions questions = new Questions((AskingMethod) sudo().withPassword(new Secret("x")), "0123");
        Process tool = new ProcessBuilder("cat").start();
        try {
            assertFalse(questions.answer("0123", false, tool));
            assertEquals(Admission.WAITING, questions.state());
            assertTrue(questions.answer("0123", true, tool));
            assertEquals('x', tool.getInputStream().read());
        } finally {
            tool.destroyForcibly().waitFor();
        }
    }
}
