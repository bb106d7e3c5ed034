package mitogen.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static mitogen.connect.Doas.doas;
import static mitogen.connect.Local.local;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.Secret;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where a password must not be found: command lines, environments, output, logs, exceptions, and heaps later on. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class SecretsTest {
    private static final String WRONG = "no" + Accounts.SECRET;

    private static Accounts accounts;
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        accounts = Accounts.create();
        server = SshServer.start(accounts.prefix(), "PasswordAuthentication yes", "AuthorizedKeysFile %h/none");
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

    /** Looks at all processes of the machine, again and again. */
    private static final class Watch implements AutoCloseable {
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private final Thread thread = new Thread(this::look, "watch");
        private volatile boolean closed;

        Watch() {
            thread.start();
        }

        private void look() {
            while (!closed) {
                try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                    for (Path each : all) {
                        read(each.resolve("cmdline"));
                        read(each.resolve("environ"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private void read(Path file) {
            try {
                String text = Files.readString(file, ISO_8859_1);
                if (text.contains(Accounts.SECRET)
                        || text.contains("SUDO_ASKPASS=")
                        || text.contains("MITOGEN_PROMPT=")) {
                    seen.add(text);
                }
            } catch (IOException e) {
                // it has ended
            }
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void passwordsAreNotToBeSeen() throws Exception {
        Secret right = new Secret(Accounts.password(Accounts.ADA));
        Secret bobs = new Secret(Accounts.password(Accounts.BOB));
        Secret wrong = new Secret(WRONG);
        RecordedOutput output = new RecordedOutput();
        List<String> texts = new ArrayList<>();
        Watch watch = new Watch();
        try (watch;
                Mitogen mitogen =
                        Mitogen.open(Options.defaults().withOutput(output).withLogLevel(Level.ALL))) {
            Context machine = mitogen.connect(accounts.method());
            Context ada = machine.connect(su(Accounts.ADA).withJava(Jvm.java()));
            List<Context> all = new ArrayList<>(List.of(mitogen.context(), machine, ada));
            for (PasswordMethod<?> method : List.of(
                    server.method().withUser(Accounts.BOB).withPassword(bobs),
                    sudo(Accounts.BOB).withPassword(right),
                    su(Accounts.BOB).withPassword(bobs),
                    doas(Accounts.BOB).withPassword(right))) {
                Context from = method instanceof Ssh ? machine : ada;
                PasswordMethod<?> here = (PasswordMethod<?>) method.withJava(Jvm.java());
                Context good = from.connect(here);
                assertEquals(Accounts.BOB, good.call(() -> System.getProperty("user.name")));
                Context bad = from.connect(here.withPassword(wrong));
                all.addAll(List.of(good, bad));
                ConnectFailedException failure = assertThrows(ConnectFailedException.class, bad::await);
                texts.add(failure.toString());
                texts.add(here.toString() + bad + good);
            }
            mitogen.drain();
            for (Context each : all) {
                for (Stream stream : Stream.values()) {
                    texts.addAll(output.lines(each, stream));
                }
                output.logged(each).forEach(record -> texts.add(record.getMessage()));
            }
        }
        assertTrue(watch.seen.stream().anyMatch(text -> text.contains("SUDO_ASKPASS=")), "sudo was not seen");
        assertTrue(watch.seen.stream().anyMatch(text -> text.contains("MITOGEN_PROMPT=")), "ssh was not seen");
        texts.addAll(watch.seen);
        for (String text : texts) {
            assertFalse(text.contains(Accounts.SECRET), text);
        }
    }

    /** Of a context that passes the order on, and of one that obeys it. Nothing comes after it that would cover traces. */
    @Test
    void noTraceOfAPasswordStaysOnTheHeapsOfContexts() throws Exception {
        Path folder = Files.createTempDirectory("mitogen-heap-");
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            Processes.run("chmod", "777", folder.toString());
            Context ada =
                    mitogen.connect(accounts.method()).connect(su(Accounts.ADA).withJava(Jvm.java()));
            Context between = ada.connect(local());
            List<Call<?>> dumps = new ArrayList<>();
            for (Context each : List.of(ada, between)) {
                String file = folder + "/" + each.id();
                Processes.run("mkfifo", "-m", "666", file + ".ready", file + ".go");
                dumps.add(each.submit(() -> {
                    HeapFile.write(file + ".first.hprof"); // so that it is loaded
                    Files.writeString(Path.of(file + ".ready"), "");
                    Files.readString(Path.of(file + ".go"));
                    HeapFile.write(file + ".hprof");
                }));
                Files.readString(Path.of(file + ".ready"));
            }
            Context bob = between.connect(sudo(Accounts.BOB)
                    .withPassword(new Secret(Accounts.password(Accounts.ADA)))
                    .withJava(Jvm.java()));
            Context bad = between.connect(
                    su(Accounts.BOB).withPassword(new Secret(WRONG)).withJava(Jvm.java()));
            Failures.fails(Reason.PASSWORD_WRONG, bad::await);
            bob.await();
            for (Context each : List.of(ada, between)) {
                Files.writeString(folder.resolve(each.id() + ".go"), "");
            }
            for (Call<?> each : dumps) {
                each.await();
            }
            for (Context each : List.of(ada, between)) {
                HeapFile.assertLacks(Accounts.SECRET, folder.resolve(each.id() + ".hprof"));
            }
        } finally {
            SshServer.delete(folder);
        }
    }

    @Test
    void noTraceOfAPasswordThatWasWipedStaysOnTheHeapOfTheController() throws Exception {
        Path folder = Files.createTempDirectory("mitogen-heap-");
        Path right = Files.writeString(folder.resolve("right"), Accounts.password(Accounts.ADA));
        Path wrong = Files.writeString(folder.resolve("wrong"), WRONG + "x".repeat(500));
        Processes.run("chmod", "600", right.toString(), wrong.toString());
        Path heap = folder.resolve("controller.hprof");
        try (Jvm controller = Jvm.start(List.of(
                "-Xmx600m", // nothing is collected, and so nothing that is dead gone, before the heap is written
                "-Xmn500m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                WipingController.class.getName(),
                accounts.prefix().get(0),
                right.toString(),
                wrong.toString(),
                heap.toString()))) {
            controller.awaitLine("up");
            controller.awaitLine("failed");
            controller.awaitLine("written");
            HeapFile.assertLacks(Accounts.SECRET, heap);
        } finally {
            SshServer.delete(folder);
        }
    }
}
