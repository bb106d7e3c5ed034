package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Group;
import mitogen.MitogenException;
import mitogen.Outcome;
import mitogen.Pool;
import mitogen.ValueException;
import org.junit.jupiter.api.Test;

/** A pool whose work fails, or is ended. */
final class PoolFailureTest extends PoolFixture {
    // What fails

    static int failsTwice(int item) {
        if (item == 3 && Gate.PASSED.incrementAndGet() < 3) {
            throw new IllegalStateException("not yet");
        }
        return item;
    }

    @Test
    void workIsRepeatedOnlyIfThatIsAllowed() {
        try (Pool pool = Pool.of(Group.of(inside(1)))) {
            MitogenException once = assertThrows(
                    MitogenException.class, () -> pool.map(upTo(5), item -> item == 3 ? Integer.parseInt("x") : item));
            assertTrue(
                    once.getMessage().startsWith("1 of 5 items failed:\n  3: mitogen.CallException: "), once::toString);
            assertEquals(upTo(5), pool.withAttempts(3).map(upTo(5), PoolFailureTest::failsTwice));
            Pool neverThrown = pool.withAttempts(9, failed -> !(failed instanceof Outcome.Threw));
            Pool.Done<Integer, Integer> done = neverThrown
                    .asCompleted(List.of(1), item -> Integer.parseInt("x"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(1, done.runs());
            List<Pool.Done<Integer, Integer>> all = pool.withAttempts(2)
                    .inOrder(List.of(1), item -> Integer.parseInt("x"))
                    .toList();
            assertEquals(2, all.get(0).runs());
            assertEquals(2, all.get(0).attempts().size());
            MitogenException many = assertThrows(
                    MitogenException.class, () -> pool.withAttempts(2).map(upTo(20), item -> Integer.parseInt("x")));
            assertTrue(many.getMessage().contains("\n    That was attempt 2."), many::toString);
            assertTrue(many.getMessage().endsWith("\n  and 10 more"), many::toString);
            assertEquals(9, many.getSuppressed().length);
        }
    }

    @Test
    void aDeadlineIsAFailureLikeOthers() {
        Group group = Group.of(inside(2)).withTimeout(Duration.ofMillis(200));
        try (Pool pool = Pool.of(group).withAttempts(2)) {
            Pool.Done<Integer, Integer> done =
                    pool.inOrder(List.of(7), Gate::pass).findFirst().orElseThrow();
            assertEquals(2, done.runs());
            assertInstanceOf(Outcome.TimedOut.class, done.outcome());
        }
    }

    /** An item that ends each context that takes it ends two, and all others are done. */
    @Test
    void anItemThatEndsItsContextEndsOnlySoMany() {
        Supplier<Context> connect = maker(() -> mitogen.connect(local()));
        try (Pool pool = Pool.of(0, 2, LONG, connect).withAttempts(2)) {
            List<Pool.Done<Integer, Integer>> all = pool.inOrder(upTo(20), item -> {
                        if (item == 5) {
                            Runtime.getRuntime().halt(3);
                        }
                        return item;
                    })
                    .toList();
            assertEquals(20, all.size());
            for (Pool.Done<Integer, Integer> each : all) {
                assertEquals(each.item() != 5, each.outcome().succeeded(), each::toString);
            }
            Pool.Done<Integer, Integer> poison = all.get(5);
            assertEquals(2, poison.runs());
            assertEquals(
                    2,
                    poison.attempts().stream().map(Outcome::context).distinct().count());
            assertEquals(
                    3,
                    assertInstanceOf(Outcome.Lost.class, poison.outcome()).end().exitStatus());
            assertTrue(made.size() <= 4, made::toString);
        }
    }

    /** Nothing was begun there, so nobody has to allow another attempt. */
    @Test
    void contextsThatAreNotThereTakeNoItems() {
        List<Context> contexts = new ArrayList<>(inside(3));
        contexts.get(0).await().close();
        contexts.add(mitogen.connect(local().withJava("/no/such/java")));
        try (Pool pool = Pool.of(Group.of(contexts))) {
            assertEquals(2, Group.of(contexts).down().size());
            pool.map(List.of(1), item -> item);
            contexts.get(1).close(); // it was up, and is idle
            List<Pool.Done<Integer, Integer>> all =
                    pool.inOrder(upTo(20), item -> item).toList();
            assertEquals(20, all.stream().filter(each -> each.runs() == 1).count());
            assertEquals(
                    Set.of(contexts.get(2)),
                    all.stream().map(each -> each.outcome().context()).collect(Collectors.toSet()));
            contexts.get(2).close();
            MitogenException none = assertThrows(MitogenException.class, () -> pool.map(upTo(20), item -> item));
            assertTrue(
                    none.getMessage()
                            .startsWith("no context of the pool is left; 0 items were read, and there are more."
                                    + " The last context: in-process is gone: "),
                    none::toString);
            assertInstanceOf(ContextLostException.class, none.getCause());
        }
        assertThrows(IllegalArgumentException.class, () -> Pool.of(Group.of()));
    }

    @Test
    void aPoolGivesUpWhoseContextsNeverComeUp() {
        Supplier<Context> connect = maker(() -> mitogen.connect(local().withJava("/no/such/java")));
        try (Pool pool = Pool.of(0, 2, LONG, connect)) {
            List<Pool.Done<Integer, Integer>> all = new ArrayList<>();
            MitogenException none = assertThrows(
                    MitogenException.class,
                    () -> pool.inOrder(upTo(100), item -> item).forEach(all::add));
            assertTrue(none.getMessage().contains("/no/such/java"), none::toString);
            assertTrue(made.size() >= 3 && made.size() <= 5, made::toString);
            assertFalse(all.isEmpty(), "what was read is told");
            for (Pool.Done<Integer, Integer> each : all) {
                assertEquals(0, each.runs());
                assertInstanceOf(Outcome.Lost.class, each.outcome());
            }
            assertEquals(List.of(), pool.map(List.<Integer>of(), item -> item));
        }
    }

    @Test
    void whatCannotBeSentEndsTheRun() {
        List<Context> contexts = inside(2);
        try (Pool pool = Pool.of(Group.of(contexts))) {
            List<Object> items = List.of(1, new Object());
            assertThrows(
                    ValueException.class,
                    () -> pool.map(items, item -> {
                        Gate.OPEN.await(); // LeakCheck sees who goes on waiting
                        return 1;
                    }));
            assertThrows(NullPointerException.class, () -> pool.map(items, null));
            Iterable<Integer> broken = () -> Stream.<Integer>generate(() -> {
                        throw new IllegalStateException("as intended");
                    })
                    .iterator();
            assertThrows(IllegalStateException.class, () -> pool.map(broken, item -> item));
            assertEquals(upTo(9), pool.map(upTo(9), item -> item), "and the contexts are free");
        }
    }

    // Ends

    static int hold(int item) {
        Gate.BEGAN.countDown();
        try {
            return Gate.pass(item);
        } catch (InterruptedException e) {
            Gate.INTERRUPTED.countDown();
            return -1;
        }
    }

    @Test
    void whoIsInterruptedTakesTheCallsAlong() throws Exception {
        Group group = Group.of(inside(2));
        try (Pool pool = Pool.of(group)) {
            CompletableFuture<Boolean> failed = new CompletableFuture<>();
            Thread waiting = new Thread(() -> {
                assertThrows(MitogenException.class, () -> pool.map(upTo(2), PoolFailureTest::hold));
                failed.complete(Thread.currentThread().isInterrupted());
            });
            waiting.start();
            group.call(() -> Gate.BEGAN.await());
            waiting.interrupt();
            assertTrue(failed.get(20, TimeUnit.SECONDS));
            group.call(() -> Gate.INTERRUPTED.await());
            waiting.join();
            assertEquals(upTo(3), pool.map(upTo(3), item -> item));
        }
    }

    @Test
    void aCloseEndsWhatIsUnderWay() throws Exception {
        Supplier<Context> connect = maker(() -> mitogen.connect(inProcess()));
        Pool pool = Pool.of(0, 4, LONG, connect);
        CompletableFuture<List<Integer>> running = CompletableFuture.supplyAsync(() -> pool.map(upTo(10), Gate::pass));
        Await.until("there are contexts", () -> made.size() == 4);
        pool.close();
        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(Exception.class, running::join).getCause());
        made.forEach(each -> assertTrue(each.onEnd().toCompletableFuture().isDone(), each::name));
        assertThrows(IllegalStateException.class, () -> pool.map(upTo(1), item -> item));
        pool.close();
    }

    @Test
    void numbersAreChecked() {
        Supplier<Context> connect = () -> mitogen.connect(inProcess());
        assertThrows(IllegalArgumentException.class, () -> Pool.of(-1, 1, LONG, connect));
        assertThrows(IllegalArgumentException.class, () -> Pool.of(0, 0, LONG, connect));
        assertThrows(IllegalArgumentException.class, () -> Pool.of(2, 1, LONG, connect));
        assertThrows(NullPointerException.class, () -> Pool.of(0, 1, LONG, null));
        try (Pool pool = Pool.of(0, 1, LONG, connect)) {
            assertThrows(IllegalArgumentException.class, () -> pool.withAttempts(0));
            assertThrows(IllegalArgumentException.class, () -> pool.withParallelism(0));
            assertThrows(IllegalArgumentException.class, () -> pool.withWindow(0));
        }
        assertThrows(IllegalArgumentException.class, () -> new Pool.Done<>(1, List.of(), 0));
    }
}
