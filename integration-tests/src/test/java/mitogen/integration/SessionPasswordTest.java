package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A session asks for a password at the terminal of its client, once, and does not keep it. */
@Tag("build")
final class SessionPasswordTest extends SessionFixture {
    private static Accounts accounts;
    private static String bob;

    @BeforeAll
    static void create() throws Exception {
        accounts = Accounts.create();
        bob = "h/exec:" + accounts.folder.toString().replace("/", "%2F") + "%2Fenter/su:ada/sudo:bob";
    }

    @AfterAll
    static void close() throws Exception {
        if (accounts != null) {
            accounts.close();
        }
    }

    private static List<String> command(String... options) {
        List<String> words = words("run", "-t", bob);
        words.addAll(List.of(options));
        words.addAll(List.of("--", "id", "-un"));
        return words;
    }

    @Test
    void itIsAskedForWhereTheClientIs() throws Exception {
        assertEquals(0, run("session", "start").status());
        try {
            asks();
        } finally {
            assertEquals(0, stop("default"));
        }
    }

    private static void asks() throws Exception {
        Ran without = relay("default", command());
        assertEquals(4, without.status(), without::err);
        List<String> asking = command("--ask-password");
        asking.addAll(1, List.of("--session", "default"));
        List<String> quoted = new ArrayList<>();
        client(asking).command().forEach(word -> quoted.add("'" + word + "'"));
        ProcessBuilder terminal = new ProcessBuilder("script", "-qec", String.join(" ", quoted), "/dev/null");
        terminal.environment().put("XDG_RUNTIME_DIR", runtime().toString());
        Process process = terminal.redirectErrorStream(true).start();
        StringBuilder screen = new StringBuilder();
        try (OutputStream keyboard = process.getOutputStream();
                Reader reader = process.inputReader()) {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                screen.append((char) c);
                if (screen.toString().endsWith("): ")) {
                    keyboard.write((Accounts.password("ada") + "\n").getBytes(UTF_8));
                    keyboard.flush();
                }
            }
        }
        assertEquals(0, process.waitFor(), screen::toString);
        assertTrue(screen.toString().contains("Password of ada at "), screen::toString);
        assertTrue(screen.toString().endsWith("bob\r\n"), screen::toString);
        assertFalse(screen.toString().contains(Accounts.password("ada")), screen::toString);
        Path heap = folder.resolve("session.hprof");
        Processes.run(
                Path.of(Jvm.java()).resolveSibling("jcmd").toString(),
                Long.toString(pid("default")),
                "GC.heap_dump",
                "-all",
                heap.toString());
        HeapFile.assertLacks(Accounts.SECRET, heap);
        assertEquals(new Ran(0, "bob\n", ""), relay("default", command()), "it is connected, and asks nothing");
        assertEquals(
                new Ran(0, "bob\n", ""),
                relay("default", command("--password-command", "exit 1")),
                "nothing is run for it");
    }
}
