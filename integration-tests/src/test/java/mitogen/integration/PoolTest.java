package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mitogen.CallException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Group;
import mitogen.Pool;
import mitogen.Receiver;
import mitogen.Sender;
import org.junit.jupiter.api.Test;

/** Many items, and contexts that share the work on them. */
final class PoolTest extends PoolFixture {
    // Who does what, and in which order

    @Test
    void whoeverIsFreeTakesTheNextItem() {
        List<Context> contexts = inside(3);
        Group group = Group.of(contexts);
        try (Pool pool = Pool.of(group);
                Stream<Pool.Done<Integer, Integer>> done = pool.asCompleted(upTo(50), item -> {
                    if (item == 0) {
                        Gate.OPEN.await();
                    }
                    return Context.current().id();
                })) {
            Iterator<Pool.Done<Integer, Integer>> each = done.iterator();
            Set<Integer> ids = IntStream.range(1, 50)
                    .mapToObj(i -> each.next().outcome().get())
                    .collect(Collectors.toSet());
            assertEquals(2, ids.size(), "one context has the first item, the others did all the rest");
            contexts.forEach(PoolFixture::release);
            Pool.Done<Integer, Integer> last = each.next();
            assertEquals(0, last.item());
            assertEquals(1, last.attempts().size());
            assertEquals(1, last.runs());
            assertFalse(ids.contains(last.outcome().get()));
            assertEquals(last.outcome().get(), last.outcome().context().id());
            assertFalse(each.hasNext());
        }
        assertEquals(List.of(1, 1, 1), group.call(() -> 1), "the contexts are not the pool's");
    }

    @Test
    void resultsAreInTheOrderOfTheItems() {
        try (Pool pool = Pool.of(Group.of(inside(4))).withParallelism(3)) {
            assertEquals(upTo(500), pool.map(upTo(500), item -> item));
            assertEquals(List.of(), pool.map(List.<Integer>of(), item -> item));
            List<String> nulls = new ArrayList<>(Collections.nCopies(3, null));
            assertEquals(nulls, pool.map(nulls, item -> item));
            try (Stream<Pool.Done<Integer, Integer>> done = pool.inOrder(upTo(100), item -> item / (item % 10))) {
                List<Pool.Done<Integer, Integer>> all = done.toList();
                assertEquals(upTo(100), all.stream().map(Pool.Done::item).toList());
                assertEquals(
                        10,
                        all.stream().filter(each -> !each.outcome().succeeded()).count());
                assertTrue(((CallException) all.get(90).outcome().failure()).is(ArithmeticException.class));
            }
        }
    }

    private static Iterable<Integer> endless(AtomicInteger read) {
        return () -> IntStream.generate(read::getAndIncrement).iterator();
    }

    /** An endless sequence: no more is read than the contexts, and the window, have room for. */
    @Test
    void itemsAreReadAsTheyAreNeeded() throws Exception {
        List<Context> contexts = inside(2);
        AtomicInteger read = new AtomicInteger();
        Iterable<Integer> endless = endless(read);
        try (Pool pool = Pool.of(Group.of(contexts).withLimit(2)).withWindow(7)) {
            try (Stream<Pool.Done<Integer, Integer>> done = pool.inOrder(endless, Gate::pass)) {
                Iterator<Pool.Done<Integer, Integer>> each = done.iterator();
                CompletableFuture<Integer> first =
                        CompletableFuture.supplyAsync(() -> each.next().item());
                Await.until("both contexts have an item", () -> read.get() == 2);
                contexts.forEach(PoolFixture::release);
                assertEquals(0, first.join());
                assertTrue(read.get() <= 1 + 7, read::toString);
                for (int i = 1; i < 100; i++) {
                    assertEquals(i, each.next().item());
                    assertTrue(read.get() <= i + 1 + 7, read::toString);
                }
            }
        }
    }

    /** The window counts what is done, and waits for an earlier item. */
    @Test
    void aSlowItemStopsTheOthersAtTheWindow() throws Exception {
        List<Context> contexts = inside(2);
        AtomicInteger read = new AtomicInteger();
        Iterable<Integer> endless = endless(read);
        try (Pool pool = Pool.of(Group.of(contexts)).withWindow(20);
                Stream<Pool.Done<Integer, Integer>> done =
                        pool.inOrder(endless, item -> item == 0 ? Gate.pass(item) : item)) {
            CompletableFuture<Integer> first =
                    CompletableFuture.supplyAsync(() -> done.iterator().next().item());
            Await.until("the window is full", () -> read.get() == 20);
            contexts.forEach(PoolFixture::release);
            assertEquals(0, first.get(20, TimeUnit.SECONDS));
            assertTrue(read.get() <= 22, read::toString);
        }
    }

    @Test
    void severalThreadsGiveWorkToOnePool() {
        try (Pool pool = Pool.of(Group.of(inside(2)))) {
            List<CompletableFuture<List<Integer>>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(CompletableFuture.supplyAsync(() -> pool.map(upTo(100), item -> item)));
            }
            all.forEach(each -> assertEquals(upTo(100), each.join()));
        }
    }

    // Contexts that come and go

    @Test
    void contextsAreMadeAsTheyAreNeeded() throws Exception {
        Supplier<Context> connect = maker(() -> mitogen.connect(inProcess()));
        try (Pool pool = Pool.of(1, 3, Duration.ofSeconds(1), connect)) {
            assertEquals(0, made.size());
            assertEquals(List.of(0), pool.map(upTo(1), item -> item));
            assertEquals(1, made.size());
            Receiver<Integer> began = mitogen.context().receiver();
            Sender<Integer> told = began.sender();
            try (Stream<Pool.Done<Integer, Integer>> done = pool.asCompleted(upTo(50), item -> {
                told.send(item);
                return Gate.pass(item);
            })) {
                CompletableFuture<Long> counted = CompletableFuture.supplyAsync(done::count);
                IntStream.range(0, 3).forEach(i -> began.take());
                assertEquals(3, made.size());
                made.forEach(PoolFixture::release);
                assertEquals(50, counted.join());
            }
            began.close();
            Await.until(
                    "all but one are closed",
                    () -> made.stream()
                                    .filter(each ->
                                            each.onEnd().toCompletableFuture().isDone())
                                    .count()
                            == 2);
            assertEquals(List.of(0), pool.map(upTo(1), item -> item));
            assertEquals(3, made.size(), "the one that was kept did it");
        }
        made.forEach(each -> assertThrows(ContextLostException.class, each::await));
    }

    @Test
    void whatHasEndedIsReplaced() {
        Supplier<Context> connect = maker(() -> mitogen.connect("local/local").withTimeout(Duration.ofSeconds(30)));
        try (Pool pool = Pool.of(1, 1, LONG, connect)) {
            assertEquals(upTo(5), pool.map(upTo(5), item -> item));
            made.get(0).execute(() -> Runtime.getRuntime().halt(0));
            made.get(0).onEnd().toCompletableFuture().join();
            assertEquals(upTo(5), pool.map(upTo(5), item -> item));
            assertEquals(2, made.size());
        }
    }
}
