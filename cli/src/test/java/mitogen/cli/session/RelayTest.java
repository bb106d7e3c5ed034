package mitogen.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RelayTest {
    @TempDir
    Path folder;

    private static int ask(SessionFolder sessions, String word, long millis) throws SessionException {
        byte[][] words = {word.getBytes(StandardCharsets.UTF_8)};
        return new Relay(
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream(),
                        millis)
                .run(sessions, "frozen", Hello.RUN, words, new byte[0][], 0);
    }

    /** The kernel accepts connections for a process that is stopped. */
    @Test
    void aFrozenSessionIsToldAndRunsTheCommandNoMore() throws Exception {
        Path runtime = Files.createDirectory(
                folder.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SessionFolder sessions = SessionFolder.of(Map.of("XDG_RUNTIME_DIR", runtime.toString()));
        List<String> ran = new CopyOnWriteArrayList<>();
        try (Server server = Server.open(sessions, "frozen")) {
            SessionException silent = assertThrows(SessionException.class, () -> ask(sessions, "first", 200));
            assertTrue(silent.getMessage().startsWith("the session frozen did not answer for "), silent::getMessage);
            Thread thawed = new Thread(() -> server.serve(Duration.ofMinutes(1), invocation -> {
                ran.add(new String(invocation.hello().arguments().get(0), StandardCharsets.UTF_8));
                return 7;
            }));
            thawed.start();
            assertEquals(7, ask(sessions, "second", 30_000));
            server.end();
            thawed.join();
        }
        assertEquals(List.of("second"), ran);
    }
}
