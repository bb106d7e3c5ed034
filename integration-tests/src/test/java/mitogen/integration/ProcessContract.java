package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener.Stream;
import org.junit.jupiter.api.Test;

/** What every context that is a process of its own can do besides: what it prints and logs is its own. */
abstract class ProcessContract extends ContextContract {
    @Test
    void callRunsInAnotherProcess() {
        assertNotEquals(ProcessHandle.current().pid(), context.call(PID));
        assertEquals(context.call(PID), context.await().call(PID));
    }

    @Test
    void commandLineTellsWhoseItIs() throws IOException {
        String line = context.call(() -> Files.readString(Path.of("/proc/self/cmdline")));
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        String label = "-Dmitogen=" + System.getProperty("user.name") + "@" + host + ":"
                + ProcessHandle.current().pid() + ":" + context.name().replaceAll("[^A-Za-z0-9@:/.+,=_-]", "_");
        assertTrue(line.split("\0")[1].equals(label), () -> "'" + label + "' is not the first argument of " + line);
        assertTrue(line.endsWith("\0M\0"), line);
    }

    @Test
    void tenContextsInParallel() {
        List<ConnectionMethod> way = way();
        Context from = connect(mitogen, way.subList(0, way.size() - 1));
        List<Context> contexts = IntStream.range(0, 10)
                .mapToObj(i -> from.connect(way.get(way.size() - 1)))
                .toList();
        List<Call<Long>> calls = contexts.stream().map(each -> each.submit(PID)).toList();
        Set<Long> pids = new HashSet<>();
        calls.forEach(call -> pids.add(call.await()));
        assertEquals(10, pids.size());
        assertEquals(10, contexts.stream().map(Context::id).distinct().count());
    }

    @Test
    void twoControllersDoNotMeet() {
        RecordedOutput otherOutput = new RecordedOutput();
        try (Mitogen other = Mitogen.open(Options.defaults().withOutput(otherOutput))) {
            Context there = connect(other, way());
            there.call(() -> System.out.println("there"));
            context.call(() -> System.out.println("here"));
            assertNotEquals(context.call(PID), there.call(PID));
            other.drain();
            mitogen.drain();
            assertEquals(List.of("there"), otherOutput.lines(there, Stream.OUT));
            assertEquals(List.of("here"), output.lines(context, Stream.OUT));
        }
        assertTrue(context.call(PID) > 0);
    }

    @Test
    void executeThatThrowsIsLogged() throws Exception {
        context.execute(() -> {
            throw new IOException("nobody waits for this");
        });
        Await.until(
                "the failure is logged",
                () -> output.logged(context).stream()
                        .anyMatch(each -> each.getMessage().contains("nobody waits for this")));
    }

    // Output

    @Test
    void printedLinesComeInOrder() {
        context.call(() -> {
            for (int i = 0; i < 10_000; i++) {
                System.out.println("out " + i);
                System.err.println("err " + i);
            }
            System.out.print("no end");
        });
        mitogen.drain();
        List<String> expected = new ArrayList<>(
                IntStream.range(0, 10_000).mapToObj(i -> "err " + i).toList());
        assertEquals(expected, output.lines(context, Stream.ERR));
        expected.replaceAll(line -> line.replace("err", "out"));
        expected.add("no end");
        assertEquals(expected, output.lines(context, Stream.OUT));
    }

    @Test
    void outputOfSubprocessesComesTooAndDoesNoHarm() throws Exception {
        context.call(() -> new ProcessBuilder("sh", "-c", "echo MG raw out; echo raw err >&2; exec cat")
                .inheritIO()
                .start()
                .waitFor());
        Await.until(
                "both lines came",
                () -> output.lines(context, Stream.NATIVE).containsAll(List.of("MG raw out", "raw err")));
        assertEquals(5, context.call(() -> 5));
    }

    @Test
    @Alone
    void logRecordsComeWithLevelLoggerAndThrown() throws Exception {
        context.call(() -> {
            Logger logger = Logger.getLogger("my.logger");
            logger.log(Level.WARNING, "{0} of {1}", new Object[] {1, 2});
            logger.log(Level.FINE, "fine", new IOException("with a trace"));
            logger.finer("below the level");
        });
        Await.until("both records came", () -> output.logged(context).size() >= 2);
        LogRecord first = output.logged(context).get(0);
        assertEquals("my.logger", first.getLoggerName());
        assertEquals(Level.WARNING, first.getLevel());
        assertEquals("1 of 2", first.getMessage());
        LogRecord second = output.logged(context).get(1);
        assertEquals(Level.FINE, second.getLevel());
        assertTrue(second.getMessage().contains("java.io.IOException: with a trace"), second.getMessage());
        assertEquals(2, output.logged(context).size());
    }
}
