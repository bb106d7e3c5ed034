package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.Secret;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.doctor.Doctor;
import mitogen.doctor.Doctor.HopReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * ssh with a password, by a real server that takes them, and other options of ssh. The JDK has no part in what ssh and
 * a shell ask.
 */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class SshPasswordTest {
    private static final Secret BOB = new Secret(Accounts.password(Accounts.BOB));
    private static final Secret WRONG = new Secret("no-such-word");

    private static Accounts accounts;
    private static SshServer server;

    @TempDir
    Path folder;

    private Mitogen mitogen;

    @BeforeAll
    static void start() throws Exception {
        accounts = Accounts.create();
        // root's key is known to the server; for others there is none, so that the password is asked for.
        server = SshServer.start(
                accounts.prefix(), "PasswordAuthentication yes", "AuthorizedKeysFile %h/none", "MaxAuthTries 20");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (accounts != null) {
            accounts.close();
        }
    }

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    private static Ssh bob() {
        return server.method().withUser(Accounts.BOB);
    }

    private ConnectFailedException failure(Reason reason, Ssh method, String... words) {
        Context context = mitogen.connect(method);
        ConnectFailedException failure = Failures.fails(reason, context::await);
        for (String word : words) {
            assertTrue(
                    failure.getMessage().contains(word), () -> "'" + word + "' is missing in: " + failure.getMessage());
        }
        return failure;
    }

    @Test
    void thePasswordIsGiven() {
        assertEquals(
                Accounts.BOB, mitogen.connect(bob().withPassword(BOB)).call(() -> System.getProperty("user.name")));
        HopReport doctors = Doctor.examine(mitogen.context(), List.of(bob().withPassword(BOB)))
                .get(0);
        assertTrue(doctors.connect().letInAfter().compareTo(doctors.connect().connectedAfter()) > 0, doctors::toString);
        assertEquals(List.of(), doctors.connect().printed());
    }

    /** A server may have PAM ask instead, in whatever words. */
    @Test
    void theQuestionMayBeOneOfPam() throws Exception {
        try (SshServer pam = SshServer.start(
                accounts.prefix(),
                "UsePAM yes",
                "KbdInteractiveAuthentication yes",
                "PasswordAuthentication no",
                "AuthorizedKeysFile %h/none")) {
            Ssh method = pam.method().withUser(Accounts.BOB);
            assertEquals(1, mitogen.connect(method.withPassword(BOB)).call(() -> 1));
            failure(Reason.PASSWORD_WRONG, method.withPassword(WRONG), "did not accept the password");
            failure(Reason.PASSWORD_NEEDED, method, "Permission denied (publickey,keyboard-interactive)");
        }
    }

    @Test
    void aWrongOneIsTriedOnce() throws Exception {
        int before = Files.readString(server.folder.resolve("log")).length();
        failure(
                Reason.PASSWORD_WRONG,
                bob().withPassword(WRONG),
                "127.0.0.1 port " + server.port + " did not accept the password",
                "One attempt was made");
        String log = Files.readString(server.folder.resolve("log")).substring(before);
        assertEquals(
                1,
                log.lines()
                        .filter(line -> line.contains("Failed password for bob"))
                        .count(),
                log);
    }

    @Test
    void aMissingOneIsToldAtOnce() {
        failure(Reason.PASSWORD_NEEDED, bob(), "it takes passwords, and none was given", "--ask-password");
    }

    @Test
    void noPasswordForAnUnknownHostKey() throws IOException {
        Path empty = Files.createFile(folder.resolve("known_hosts"));
        Ssh careless = Ssh.ssh("127.0.0.1")
                .withPort(server.port)
                .withUser(Accounts.BOB)
                .withConfig("/dev/null")
                .withOption("UserKnownHostsFile=" + empty)
                .withOption("GlobalKnownHostsFile=/dev/null")
                .withPassword(BOB)
                .withJava(Jvm.java());
        failure(Reason.HOST_KEY_UNKNOWN, careless, "is unknown");
        assertEquals(0, Files.size(empty));
        assertEquals(
                1,
                mitogen.connect(careless.withHostKeys(Ssh.HostKeys.ACCEPT_NEW)).call(() -> 1));
        assertTrue(Files.size(empty) > 0);
    }

    /** The jump host's ssh inherits the way to ask; it must not get the password of the host behind. */
    @Test
    void aJumpHostDoesNotGetThePassword() throws Exception {
        Ssh through = bob().withConfig(jumpConfig(server))
                .withUser(Accounts.BOB)
                .withJump("jump")
                .withPassword(BOB);
        failure(
                Reason.NOT_LET_IN,
                through,
                "the jump host [127.0.0.1]:" + server.port + " asked for a password",
                "must take a key, or be a hop of its own");
    }

    @Test
    void jumpCompressionAndSignsOfLife() throws Exception {
        try (SshServer other = SshServer.start()) {
            Ssh jumping = other.method()
                    .withConfig(jumpConfig(other))
                    .withJump("root@jump")
                    .withCompression()
                    .withKeepAlive(Duration.ofSeconds(20));
            assertEquals(1, mitogen.connect(jumping).call(() -> 1));
            String log = Files.readString(other.folder.resolve("log"));
            assertEquals(
                    2,
                    log.lines()
                            .filter(line -> line.contains("Accepted publickey"))
                            .count(),
                    log);
        }
    }

    /** Knows the server as the jump host too, which takes the server's one key, or bob's password. */
    private String jumpConfig(SshServer of) throws IOException {
        return Files.write(
                        folder.resolve("config"),
                        List.of(
                                "Host jump",
                                "    HostName 127.0.0.1",
                                "    Port " + of.port,
                                "    User bob",
                                "    HostKeyAlias [127.0.0.1]:" + of.port,
                                "Host *",
                                "    UserKnownHostsFile " + of.folder + "/known_hosts",
                                "    IdentityFile " + of.folder + "/identity"))
                .toString();
    }

    @Test
    void aKeyWithAPassphraseIsNotAskedFor() throws Exception {
        Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", folder + "/locked");
        for (Ssh method :
                List.of(bob(), bob().withOption("PasswordAuthentication=no").withPassword(BOB))) {
            failure(
                    Reason.NOT_LET_IN,
                    method.withIdentity(folder + "/locked").withOption("IdentityAgent=none"),
                    folder + "/locked has a passphrase",
                    "ssh-add " + folder + "/locked");
        }
    }
}
