package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import mitogen.Command;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.RemoteProcess;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processes of tasks end with the context, whatever they do and whatever it is that keeps the context from ending. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class SubprocessesTest {
    @TempDir
    Path folder;

    private final String mark = "1000." + System.nanoTime();
    private Mitogen mitogen;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @AfterEach
    void close() {
        mitogen.close();
        marked().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> marked() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(mark))
                .filter(process -> Processes.alive(process.pid()))
                .toList();
    }

    private static boolean isStopped(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T");
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /**
     * A context where each shell takes a while to start, and so the freezing of processes: as long as it takes others to start
     * some that were not there when somebody looked.
     */
    private Context connectWithSlowShells(double seconds) throws Exception {
        Needs.root("slow shells down in a mount namespace");
        Path shell = Files.copy(Path.of("/bin/sh").toRealPath(), folder.resolve("shell"));
        Path slow = Files.writeString(
                folder.resolve("slow"), "#!" + shell + "\nsleep " + seconds + "\nexec " + shell + " \"$@\"\n");
        for (Path each : List.of(shell, slow)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try {
            Processes.run("unshare", "-m", "mount", "--bind", slow.toString(), "/bin/sh");
        } catch (IOException e) {
            Assumptions.abort("no mount namespace can be had here: " + e.getMessage());
        }
        String script = "mount --bind " + slow + " /bin/sh && exec \"$@\"";
        return mitogen.connect(exec("unshare", "-m", shell.toString(), "-c", script, "sh"));
    }

    /** Starts others all the while, until it ends. */
    private String restless() {
        return "while :; do sleep " + mark + " & sleep 0.02; done";
    }

    @ParameterizedTest(name = "a shell takes {0} s to start")
    @ValueSource(doubles = {0.1, 2.5}) // the latter is more than the process has from the begin of its end on
    void processesThatStartOthersAllTheWhile(double seconds) throws Exception {
        Context child = connectWithSlowShells(seconds);
        String shell = folder.resolve("shell").toString();
        String restless = restless();
        child.execute(() -> new ProcessBuilder(shell, "-c", restless).start());
        Await.until("they run", () -> marked().size() > 1);
        child.close();
        Await.until("none is left", () -> marked().isEmpty());
    }

    /** Those below the command are asked to end before they are killed, too. */
    @Test
    void aCommandBelowWhichSomebodyStartsOthersAllTheWhile() throws Exception {
        Context child = connectWithSlowShells(0.1);
        Path shell = folder.resolve("shell");
        Path asked = folder.resolve("asked");
        String below = shell + " -c 'trap \": >" + asked + "; exit\" TERM; " + restless() + "'";
        RemoteProcess command = child.start(Command.of(shell.toString(), "-c", below + " & wait"));
        Await.until("they run", () -> marked().size() > 4);
        command.destroyTree();
        Await.until("none is left", () -> marked().isEmpty());
        assertTrue(Files.exists(asked));
        assertEquals(128 + 15, command.waitFor());
    }

    /** What is frozen must not stay so, or nobody could end it but by force. */
    @Test
    void theContextIsGoneAsSoonAsTheyAreFrozen() throws Exception {
        Context child = mitogen.connect(local());
        String mark = this.mark;
        child.call(() ->
                Far.haltOnceFrozen(new ProcessBuilder("sleep", mark).start().pid()));
        child.close();
        Await.until("none is left", () -> marked().isEmpty());
    }

    /** The same, while a command is being ended: it is frozen while the freezing of what is below it takes its time. */
    @Test
    void theContextIsGoneAsSoonAsACommandIsFrozen() throws Exception {
        Context child = connectWithSlowShells(0.1);
        RemoteProcess command =
                child.start(Command.of(folder.resolve("shell").toString(), "-c", "sleep " + mark + " & wait"));
        long pid = command.pid();
        Await.until("both run", () -> marked().size() == 2);
        child.call(() -> Far.haltOnceFrozen(pid));
        command.destroyTree();
        assertThrows(ContextLostException.class, command::waitFor);
        Await.until("it has ended", () -> !Processes.alive(pid));
        Await.until("none is frozen", () -> marked().stream().noneMatch(each -> isStopped(each.pid())));
    }

    /** The watchdog over the end kills them, too. */
    @Test
    void theExitDoesNotEvenBegin() throws Exception {
        Context child = mitogen.connect(local());
        String mark = this.mark;
        child.call(() -> Far.holdTheExit(mark));
        assertFalse(marked().isEmpty(), "it runs");
        child.close();
        Await.until("none is left", () -> marked().isEmpty());
    }

    /** In the context. */
    static final class Far {
        private Far() {}

        static boolean haltOnceFrozen(long pid) throws IOException {
            RandomAccessFile stat = new RandomAccessFile("/proc/" + pid + "/stat", "r");
            daemon(() -> {
                byte[] text = new byte[100];
                int state;
                do {
                    stat.seek(0);
                    stat.read(text);
                    state = new String(text, StandardCharsets.ISO_8859_1).indexOf(") T");
                } while (state < 0);
                Runtime.getRuntime().halt(0);
                return null;
            });
            return true;
        }

        static boolean holdTheExit(String mark) throws Exception {
            new ProcessBuilder("sleep", mark).start();
            CountDownLatch held = new CountDownLatch(1);
            daemon(() -> {
                synchronized (Class.forName("java.lang.Shutdown")) {
                    held.countDown();
                    new CountDownLatch(1).await();
                }
                return null;
            });
            held.await();
            return true;
        }

        private static void daemon(Callable<Void> work) {
            Thread thread = new Thread(new FutureTask<>(work));
            thread.setDaemon(true);
            thread.start();
        }
    }
}
