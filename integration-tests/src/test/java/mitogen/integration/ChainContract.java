package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.Call.Chain;
import mitogen.CallException;
import mitogen.Context;
import mitogen.DeadlineException;
import mitogen.Group;
import mitogen.Outcome;
import mitogen.ValueException;
import org.junit.jupiter.api.Test;

/** What chains promise, to every context. */
abstract class ChainContract extends CallContract {
    @Override
    void forget() {
        super.forget();
        context.call(Links::forget);
    }

    @Test
    void groupsAskAllAndKeepFailuresApart() {
        Context gone = mitogen.connect(inProcess());
        gone.close();
        Group group = Group.of(List.of(context, gone, mitogen.context()));
        List<Outcome<String>> outcomes =
                Call.outcomes(group.submit(() -> Context.current().name()));
        assertEquals(context.name(), outcomes.get(0).get());
        assertFalse(outcomes.get(1).succeeded());
        assertEquals("controller", outcomes.get(2).get());
    }

    @Test
    void executorsRunHere() throws Exception {
        ExecutorService executor = context.asExecutor();
        Future<String> name = executor.submit(
                (Callable<String> & Serializable) () -> Context.current().name());
        assertEquals(context.name(), name.get(20, TimeUnit.SECONDS));
        executor.shutdown();
        assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
    }

    @Test
    void aChainKeepsItsOrderWhateverTheSizes() throws Exception {
        Chain chain = context.chain();
        assertEquals(context, chain.context());
        List<Call<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            byte[] load = new byte[i % 7 == 0 ? 150_000 : i % 3 == 0 ? 20_000 : 10];
            calls.add(chain.submit(() -> Links.run(number, load.length)));
        }
        calls.forEach(Call::await);
        List<Integer> expected = IntStream.range(0, 300).boxed().toList();
        assertEquals(expected, context.call(() -> List.copyOf(Links.RAN)));
        assertEquals(1, context.call(() -> Links.most), "one after the other");
        Await.until("nothing is remembered", () -> context.call(Links::remembered) == 0);
    }

    @Test
    void afterAFailureNothingRunsUntilReset() throws Exception {
        Chain chain = context.chain();
        Call<Void> first = chain.submit(() -> Links.run(1, 0));
        Call<Void> failing = chain.submit(() -> Remote.fail("two"));
        Call<Void> third = chain.submit(() -> Links.run(3, 0)); // on its way before the failure is known
        first.await();
        CallException failure = assertThrows(CallException.class, failing::await);
        CallException same = assertThrows(CallException.class, third::await);
        CallException later = assertThrows(CallException.class, () -> chain.call(() -> Links.run(4, 0)));
        for (CallException each : List.of(same, later)) {
            assertEquals(failure.getMessage(), each.getMessage());
            assertEquals("fail", each.remote().getStackTrace()[0].getMethodName());
        }
        assertThrows(CallException.class, () -> chain.call(() -> Links.run(5, 0)));
        chain.reset();
        chain.call(() -> Links.run(6, 0));
        // A reset that is said before anybody knows of the failure.
        Call<Void> again = chain.submit(() -> Remote.fail("seven"));
        Call<Void> eighth = chain.submit(() -> Links.run(8, 0));
        chain.reset();
        Call<Void> ninth = chain.submit(() -> Links.run(9, 0));
        ninth.await();
        assertThrows(CallException.class, again::await);
        assertThrows(CallException.class, eighth::await);
        assertEquals(List.of(1, 6, 9), context.call(() -> List.copyOf(Links.RAN)));
        Chain left = context.chain(); // with its failure
        assertThrows(CallException.class, () -> left.call(() -> Remote.fail("x")));
        Await.until("nothing is remembered", () -> context.call(Links::remembered) == 0);
    }

    @Test
    void chainsDoNotDisturbEachOther() throws Exception {
        Chain one = context.chain();
        Chain other = context.chain();
        Call<Void> held = one.submit(() -> Far.hold());
        assertThrows(CallException.class, () -> other.call(() -> Remote.fail("x")));
        assertThrows(CallException.class, () -> other.call(() -> Links.run(1, 0)));
        context.chain().call(() -> Links.run(2, 0));
        context.call(() -> Links.run(3, 0));
        other.reset();
        other.call(() -> Links.run(4, 0));
        assertFalse(held.isDone());
        assertEquals(List.of(2, 3, 4), context.call(() -> List.copyOf(Links.RAN)));
        held.cancel(true);
        Await.until("it is interrupted", () -> context.call(() -> Far.INTERRUPTED.size()) == 1);
    }

    @Test
    void aCancelledCallIsAFailureOfItsChain() throws Exception {
        Chain chain = context.chain();
        Call<String> stubborn = chain.submit(() -> Links.stubborn());
        Call<Void> behind = chain.submit(() -> Links.run(1, 0));
        Await.until("it runs", () -> context.call(() -> Links.stubborn));
        assertTrue(stubborn.cancel(true));
        CallException failure = assertThrows(CallException.class, behind::await);
        assertTrue(failure.is(CancellationException.class), failure::toString);
        assertThrows(CancellationException.class, () -> chain.call(() -> Links.run(2, 0)));
        chain.reset();
        // One that waits for its turn there.
        Call<Void> held = chain.submit(() -> Far.hold());
        Call<Void> waiting = chain.submit(() -> Links.run(3, 0));
        Call<Void> last = chain.submit(() -> Links.run(4, 0));
        waiting.cancel(true);
        Await.until("the first one runs", () -> context.call(() -> Far.HELD.size()) == 1);
        assertFalse(last.isDone());
        held.toCompletableFuture().complete(null);
        assertThrows(CallException.class, last::await);
        assertEquals(0, context.call(() -> Links.RAN.size()));
        Await.until("the first one is interrupted", () -> context.call(() -> Far.INTERRUPTED.size()) == 1);
        Await.until("nothing is remembered", () -> context.call(Links::remembered) == 0);
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // what comes of them is seen in later ones
    void deadlinesAndResultsThatCannotBeCarriedFailAChain() throws Exception {
        Chain chain = context.chain();
        Call<Object> result = chain.submit(() -> new Object());
        Call<Void> behind = chain.submit(() -> Links.run(1, 0));
        assertThrows(ValueException.class, result::await);
        assertThrows(ValueException.class, behind::await);
        chain.reset();
        var unused = chain.submit(() -> Far.hold()).orTimeout(Duration.ofMillis(1));
        Await.until("it is known", () -> {
            try {
                chain.call(() -> Links.run(2, 0));
                return false;
            } catch (DeadlineException | CallException e) {
                return e instanceof DeadlineException;
            }
        });
        Chain limited = context.withLimit(1).chain();
        var unusedToo = limited.submit(() -> Remote.fail("x"));
        Call<Void> waits = limited.submit(() -> Links.run(3, 0));
        limited.reset();
        limited.call(() -> Links.run(4, 0));
        assertThrows(CallException.class, waits::await);
        assertEquals(List.of(4), context.call(() -> List.copyOf(Links.RAN)));
        Await.until("nothing is remembered", () -> context.call(Links::remembered) == 0);
    }

    /** State and methods of the far side. */
    static final class Links {
        static final List<Integer> RAN = new CopyOnWriteArrayList<>();
        static volatile int most;
        static volatile boolean stubborn;
        private static volatile int active;

        private Links() {}

        static void forget() {
            RAN.clear();
            most = 0;
            stubborn = false;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // that is what would show
        static Void run(int number, int load) {
            active++;
            most = Math.max(most, active);
            RAN.add(number);
            active--;
            return null;
        }

        /** Ends normally when it is interrupted. */
        static String stubborn() {
            stubborn = true;
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                return "as if nothing had happened";
            }
            return "never";
        }

        /** How many chains this context keeps something of. */
        static int remembered() throws ReflectiveOperationException {
            Context here = Context.current();
            Object chains = field(field(here, "operations"), "chains");
            Method size = chains.getClass().getDeclaredMethod("size");
            size.setAccessible(true);
            return (int) size.invoke(chains);
        }

        private static Object field(Object of, String name) throws ReflectiveOperationException {
            Field field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        }
    }
}
