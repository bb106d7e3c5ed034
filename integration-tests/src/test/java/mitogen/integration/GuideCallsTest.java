package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mitogen.Call;
import mitogen.CallException;
import mitogen.CommandResult;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.End;
import mitogen.Group;
import mitogen.Outcome;
import mitogen.Select;
import mitogen.Task;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/how-to about calls: what is between the two kinds of comments; see {@link GuideTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class GuideCallsTest {
    private Mitogen mitogen;
    private Context web;
    private Context db;
    private List<Context> hosts;
    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        mitogen = Mitogen.open();
        web = mitogen.connect(inProcess());
        db = mitogen.connect(local());
        hosts = List.of(web, db);
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    private void print(Object line) {
        printed.add(String.valueOf(line));
    }

    // guide
    record LinesWith(Path file, String word) implements Task<Long> {
        @Override
        public Long run() throws IOException {
            try (Stream<String> lines = Files.lines(file)) {
                return lines.filter(line -> line.contains(word)).count();
            }
        }
    }
    // end

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // a stage that prints
    void callAndSubmit() throws Exception {
        // guide
        String kernel = web.call(() -> Files.readString(Path.of("/proc/version")));
        // end
        assertTrue(kernel.startsWith("Linux version"), kernel);
        // guide
        Call<Integer> left = web.submit(() -> Runtime.getRuntime().availableProcessors());
        Call<Integer> right = db.submit(() -> Runtime.getRuntime().availableProcessors());
        left.thenCombine(right, Integer::sum).thenAccept(sum -> print(sum + " processors"));
        // end
        // guide
        int processors = left.await() + right.await();
        // end
        Await.until("it is printed", () -> printed.contains(processors + " processors"));
        // guide
        web.execute(() -> System.out.println("nobody waits for this"));
        // end
    }

    @Test
    void tasks(@TempDir Path folder) throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "an error\nfine\nanother error\n");
        // guide
        long errors = web.call(new LinesWith(log, "error"));
        String user = web.call(Accounts::user);
        // end
        assertEquals(2, errors);
        assertEquals(System.getProperty("user.name"), user);
        // guide
        List<String> names = new ArrayList<>(List.of("a"));
        Call<Integer> size = web.submit(() -> {
            names.add("c"); // to a copy, over there
            return names.size();
        });
        names.add("b"); // too late for the task
        // end
        assertEquals(2, size.await());
        // guide
        String inner = web.call(() -> {
            try (Context second = Context.current().connect(local())) {
                return second.call(() -> Context.current().name());
            }
        });
        // end
        assertEquals("in-process/local", inner);
    }

    record Row(int number) {}

    /** Stands for what a program finds by its name. */
    private static Iterator<Row> plugin(String name) {
        return List.of(new Row(name.length())).iterator();
    }

    @Test
    void furtherClasses() {
        // guide
        mitogen.context().accept(Row.class); // here, where the result arrives
        Object row = web.call(() -> plugin("com.example.Rows").next());
        // end
        assertEquals(new Row(16), row);
    }

    static final class Accounts {
        private Accounts() {}

        static String user() {
            return System.getProperty("user.name");
        }
    }

    private static Void sleep() throws InterruptedException {
        new CountDownLatch(1).await();
        return null;
    }

    @Test
    void cancelled() {
        // guide
        Call<Void> call = web.submit(() -> sleep());
        call.cancel(true); // whoever waits for it goes on; the task is interrupted
        // end
        assertTrue(call.isCancelled());
    }

    @Test
    void deadlinesAndLimits() {
        web.await();
        String outcome;
        // guide
        Context hasty = web.withTimeout(Duration.ofMillis(200));
        try {
            hasty.call(() -> sleep());
            outcome = "done";
        } catch (DeadlineException e) {
            outcome = e.getMessage();
        }
        // end
        assertTrue(outcome.startsWith("in-process gave no result within 0.2s"), outcome);
        // guide
        Call<Void> patient = web.submit(() -> sleep()).orTimeout(Duration.ofMinutes(5));
        // end
        assertFalse(patient.isDone());
        patient.cancel(true);
        // guide
        Context gentle = db.withLimit(4).withTimeout(Duration.ofSeconds(30));
        List<Call<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int number = i;
            calls.add(gentle.submit(() -> number * number)); // at most four are under way
        }
        // end
        assertEquals(332833500, Call.awaitAll(calls).stream().reduce(0, Integer::sum));
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // the last of a chain tells of all
    void chains(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("config");
        // guide
        Call.Chain chain = web.chain();
        chain.submit(() -> Files.writeString(file, "port = 80\n")); // nothing waits here
        chain.submit(() -> Files.move(file, file.resolveSibling("new")));
        String text = chain.call(() -> Files.readString(file.resolveSibling("new")));
        // end
        assertEquals("port = 80\n", text);
        // guide
        Call<Path> failing = chain.submit(() -> Files.move(file, file.resolveSibling("newer"))); // it is gone
        Call<Void> next = chain.submit(() -> Files.delete(file.resolveSibling("new"))); // does not run
        chain.reset();
        Call<Boolean> last = chain.submit(() -> Files.exists(file.resolveSibling("new"))); // does
        // end
        assertThrows(CallException.class, failing::await);
        assertThrows(CallException.class, next::await);
        assertTrue(last.await());
    }

    @Test
    void selects() {
        List<Call<String>> calls = hosts.stream()
                .map(host -> host.submit(() -> Context.current().name()))
                .toList();
        // guide
        for (Call<String> done : Call.asCompleted(calls)) {
            print(done.context() + ": " + done.await());
        }
        // end
        assertEquals(2, printed.size());
        Call<String> first = web.submit(() -> "first");
        // guide
        Select<String> select = new Select<String>().add(first);
        for (Outcome<String> outcome : select) {
            print(outcome.get());
            if (outcome.source() == first) {
                select.add(web.submit(() -> "one more")); // while it runs
            }
        }
        // end
        assertEquals(List.of("first", "one more"), printed.subList(2, 4));
    }

    @Test
    void groups() {
        // guide
        Group fleet = mitogen.group(hosts).withLimit(20).withTimeout(Duration.ofSeconds(30));
        List<String> uptimes = fleet.call(() -> Files.readString(Path.of("/proc/uptime")));
        // end
        assertEquals(2, uptimes.size());
        // guide
        List<Call<String>> calls = fleet.submit(() -> Files.readString(Path.of("/proc/loadavg")));
        for (Outcome<String> outcome : Call.outcomes(calls)) {
            print(outcome.context() + ": " + (outcome.succeeded() ? outcome.get() : outcome.failure()));
        }
        // end
        assertEquals(2, printed.size());
        // guide
        for (CommandResult disk : fleet.run("df", "-h", "/")) {
            print(disk.context() + ": " + disk.lines().get(1));
        }
        // end
        assertTrue(printed.get(3).startsWith("local: "), printed::toString);
        // guide
        int processors = fleet.call(() -> Runtime.getRuntime().availableProcessors()).stream()
                .reduce(0, Integer::sum);
        List<Call<String>> greetings = fleet.submitEach(context -> {
            String name = context.name();
            return () -> "hello " + name;
        });
        for (Call<String> done : Call.asCompleted(greetings)) {
            print(done.await());
        }
        // end
        assertEquals(2 * Runtime.getRuntime().availableProcessors(), processors);
        assertTrue(printed.containsAll(List.of("hello in-process", "hello local")), printed::toString);
    }

    @Test
    void hostsThatAreDown() {
        Group fleet = mitogen.group(List.of(web, mitogen.connect(local().withJava("/no/such/java")), db));
        // guide
        fleet.down().forEach((context, why) -> print(context + " is down: " + why.getMessage()));
        List<String> kernels = fleet.up().call(() -> Files.readString(Path.of("/proc/version")));
        // end
        assertEquals(1, printed.size());
        assertTrue(printed.get(0).startsWith("local is down: cannot connect local from "), printed::toString);
        assertEquals(2, kernels.size());
    }

    @Test
    void executors() throws Exception {
        // guide
        ExecutorService executor = web.asExecutor();
        Future<Long> pid = executor.submit(
                (Callable<Long> & Serializable) () -> ProcessHandle.current().pid());
        executor.shutdown();
        boolean ended = executor.awaitTermination(10, TimeUnit.SECONDS);
        // end
        assertTrue(ended);
        assertEquals(ProcessHandle.current().pid(), pid.get());
    }

    private String read(Path path) throws IOException {
        // guide
        try {
            return web.call(() -> Files.readString(path));
        } catch (CallException e) {
            if (e.is(NoSuchFileException.class)) {
                return "";
            }
            e.throwIf(IOException.class); // any other one, as a local method would throw it
            throw e;
        }
        // end
    }

    @Test
    void failures() throws Exception {
        assertEquals("", read(Path.of("/no/such/file")));
        IOException directory = assertThrows(IOException.class, () -> read(Path.of("/")));
        assertEquals("Is a directory", directory.getMessage());
        Context host = mitogen.connect(local().withJava("/no/such/java"));
        String said;
        // guide
        try {
            said = host.call(() -> "fine");
        } catch (CallException e) {
            said = "the task threw " + e.remote().type();
        } catch (ConnectFailedException e) {
            said = "never got there: " + e.getMessage();
        } catch (ContextLostException e) {
            said = "was there, and is gone: " + e.getMessage();
        }
        // end
        assertTrue(said.startsWith("never got there: "), said);
        assertTrue(said.contains("/no/such/java"), said);
    }

    @Test
    void outcomes() {
        // guide
        Outcome<String> outcome = web.submit(() -> Files.readString(Path.of("/no/such/file")))
                .orTimeout(Duration.ofSeconds(30))
                .outcome();
        if (outcome instanceof Outcome.Succeeded<String> success) {
            print("it says " + success.value());
        } else if (outcome instanceof Outcome.Threw<String> threw) {
            print("the task failed: " + threw.failure().getMessage());
        } else if (outcome instanceof Outcome.Lost<String> lost) {
            print("the context is gone: " + lost.end().reason() + " at "
                    + lost.end().hop());
        } else if (outcome instanceof Outcome.TimedOut) {
            print("not in time; the task was interrupted");
        } else if (outcome instanceof Outcome.Cancelled) {
            print("somebody cancelled it");
        }
        // end
        assertTrue(printed.get(0).startsWith("the task failed: in in-process: "), printed::toString);
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // stages that print
    void ends() throws Exception {
        // guide
        web.onUp().thenAccept(context -> print(context + " is up"));
        web.onEnd().thenAccept(end -> print(end.context() + " has ended: " + end.reason()));
        // end
        Await.until("it is up", () -> printed.contains("in-process is up"));
        // guide
        Select<Object> select = new Select<Object>().add(web.onEnd()).add(db.onEnd());
        web.close();
        End end = (End) select.take().get();
        print(end.reason() + " at " + end.hop() + ", exit status " + end.exitStatus());
        // end
        assertEquals(web, end.context());
        Await.until("all is said", () -> printed.size() == 3);
        assertTrue(printed.contains("in-process has ended: CLOSED"), printed::toString);
        assertTrue(printed.contains("CLOSED at in-process, exit status -1"), printed::toString);
        // guide
        Context hasty = db.withTimeout(Duration.ofSeconds(10));
        hasty.await(); // up within 10 seconds, or a DeadlineException
        Duration roundTrip = hasty.ping();
        hasty.close(); // waits for 10 seconds at most
        // end
        assertTrue(roundTrip.toNanos() > 0);
    }
}
