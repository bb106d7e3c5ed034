package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AloneTest {
    /** Whether a shell is alone when the line "go" has come from it, or from its child. */
    private static boolean alone(String script) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertEquals("go", out.readLine());
            return Alone.is(process);
        } finally {
            process.destroyForcibly();
            process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void aProcessIsAloneUntilItHasAChild() throws IOException {
        assertEquals(true, alone("echo go; read word"));
        assertEquals(false, alone("/bin/sh -c 'echo go; read word'; :"));
    }

    /** What a child has left behind may have printed the words, and may read the answer. */
    @Test
    void aProcessThatHadAChildIsNotAlone() throws IOException {
        assertEquals(false, alone("/bin/sh -c :; echo go; read word"));
    }
}
