package mitogen.integration;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.connect.Exec;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What login shells, start files and limits do in the script's place, behind a real {@code sshd}: each has its line. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class ShellFailureTest {
    private static SshServer server;

    @TempDir
    Path folder;

    private Mitogen mitogen;

    /** What is run there is what the client says. */
    @BeforeAll
    static void start() throws Exception {
        server = SshServer.start("AcceptEnv CASE", "ForceCommand eval \"$CASE\"");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
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

    private static Ssh running(String text) {
        return server.method().withOption("SetEnv=CASE=\"" + text.replace("\"", "\\\"") + "\"");
    }

    private void fails(Reason reason, ConnectionMethod method, String words) {
        ConnectFailedException failure = Failures.fails(reason, mitogen.connect(method)::await);
        assertTrue(
                failure.getMessage().contains(words), () -> "'" + words + "' is missing in: " + failure.getMessage());
    }

    @Test
    void theAccountIsNotForUs() {
        fails(
                Reason.NOT_LET_IN,
                running("echo WARNING: Your password has expired.; exit 1"),
                "let us in, but the password of the account has expired");
        fails(
                Reason.NOT_LET_IN,
                running("echo There were too many logins for ada.; exit 254"),
                "let us in, but the account has as many logins as it may");
        fails(
                Reason.NOT_LET_IN,
                running("echo This service allows sftp connections only.; exit 1"),
                "let us in, but the account is for sftp only");
        fails(Reason.NOT_LET_IN, running("exit 1"), "So does an account whose shell is /bin/false");
    }

    @Test
    void theShellIsNotForUs() {
        fails(
                Reason.BOOTSTRAP_FAILED,
                running("exec bash -rc \"$SSH_ORIGINAL_COMMAND\""),
                "the account's shell is restricted (rbash)");
        fails(
                Reason.BOOTSTRAP_FAILED,
                running("echo /home/ada/shell: No such file or directory >&2; exit 1"),
                "the account's shell is not there, or the program that runs it");
        fails(
                Reason.BOOTSTRAP_FAILED,
                running("echo 'exit 79' '^Z^Lws^N^@^@^A'"), // as a terminal shows it; a real one may hang on
                "such as one that records it (script)");
    }

    @Test
    void startFilesThatRedirect() {
        fails(
                Reason.BOOTSTRAP_FAILED,
                running("exec 1>&2; eval \"$SSH_ORIGINAL_COMMAND\""),
                "standard output does not come here, but with standard error");
        fails(
                Reason.BOOTSTRAP_FAILED,
                Exec.exec("/bin/sh", "-c", "exec >/dev/null; exec sleep 60").withJava(Jvm.java()),
                "it closed its standard output and did not end");
        fails(
                Reason.BOOTSTRAP_FAILED,
                running("exec 2>&-; eval \"$SSH_ORIGINAL_COMMAND\""),
                "may close standard error: exec 2>&-");
    }

    /** Words are only those of ssh before that says that it was let in. */
    @Test
    void wordsOfSshFromAStartFile() {
        fails(
                Reason.BOOTSTRAP_FAILED,
                running("echo 'root@web1: Permission denied (publickey).' >&2; exit 255"),
                "it ended before the far side's shell answered");
    }

    @Test
    void whatIsSlowIsToldApart() {
        fails(
                Reason.TIMEOUT,
                running("cat >/dev/null").withTimeout(Duration.ofSeconds(2)),
                "look whether a start file there (.bashrc …) waits for input");
    }

    /** The time is that of the machine, not of a system call for each byte. */
    @Test
    void muchNoise() {
        Context context = mitogen.connect(running("seq 400000; seq 100000 >&2; eval \"$SSH_ORIGINAL_COMMAND\""));
        assertEquals(1, context.call(() -> 1));
    }

    @Test
    void javaThatCannotBeRun() throws Exception {
        Path java = Files.writeString(folder.resolve("java"), "#!/nonexistent/interpreter\n");
        Files.setPosixFilePermissions(java, fromString("rwxr-xr-x"));
        fails(
                Reason.BOOTSTRAP_FAILED,
                local().withJava(java.toString()),
                java + " is there, but not the program that runs it");
        fails(
                Reason.BOOTSTRAP_FAILED,
                Exec.exec(java.toString()).withJava(Jvm.java()),
                "the command " + java + " is there, but not the program that runs it");
        Files.write(java, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0});
        fails(Reason.BOOTSTRAP_FAILED, local().withJava(java.toString()), "cannot be run there");
    }

    @Test
    void whatTheEnvironmentDoesToJava() throws Exception {
        fails(
                Reason.BOOTSTRAP_FAILED,
                Exec.exec("/usr/bin/env", "JAVA_TOOL_OPTIONS=-Xmx99999999g").withJava(Jvm.java()),
                "that the variable JAVA_TOOL_OPTIONS wants: Could not reserve enough space for ");
        fails(
                Reason.BOOTSTRAP_FAILED,
                Exec.exec("/usr/bin/env", "JDK_JAVA_OPTIONS=-Xms99999999g").withJava(Jvm.java()),
                "that the variable JDK_JAVA_OPTIONS wants: ");
        fails(
                Reason.BOOTSTRAP_FAILED,
                Exec.exec("/usr/bin/env", "JAVA_TOOL_OPTIONS=-Xss1000g").withJava(Jvm.java()),
                "Java does not start there: Invalid thread stack size: -Xss1000g");
        Path gone = folder.resolve("gone");
        fails(
                Reason.BOOTSTRAP_FAILED,
                Exec.exec("/bin/sh", "-c", "mkdir " + gone + "; cd " + gone + "; rmdir " + gone + "; exec \"$@\"", "sh")
                        .withJava(Jvm.java()),
                "the working directory is gone");
        fails(
                Reason.KILLED,
                Exec.exec("/bin/sh", "-c", "ulimit -f 0; exec \"$@\"", "sh").withJava(Jvm.java()),
                "ulimit -f");
    }
}
