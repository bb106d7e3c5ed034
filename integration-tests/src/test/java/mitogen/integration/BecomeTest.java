package mitogen.integration;

import static mitogen.connect.Doas.doas;
import static mitogen.connect.Exec.exec;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.Secret;
import mitogen.Task;
import mitogen.connect.ContextSpec;
import mitogen.connect.ProcessMethod;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.connect.Su;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.methods.CommandMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * sudo, su and doas, from the context of a user whose locale is German: the messages and questions that this brings
 * must
 * be understood all the same. What these tools ask and say has nothing to do with the JDK; {@link AccountMethodsTest}
 * uses them on each.
 */
@Tag("build")
@Timeout(60)
final class BecomeTest {
    private static final Secret ADA = new Secret(Accounts.password(Accounts.ADA));
    private static final Secret BOB = new Secret(Accounts.password(Accounts.BOB));
    private static final Secret WRONG = new Secret("no-such-word");

    private static Accounts accounts;
    private static Mitogen mitogen;
    private static RecordedOutput output;
    private static Context ada;
    private static LeakCheck.Snapshot before;
    private static Set<Long> processes;

    @BeforeAll
    static void start() throws Exception {
        Needs.command("sudo", "sudo");
        Needs.command("doas", "opendoas");
        Needs.command("script", "bsdutils");
        before = LeakCheck.Snapshot.take();
        accounts = Accounts.create();
        output = new RecordedOutput();
        mitogen = Mitogen.open(Options.defaults().withOutput(output).withLogLevel(Level.FINE));
        ada = mitogen.connect(accounts.method())
                .connect(su(Accounts.ADA)
                        .withLogin()
                        .withEnvironment("LC_ALL", "C.UTF-8")
                        .withEnvironment("LANGUAGE", "de")
                        .withJava(Jvm.java()));
        ada.await();
        processes = Processes.ours();
    }

    @AfterAll
    static void stop() throws Exception {
        if (mitogen != null) {
            mitogen.close();
        }
        if (accounts != null) {
            accounts.close();
            assertEquals(List.of(), LeakCheck.leaks(before, LeakCheck.PATIENCE));
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        Await.until("all processes have ended", () -> processes.containsAll(Processes.ours()));
    }

    private static Context from(ProcessMethod<?> method) {
        return ada.connect(method.withJava(Jvm.java()));
    }

    private static String user(ProcessMethod<?> method) {
        return used(
                method,
                () -> System.getProperty("user.name") + " " + System.getenv("LANGUAGE") + " "
                        + System.getenv("LC_ALL"));
    }

    /** What a task gives in the context at the end of the method. */
    private static <T> T used(ProcessMethod<?> method, Task<T> task) {
        Context context = from(method);
        try {
            return context.call(task);
        } finally {
            context.close();
        }
    }

    private static ConnectFailedException failure(Reason reason, ProcessMethod<?> method, String... words) {
        long start = System.nanoTime();
        Context context = from(method);
        ConnectFailedException failure = Failures.fails(reason, context::await);
        for (String word : words) {
            assertTrue(
                    failure.getMessage().contains(word), () -> "'" + word + "' is missing in: " + failure.getMessage());
        }
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos(), "it was not told at once");
        return failure;
    }

    // sudo

    @Test
    void sudoWithoutAPassword() {
        assertEquals("free de C.UTF-8", user(sudo(Accounts.FREE)));
        assertEquals("free de C.UTF-8", user(sudo(Accounts.FREE).withPassword(WRONG)), "nobody asked for it");
    }

    @Test
    void sudoWithAPassword() {
        assertEquals("bob de C.UTF-8", user(sudo(Accounts.BOB).withPassword(ADA)));
    }

    @Test
    void sudoWithALoginShellAndVariables() {
        List<String> seen = used(
                sudo(Accounts.FREE)
                        .withLogin()
                        .withEnvironment("ONE", "it's \"1\" \\ $HOME `id` !")
                        .withEnvironment("TWO", "zw\u00f6lf\n2"),
                () -> List.of(System.getenv("ONE"), System.getenv("TWO"), System.getProperty("user.dir")));
        assertEquals(
                List.of(
                        "it's \"1\" \\ $HOME `id` !",
                        "zw\u00f6lf\n2",
                        accounts.folder.resolve("home-" + Accounts.FREE).toString()),
                seen);
    }

    @Test
    void sudoThatLecturesAndShowsAsterisks() {
        Context context = from(sudo(Accounts.LECTURE).withPassword(ADA));
        assertEquals(1, context.call(() -> 1));
        context.close();
        failure(Reason.PASSWORD_WRONG, sudo(Accounts.LECTURE).withPassword(WRONG), "sudo did not accept the password");
    }

    @Test
    void sudoThatWantsATerminal() {
        assertEquals("tty-only de C.UTF-8", user(sudo(Accounts.TTY).withTerminal()));
        assertEquals(
                "tty-bob de C.UTF-8", user(sudo(Accounts.TTY_BOB).withTerminal().withPassword(ADA)));
        failure(Reason.NOT_LET_IN, sudo(Accounts.TTY), "requiretty", "sudo?tty");
        failure(Reason.PASSWORD_WRONG, sudo(Accounts.TTY_BOB).withTerminal().withPassword(WRONG));
    }

    @Test
    void sudoThatDoesNotLetUsIn() {
        failure(Reason.NOT_LET_IN, sudo(Accounts.CLOSED).withPassword(ADA), "sudo does not let us become closed");
        failure(Reason.NOT_LET_IN, sudo("nobody-here").withPassword(ADA), "there is no account nobody-here");
    }

    // su

    @Test
    void suAndItsLoginShell() {
        assertEquals("bob de C.UTF-8", user(su(Accounts.BOB).withPassword(BOB)));
        assertEquals(
                accounts.folder.resolve("home-" + Accounts.BOB).toString(),
                used(su(Accounts.BOB).withPassword(BOB).withLogin(), () -> System.getProperty("user.dir")));
    }

    /** It asks at standard output, and knows no PAM. */
    @Test
    void suOfBusyBox() throws Exception {
        Path tool = accounts.folder.resolve("su");
        Files.copy(Needs.command("busybox", "busybox-static"), tool);
        Processes.run("chmod", "4755", tool.toString());
        Su busybox = su(Accounts.BOB).withBinary(tool.toString());
        assertEquals("bob de C.UTF-8", user(busybox.withPassword(BOB)));
        failure(Reason.PASSWORD_NEEDED, busybox, "needs a password, and none was given");
    }

    // doas

    @Test
    void doasWithAndWithoutAPassword() {
        assertEquals("bob null null", user(doas(Accounts.BOB).withPassword(ADA)));
        assertEquals("free null null", user(doas(Accounts.FREE)));
        assertEquals("free null null", user(doas(Accounts.FREE).withPassword(WRONG)), "nobody asked for it");
        failure(Reason.NOT_LET_IN, doas(Accounts.CLOSED), "doas does not let us become closed");
    }

    /** Bytes of all kinds, both ways, where a terminal is near. */
    @ParameterizedTest
    @MethodSource("withTerminals")
    void theProtocolDoesNotGoThroughTheTerminal(ProcessMethod<?> method) {
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        assertTrue(Arrays.equals(bytes, used(method, () -> bytes)));
    }

    static List<ProcessMethod<?>> withTerminals() {
        return List.of(
                doas(Accounts.BOB).withPassword(ADA),
                sudo(Accounts.TTY_BOB).withTerminal().withPassword(ADA));
    }

    // all of them

    static List<PasswordMethod<?>> asking() {
        return List.of(sudo(Accounts.BOB), su(Accounts.BOB), doas(Accounts.BOB));
    }

    @ParameterizedTest
    @MethodSource("asking")
    void aWrongPasswordIsTriedOnce(PasswordMethod<?> method) {
        String tool = ((CommandMethod) method).command("").get(0);
        ConnectFailedException failure = failure(
                Reason.PASSWORD_WRONG,
                method.withPassword(WRONG),
                tool + " did not accept the password",
                "One attempt was made");
        assertFalse(failure.getMessage().contains(WRONG.reveal()), failure.getMessage());
    }

    @ParameterizedTest
    @MethodSource("asking")
    void aMissingPasswordIsToldAtOnce(PasswordMethod<?> method) {
        String tool = ((CommandMethod) method).command("").get(0);
        ConnectFailedException failure = failure(
                Reason.PASSWORD_NEEDED, method, tool + " needs a password, and none was given", "--ask-password");
        assertFalse(failure.getMessage().contains("Stream closed"), failure.getMessage());
    }

    @ParameterizedTest
    @MethodSource("asking")
    void whatTheShellSaysIsNotTheToolsWord(PasswordMethod<?> method) {
        Secret secret = method instanceof Su ? BOB : ADA;
        ProcessMethod<?> java = method.withPassword(secret).withJava("/nonexistent/java");
        Context context = ada.connect(java);
        Failures.fails(Reason.JAVA_MISSING, context::await);
    }

    @Test
    void aToolThatIsNotInstalled() {
        String words = "the command no-such-tool is not installed there";
        failure(Reason.TOOL_MISSING, sudo().withBinary("no-such-tool"), words);
        failure(Reason.TOOL_MISSING, su().withBinary("no-such-tool"), words);
        failure(Reason.TOOL_MISSING, doas().withBinary("no-such-tool"), words);
        failure(Reason.TOOL_MISSING, sudo().withBinary("no-such-tool").withTerminal(), words);
        failure(Reason.TOOL_MISSING, doas().withBinary("no-such-tool").withPassword(ADA), words);
        failure(Reason.TOOL_MISSING, exec("no-such-tool"), words);
    }

    // exec

    @Test
    void anyCommand() {
        assertEquals("7", used(exec("env", "A=7"), () -> System.getenv("A")));
        failure(Reason.KILLED, exec("sh", "-c", "kill -9 $$"), "it was killed by signal 9");
        failure(
                Reason.BYTES_ALTERED,
                exec("sh", "-c", "head -c 5000 | tr '\\000' '\\001' | \"$@\"", "sh"),
                "the core did not arrive there as it was sent");
    }

    @Test
    void fourHopsFromATextAndBack() {
        Path enter = accounts.folder.resolve("enter");
        String text = "exec:" + enter.toString().replace("/", "%2F") + "/su:ada/sudo:free/local";
        ContextSpec spec = ContextSpec.parse(text);
        assertEquals(text, spec.toString());
        Context end = mitogen.context();
        List<Context> all = new ArrayList<>();
        for (var method : spec.methods()) {
            end = end.connect(((ProcessMethod<?>) method).withJava(Jvm.java()));
            all.add(end);
        }
        assertEquals("free", end.call(() -> System.getProperty("user.name")));
        all.get(0).close();
    }
}
