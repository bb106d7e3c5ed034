package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.CallException;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandResult;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.End;
import mitogen.Group;
import mitogen.MitogenException;
import mitogen.Outcome;
import mitogen.Select;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many calls at once: as they complete, selected from, and of groups. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class GatherTest {
    private Mitogen mitogen;
    private List<Context> contexts;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open();
        contexts = IntStream.range(0, 4)
                .mapToObj(i -> mitogen.connect(inProcess()))
                .toList();
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    /** A gate in each context. */
    static final class Gate {
        static final CountDownLatch OPEN = new CountDownLatch(1);

        private Gate() {}

        static int pass(int number) throws InterruptedException {
            OPEN.await();
            return number;
        }
    }

    private Call<Integer> held(int number) {
        return contexts.get(number).submit(() -> Gate.pass(number));
    }

    private void release(int number) {
        contexts.get(number).call(() -> Gate.OPEN.countDown());
    }

    // As they complete

    @Test
    void callsComeAsTheyComplete() {
        List<Call<Integer>> calls = IntStream.range(0, 4).mapToObj(this::held).toList();
        Iterator<Call<Integer>> completed = Call.asCompleted(calls).iterator();
        for (int number : new int[] {2, 0, 3, 1}) {
            release(number);
            assertSame(calls.get(number), completed.next());
        }
        assertFalse(completed.hasNext());
        assertThrows(NoSuchElementException.class, completed::next);
        Set<Integer> again = new HashSet<>();
        for (Call<Integer> done : Call.asCompleted(calls)) {
            again.add(done.await());
        }
        assertEquals(Set.of(0, 1, 2, 3), again);
    }

    @Test
    void failedAndCancelledCallsCompleteToo() {
        Call<Integer> cancelled = held(0);
        Call<Integer> failed = contexts.get(1).submit(() -> Integer.parseInt("x"));
        Iterator<Call<Integer>> completed =
                Call.asCompleted(List.of(cancelled, failed)).iterator();
        assertSame(failed, completed.next());
        cancelled.cancel(true);
        assertSame(cancelled, completed.next());
        Thread.currentThread().interrupt();
        Iterator<Call<Integer>> waiting = Call.asCompleted(List.of(held(2))).iterator();
        assertThrows(MitogenException.class, waiting::next);
        assertTrue(Thread.interrupted());
    }

    // Select

    @Test
    void aSelectGivesResultsWithTheirSource() {
        Select<Integer> select = new Select<>();
        assertTrue(select.isEmpty());
        assertNull(select.poll());
        assertThrows(NoSuchElementException.class, select::take);
        List<Call<Integer>> calls = IntStream.range(0, 3).mapToObj(this::held).toList();
        calls.forEach(select::add);
        assertNull(select.poll());
        assertNull(select.poll(Duration.ofMillis(5)));
        release(1);
        Outcome<Integer> first = select.take();
        assertSame(calls.get(1), first.source());
        assertEquals(1, first.get());
        Call<Integer> failing =
                contexts.get(3).submit(() -> Integer.parseInt("x")); // added while others are waited for
        select.add(failing);
        Outcome<Integer> failed = select.poll(Duration.ofSeconds(20));
        assertSame(failing, failed.source());
        assertTrue(((CallException) failed.failure()).is(NumberFormatException.class));
        assertThrows(CallException.class, failed::get);
        release(0);
        release(2);
        Set<Object> sources = new HashSet<>();
        for (Outcome<Integer> each : select) {
            sources.add(each.source());
        }
        assertEquals(Set.of(calls.get(0), calls.get(2)), sources);
        assertTrue(select.isEmpty());
    }

    @Test
    void selectsInSelects() throws Exception {
        Select<Integer> inner = new Select<Integer>().add(held(0));
        Select<Integer> innermost = new Select<Integer>().add(held(1));
        Select<Number> outer = new Select<Number>().add(inner).add(held(2));
        inner.add(innermost);
        assertThrows(IllegalArgumentException.class, () -> innermost.add(inner));
        assertThrows(IllegalArgumentException.class, () -> inner.add(inner));
        for (int number : new int[] {1, 0, 2}) {
            release(number);
            assertEquals(number, outer.take().get());
        }
        assertTrue(outer.isEmpty());
        Call<Integer> late = held(3);
        innermost.add(late); // known to the outer one without being told
        assertFalse(outer.isEmpty());
        CompletableFuture<Object> taken =
                CompletableFuture.supplyAsync(() -> outer.take().source());
        release(3);
        assertSame(late, taken.get(20, TimeUnit.SECONDS));
    }

    @Test
    void manyThreadsTakeFromOneSelect() throws Exception {
        int all = 2000;
        Select<Integer> select = new Select<>();
        Set<Integer> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            int number = i;
            select.add(contexts.get(i % 4).submit(() -> number));
        }
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> select.forEach(result -> seen.add(result.get()))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(all, seen.size());
    }

    // Groups

    @Test
    void aGroupHasAnOutcomeForEachContext() {
        contexts.get(2).await().close();
        Group group = mitogen.group(contexts);
        assertEquals(contexts, group.contexts());
        Context broken = contexts.get(1);
        Task<String> name = () -> {
            if (Context.current().equals(broken)) {
                throw new IllegalStateException("as intended");
            }
            return Context.current().name();
        };
        List<Outcome<String>> outcomes = Call.outcomes(group.submit(name));
        assertEquals(
                List.of(true, false, false, true),
                outcomes.stream().map(Outcome::succeeded).toList());
        assertEquals(contexts, outcomes.stream().map(Outcome::context).toList());
        assertEquals("in-process", outcomes.get(0).get());
        assertTrue(((CallException) ((Outcome.Threw<?>) outcomes.get(1)).failure()).is(IllegalStateException.class));
        assertEquals(
                End.Reason.CLOSED, ((Outcome.Lost<?>) outcomes.get(2)).end().reason());
        assertThrows(ContextLostException.class, outcomes.get(2)::get);
        MitogenException all = assertThrows(MitogenException.class, () -> group.call(() -> Integer.parseInt("x")));
        assertTrue(all.getMessage().startsWith("4 of 4 calls failed:\n  in-process: mitogen.CallException"));
        MitogenException lines = assertThrows(
                MitogenException.class,
                () -> Call.awaitAll(group.submit(() -> {
                    throw new IllegalStateException("two\nlines");
                })));
        assertTrue(lines.getMessage().contains(": two\n    lines\n  in-process: "), lines.getMessage());
        assertEquals(3, all.getSuppressed().length);
    }

    @Test
    void groupsReduceAndGiveResultsInBothOrders() {
        Group group = Group.of(contexts.toArray(new Context[0]));
        List<Call<Integer>> calls = group.submitEach(context -> {
            int number = contexts.indexOf(context);
            return () -> Gate.pass(number);
        });
        Iterator<Call<Integer>> completed = Call.asCompleted(calls).iterator();
        for (int number : new int[] {3, 1, 0, 2}) {
            release(number);
            assertEquals(number, completed.next().await());
        }
        assertEquals(List.of(0, 1, 2, 3), Call.awaitAll(calls));
        assertEquals(List.of(1, 1, 1, 1), group.call(() -> 1));
        group.call(() -> System.out.flush());
    }

    @Test
    void aGroupsLimitIsForAllOfItsContexts() throws Exception {
        Group two = Group.of(contexts).withLimit(2);
        List<Call<Integer>> calls = two.submit(() -> Gate.pass(5));
        Call<Integer> unlimited = contexts.get(3).submit(() -> 3);
        assertEquals(3, unlimited.await());
        release(2);
        release(3);
        assertEquals(0, calls.stream().filter(Call::isDone).count(), "the last two wait for the first two");
        release(0);
        release(1);
        assertEquals(List.of(5, 5, 5, 5), Call.awaitAll(calls));
        assertThrows(IllegalArgumentException.class, () -> Group.of(contexts).withLimit(0));
        assertEquals(0, Group.of().withLimit(1).call(() -> 1).size());
    }

    @Test
    void deadlinesAndBadTasksOfGroups() {
        Group group = Group.of(contexts).withTimeout(Duration.ofMillis(300));
        for (Outcome<Integer> outcome : Call.outcomes(group.submit(() -> Gate.pass(1)))) {
            assertTrue(outcome instanceof Outcome.TimedOut, outcome::toString);
        }
        Object plain = new Object();
        assertThrows(ValueException.class, () -> group.submit(() -> plain.hashCode()));
        Task<Integer> none = null;
        assertThrows(NullPointerException.class, () -> group.submit(none));
        List<Call<Integer>> calls = Group.of(contexts).submit(() -> Gate.pass(1));
        calls.forEach(call -> call.cancel(true));
        for (Outcome<Integer> outcome : Call.outcomes(calls)) {
            assertTrue(outcome instanceof Outcome.Cancelled, outcome::toString);
        }
    }

    /** Waits for some and not for others; what is not up is told with the reason, and nothing is thrown. */
    @Test
    void aGroupTellsWhoIsUpAndWhyOthersAreNot() {
        Context closed = contexts.get(1).await();
        closed.close();
        Context broken = mitogen.connect(local().withJava("/no/such/java"));
        Group group = Group.of(contexts.get(0), closed, broken, contexts.get(2)).withLimit(1);
        Map<Context, MitogenException> down = group.down();
        assertEquals(List.of(closed, broken), List.copyOf(down.keySet()));
        assertEquals(
                End.Reason.CLOSED,
                assertInstanceOf(ContextLostException.class, down.get(closed))
                        .end()
                        .reason());
        assertEquals(
                ConnectFailedException.Reason.JAVA_MISSING,
                assertInstanceOf(ConnectFailedException.class, down.get(broken)).reason());
        assertThrows(UnsupportedOperationException.class, down::clear);
        Group up = group.up();
        assertEquals(List.of(contexts.get(0), contexts.get(2)), up.contexts());
        assertEquals(Map.of(), up.down());
        List<Call<Integer>> limited = up.submit(() -> Gate.pass(1));
        release(2);
        assertEquals(0, limited.stream().filter(Call::isDone).count(), "the limit is that of the group");
        release(0);
        assertEquals(List.of(1, 1), Call.awaitAll(limited));
        assertEquals(List.of(), Group.of(broken).up().contexts());
        assertEquals(0, Group.of(broken).up().call(() -> 1).size());
    }

    /** Made up, so that there can be many: if each wait took the timeout anew, all would take 100 s. */
    @Test
    void aGroupsTimeoutLimitsTheWaitForAllItsContexts() {
        List<Context> hanging =
                IntStream.range(0, 1000).mapToObj(i -> neverUp()).toList();
        Group group = Group.of(hanging).withTimeout(Duration.ofMillis(100));
        Map<Context, MitogenException> down = group.down();
        assertEquals(1000, down.size());
        MitogenException why = down.get(hanging.get(999));
        assertEquals(
                "hanging was not up within 0.1s",
                assertInstanceOf(DeadlineException.class, why).getMessage());
        Group patient = Group.of(hanging);
        Thread.currentThread().interrupt();
        assertThrows(MitogenException.class, patient::up);
        assertTrue(Thread.interrupted());
    }

    private static Context neverUp() {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "onUp" -> new CompletableFuture<>();
                    case "withTimeout" -> self;
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "hanging";
                });
    }

    @Test
    void aGroupRunsCommands() throws Exception {
        contexts.get(3).await().close();
        Group all = Group.of(contexts);
        MitogenException one = assertThrows(MitogenException.class, () -> all.run("true"));
        assertTrue(
                one.getMessage().startsWith("1 of 4 calls failed:\n  in-process: mitogen.ContextLost"), one::toString);
        Group up = all.up();
        List<CommandResult> results = up.run(Command.shell("cat; exit 3").withInput("to each"));
        assertEquals(
                List.of("to each", "to each", "to each"),
                results.stream().map(CommandResult::text).toList());
        assertEquals(Set.of(3), results.stream().map(CommandResult::status).collect(Collectors.toSet()));
        assertInstanceOf(
                CommandException.class,
                assertThrows(MitogenException.class, () -> up.run("/no/such/program"))
                        .getCause());
        Command piped = Command.of("cat").withInput(new ByteArrayInputStream(new byte[1]));
        String refused = assertThrows(IllegalArgumentException.class, () -> up.submit(piped))
                .getMessage();
        assertEquals(
                "the input of cat is a stream, which only one of the 3 contexts could read; give the bytes, the text"
                        + " or a file",
                refused);
        assertEquals(1, Group.of(contexts.get(0)).run(piped).get(0).output().length);
        Thread.currentThread().interrupt();
        assertThrows(MitogenException.class, () -> up.run("sleep", "60")); // LeakCheck would find them
        assertTrue(Thread.interrupted());
    }
}
