package mitogen.integration;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Secret;
import mitogen.connect.ProcessMethod;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that ask in ways which those that are installed here do not: scripts in their stead. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class OddPromptTest {
    private static final Secret WORD = new Secret("open sesame");

    @TempDir
    Path folder;

    private Mitogen mitogen;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    private String script(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("tool"), "#!/bin/sh\n" + text);
        return Files.setPosixFilePermissions(file, fromString("rwxr-xr-x")).toString();
    }

    /** A su that asks so, at standard error or output. */
    private PasswordMethod<?> asking(String prompt, int descriptor) throws IOException {
        String tool = script("printf %s \"" + prompt + "\" >&" + descriptor + "\nIFS= read -r word\n"
                + "[ \"$word\" = 'open sesame' ] || { echo 'su: Authentication failure' >&2; exit 1; }\n"
                + "echo Last login: yesterday\nprintf 'and a line without an end: ' >&2\nexec sh -c \"$2\"\n");
        return (PasswordMethod<?>) su().withBinary(tool).withJava(Jvm.java());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Password: ", "root's Password: ", "Password for root@EXAMPLE.ORG: "})
    void questionsOfSu(String prompt) throws IOException {
        PasswordMethod<?> method = asking("A notice.\n" + prompt, prompt.startsWith("r") ? 1 : 2);
        assertEquals(1, mitogen.connect(method.withPassword(WORD)).call(() -> 1));
        ConnectFailedException needed = Failures.fails(Reason.PASSWORD_NEEDED, mitogen.connect(method)::await);
        assertTrue(needed.getMessage().contains("| A notice."), needed::getMessage);
        Failures.fails(Reason.PASSWORD_WRONG, mitogen.connect(method.withPassword(new Secret("x")))::await);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Touch the sensor", "Choose environment: ", "Old Password: "})
    void whatIsNoQuestionIsShown(String words) throws IOException {
        ProcessMethod<?> method = asking(words, 2).withPassword(WORD).withTimeout(Duration.ofSeconds(1));
        ConnectFailedException late = Failures.fails(Reason.TIMEOUT, mitogen.connect(method)::await);
        assertTrue(late.getMessage().contains("| " + words.strip()), late::getMessage);
    }

    /** Modules of PAM ask in their own words. */
    @ParameterizedTest
    @ValueSource(strings = {"Passwort: ", "\u5bc6\u7801\uff1a", "Enter code> ", "Passphrase or PIN"})
    void questionsOfSudoInAnyWords(String prompt) throws IOException {
        String tool = script("word=$(\"$SUDO_ASKPASS\" '" + prompt + "') || exit 1\n"
                + "[ \"$word\" = 'open sesame' ] || exit 1\nshift 2\nexec \"$@\"\n");
        PasswordMethod<?> method = (PasswordMethod<?>) sudo().withBinary(tool).withJava(Jvm.java());
        assertEquals(1, mitogen.connect(method.withPassword(WORD)).call(() -> 1));
    }

    /** As sudo-rs 0.2.11 does it. */
    @Test
    void sudoRs() throws IOException {
        String tool = script("""
                [ "$1" != -n ] || { echo 'sudo: interactive authentication is required' >&2; exit 1; }
                for attempt in 1 2 3; do
                    echo $attempt >>"$0.attempts"
                    word=$("$SUDO_ASKPASS" '[sudo: authenticate] Password:') || exit 1
                    [ "$word" != 'open sesame' ] || { shift 2; exec "$@"; }
                    echo 'sudo: Authentication failed, try again.' >&2
                done
                echo 'sudo: maximum 3 incorrect authentication attempts reached' >&2
                exit 1
                """);
        PasswordMethod<?> method = (PasswordMethod<?>) sudo().withBinary(tool).withJava(Jvm.java());
        assertEquals(1, mitogen.connect(method.withPassword(WORD)).call(() -> 1));
        Failures.fails(Reason.PASSWORD_NEEDED, mitogen.connect(method)::await);
        Path attempts = Path.of(tool + ".attempts");
        Files.delete(attempts);
        Failures.fails(Reason.PASSWORD_WRONG, mitogen.connect(method.withPassword(new Secret("x")))::await);
        // It asks again, but we are through with it.
        assertFalse(Files.readString(attempts).contains("3"), "a wrong password was given twice");
    }

    /** Something that wants a key to be touched. */
    record Urging(String java, Duration timeout) implements CommandMethod {
        @Override
        public String label() {
            return "urging";
        }

        @Override
        public boolean urges(String printed) {
            return printed.contains("Touch");
        }

        @Override
        public List<String> command(String script) {
            return List.of("sh", "-c", "echo Touch the key now. >&2; exec sh -c \"$1\"", "sh", script);
        }

        @Override
        public ConnectFailedException diagnose(ConnectFailure failure) {
            return null;
        }
    }

    @Test
    void whatTheUserMustDoIsTold() throws Exception {
        BlockingQueue<LogRecord> told = new LinkedBlockingQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                told.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("mitogen");
        logger.addHandler(handler);
        try {
            mitogen.connect(new Urging(Jvm.java(), Duration.ofSeconds(30))).await();
            LogRecord first = told.poll(10, TimeUnit.SECONDS);
            assertEquals("urging waits for you: Touch the key now.", first.getMessage());
            assertEquals(Level.WARNING, first.getLevel());
        } finally {
            logger.removeHandler(handler);
        }
    }
}
