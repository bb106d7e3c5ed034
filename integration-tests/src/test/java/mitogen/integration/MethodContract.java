package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Task;
import mitogen.connect.Exec;
import mitogen.connect.Namespaces;
import mitogen.connect.ProcessMethod;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import mitogen.methods.CommandMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every connection method does: connect, call, output, a further hop, being killed, failing with a diagnosis, and
 * leaving nothing.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
abstract class MethodContract {
    /** All that might be left: files where the first stage or a JVM puts some, and mounts. Java is not needed there. */
    private static final String LEFT = "for d in /tmp /var/tmp /dev/shm /run ~ .;do for f in $d/* $d/.[!.]*;do"
            + " if [ -e \"$f\" ];then echo $f;fi;done;done;cat /proc/mounts";

    /**
     * A connect that has to fail.
     *
     * @param method the way
     * @param reason why it fails
     * @param words that its message has
     */
    record Wrong(ProcessMethod<?> method, Reason reason, String words) {}

    RecordedOutput output;
    Mitogen mitogen;

    /** A way that works. */
    abstract ProcessMethod<?> method();

    /** Ways that don't. */
    abstract List<Wrong> wrong();

    /** What is said of a context that was killed; some tools do not tell. */
    String killed() {
        return "killed by signal 9";
    }

    /** The context that connects. */
    Context from() {
        return mitogen.context();
    }

    /** Whether the far side has the files and mounts of this machine, which others change too; {@link LeakCheck} sees to it. */
    boolean sharesFiles() {
        return false;
    }

    /** What the command of the method is run with here; nothing if {@link #from} is the controller. */
    List<String> tool() {
        return List.of();
    }

    /** Shows what there is at the far side; by the method's own tool, without Java. */
    Set<String> left() throws Exception {
        if (sharesFiles()) {
            return Set.of();
        }
        List<String> command = new ArrayList<>(tool());
        command.addAll(((CommandMethod) method()).command(LEFT));
        String text = Processes.run(command.toArray(String[]::new));
        return new TreeSet<>(Arrays.asList(text.split("\n", -1)));
    }

    /** What was there before may have gone by itself. */
    private void assertNothingNew(Set<String> before) throws Exception {
        Set<String> left = new TreeSet<>(left());
        left.removeAll(before);
        assertEquals(Set.of(), left);
    }

    @BeforeEach
    void open() {
        output = new RecordedOutput();
        mitogen = Mitogen.open(Options.defaults().withOutput(output));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    @Test
    void connectsAndLeavesNothing() throws Exception {
        Set<String> before = left();
        Context context = from().connect(method());
        assertEquals("12", context.call(() -> "1" + 2));
        context.call(() -> {
            System.out.println("out");
            System.err.println("err");
            new ProcessBuilder("sh", "-c", "echo native").inheritIO().start().waitFor();
        });
        mitogen.drain();
        assertEquals(List.of("out"), output.lines(context, OutputListener.Stream.OUT));
        assertEquals(List.of("err"), output.lines(context, OutputListener.Stream.ERR));
        Await.until(
                "what a process printed is here",
                () -> output.lines(context, OutputListener.Stream.NATIVE).contains("native"));

        Context further = context.connect(local());
        byte[] large = new byte[200_000];
        Arrays.fill(large, (byte) 7);
        assertEquals(Arrays.hashCode(large), further.call(() -> Arrays.hashCode(large)));
        long outer = context.call(Spot.HERE).outside();
        long inner = further.call(Spot.HERE).outside();
        assertNotEquals(outer, inner);
        context.close();
        Await.until(
                "both are gone", () -> Processes.alive(List.of(outer, inner)).isEmpty());
        assertNothingNew(before);
    }

    /** What is printed to standard error, without what the tool prints when the command has ended. */
    String ofCommand(String errors) {
        return errors;
    }

    @Test
    void runsACommandWithoutJava() throws Exception {
        Set<String> before = left();
        Command odd =
                Command.script("cat; printf '<%s>' \"$@\"; echo err >&2; exit 7", "a  b", "$c'\"\\n\n", "", "grün");
        CommandResult result =
                from().run(method().withJava("/no/java"), odd.withInput("in ").withEnvironment("A", "b"));
        assertEquals("in <a  b><$c'\"\\n\n><><grün>", result.text(), result::errorText);
        assertEquals("err\n", ofCommand(result.errorText()));
        assertEquals(7, result.status());
        assertNothingNew(before);
    }

    @Test
    void isKilled() throws Exception {
        Set<String> before = left();
        Context context = from().connect(method());
        long pid = context.call(Spot.HERE).outside();
        Call<String> pending = context.submit(() -> {
            new CountDownLatch(1).await();
            return "never";
        });
        context.ping();
        Processes.kill(pid);
        String reason = assertThrows(ContextLostException.class, pending::await).getMessage();
        assertTrue(reason.contains(killed()), reason);
        assertThrows(ContextLostException.class, () -> context.call(() -> 1));
        assertNothingNew(before);
    }

    @Test
    void failsWithADiagnosis() {
        fail(from(), wrong());
    }

    /** What was printed may quote the script, as runc does. */
    private static String withoutLines(ConnectFailedException failure) {
        return failure.getMessage().replaceFirst("(?s)\n  The last lines? .*", "");
    }

    private static void fail(Context from, List<Wrong> wrong) {
        for (Wrong each : wrong) {
            Context context = from.connect(each.method);
            Call<Integer> queued = context.submit(() -> 1);
            ConnectFailedException failure = assertThrows(ConnectFailedException.class, context::await, each::toString);
            Failures.isOf(each.reason, failure);
            for (String word : List.of("cannot connect " + context + " from ", each.words)) {
                assertTrue(failure.getMessage().contains(word), () -> word + " is missing in: " + failure.getMessage());
            }
            assertEquals(
                    failure.getMessage(),
                    Failures.fails(each.reason, queued::await).getMessage());
            if (each.reason != Reason.JAVA_MISSING && each.reason != Reason.BOOTSTRAP_FAILED) { // which takes a Java
                assertEquals(
                        withoutLines(failure),
                        withoutLines(Failures.fails(each.reason, () -> from.run(each.method, Command.of("true")))));
            }
        }
    }

    /** The way into the same container by the number that its engine tells, from a context that has the engine's settings. */
    final void byNumber(Namespaces.Engine kind, String settings) {
        Context machine = mitogen.connect(Exec.exec(settings).withJava(Jvm.java()));
        Task<String> place =
                () -> Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString();
        assertEquals(
                from().connect(method()).call(place),
                machine.connect(Namespaces.nsenter(kind, "app").withJava(Jvm.java()))
                        .call(place));
        fail(
                machine,
                List.of(
                        new Wrong(Namespaces.nsenter(kind, "nope"), Reason.NOT_FOUND, "there is no container nope"),
                        new Wrong(Namespaces.nsenter(kind, "stopped"), Reason.NOT_RUNNING, "stopped is not running")));
    }
}
