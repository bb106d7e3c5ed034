package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mitogen.Call;
import mitogen.Call.Chain;
import mitogen.CallException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.MitogenException;
import mitogen.ValueException;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call is answered, whatever a task leaves behind, throws or returns; and every wait for one can be ended. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class AnswersTest {
    /** True here, and nowhere else. */
    private static boolean here;

    private static CountDownLatch inside;
    private static CountDownLatch letGo;

    private Mitogen mitogen;
    private Context context;

    @BeforeEach
    void connect() {
        here = true;
        inside = new CountDownLatch(1);
        letGo = new CountDownLatch(1);
        mitogen = Mitogen.open();
        context = mitogen.connect(local());
    }

    @AfterEach
    void close() {
        letGo.countDown();
        mitogen.close();
    }

    private static Object get(Call<?> call) throws Exception {
        return call.get(40, TimeUnit.SECONDS);
    }

    private void assertWorks() throws Exception {
        assertEquals(42, get(context.submit(() -> 42)));
    }

    /** What is wrong with an exception. */
    enum Oddity {
        CAUSE_THROWS("getCause"),
        CAUSE_OVERFLOWS("getCause"),
        CAUSE_IS_ITSELF(""),
        CAUSES_WITHOUT_END(""),
        MESSAGE_THROWS("getMessage"),
        MESSAGE_IS_HUGE("aaaa"),
        FRAMES_THROW("odd"),
        FRAMES_ARE_NULL("odd"),
        A_FRAME_IS_NULL("odd"),
        SUPPRESSED_WITHOUT_END("odd"),
        MESSAGE_WAITS("did not return within 5 s, at "),
        CAUSE_WAITS("did not return within 5 s, at ");

        final String told;

        Oddity(String told) {
            this.told = told;
        }
    }

    static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Oddity oddity;

        Odd(Oddity oddity) {
            super("odd");
            this.oddity = oddity;
            for (int i = 0; oddity == Oddity.SUPPRESSED_WITHOUT_END && i < 15; i++) {
                addSuppressed(new Odd(Oddity.CAUSES_WITHOUT_END));
            }
        }

        @Override
        public synchronized Throwable getCause() {
            return switch (oddity) {
                case CAUSE_THROWS -> throw new IllegalStateException("not set yet");
                case CAUSE_OVERFLOWS -> getCause();
                case CAUSE_IS_ITSELF -> this;
                case CAUSES_WITHOUT_END -> new Odd(oddity);
                case CAUSE_WAITS -> waitFor();
                default -> null;
            };
        }

        @Override
        public String getMessage() {
            return switch (oddity) {
                case MESSAGE_THROWS -> throw new LinkageError("no message");
                case MESSAGE_IS_HUGE -> "a".repeat(30_000_000);
                case MESSAGE_WAITS -> String.valueOf(waitFor());
                default -> super.getMessage();
            };
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return switch (oddity) {
                case FRAMES_THROW -> throw new OutOfMemoryError("no frames");
                case FRAMES_ARE_NULL -> null;
                case A_FRAME_IS_NULL -> new StackTraceElement[3];
                default -> super.getStackTrace();
            };
        }

        private static Throwable waitFor() {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    // it goes on
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void exceptionsMayBehaveAsTheyLike(Oddity oddity) throws Exception {
        Chain chain = context.chain();
        Call<Integer> first = chain.submit(() -> {
            throw new Odd(oddity);
        });
        Call<Integer> second = chain.submit(() -> 2);
        for (Call<Integer> each : List.of(first, second)) {
            ExecutionException failed = assertThrows(ExecutionException.class, () -> get(each));
            CallException call = (CallException) failed.getCause();
            assertEquals(Odd.class.getName(), call.remote().type());
            assertTrue(call.getMessage().contains(oddity.told) || call.remote().getCause() != null, call.getMessage());
        }
        assertWorks();
    }

    /** An exception that is a collection, too. */
    static final class Several extends AbstractList<String> {
        @Override
        public String get(int index) {
            throw new AssertionError("element " + index);
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @Test
    void whatAResultThrowsIsTheFailure() throws Exception {
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> get(context.submit(() -> (Object) new Several())));
        assertTrue(failed.getCause().getMessage().contains("AssertionError: element 0"), failed::toString);
        assertWorks();
    }

    static final class Unflushable extends PrintStream {
        Unflushable() {
            super(OutputStream.nullOutputStream());
        }

        @Override
        public void flush() {
            throw new IllegalStateException("flush");
        }
    }

    @Test
    void standardStreamsMayBeAnything() throws Exception {
        get(context.submit(() -> {
            System.setOut(null);
            System.setErr(null);
        }));
        assertWorks();
        get(context.submit(() -> System.setOut(new Unflushable())));
        assertWorks();
        context.close(); // by itself, not by force
    }

    static final List<Object> HOARD = new ArrayList<>();

    @Test
    void aTaskThatFillsTheMemoryIsAnswered() throws Exception {
        Context small = mitogen.connect(exec("env", "JAVA_TOOL_OPTIONS=-Xmx24m"));
        Call<Integer> call = small.submit(() -> {
            Object[] all = null;
            while (true) {
                all = new Object[] {all, new byte[100]};
                HOARD.add(all);
            }
        });
        MitogenException failed = (MitogenException)
                assertThrows(ExecutionException.class, () -> get(call)).getCause();
        assertTrue(
                failed instanceof CallException && failed.getMessage().contains("OutOfMemoryError")
                        || failed instanceof ContextLostException
                                && failed.getMessage().contains("this context ends"),
                failed::toString);
        for (int i = 0; i < 3; i++) { // each is answered, somehow
            Call<Integer> next = small.submit(() -> HOARD.size());
            next.handle((value, failure) -> 1).toCompletableFuture().get(40, TimeUnit.SECONDS);
        }
        assertWorks();
    }

    /** Looks for classes with ever so little of the stack left. */
    static final class Diver {
        private static int looked;

        private Diver() {}

        @SuppressWarnings("InfiniteRecursion") // that is what it is for
        static int dive(int depth) {
            try {
                return dive(depth + 1) + 1;
            } catch (StackOverflowError e) {
                if (++looked > 300) {
                    return depth;
                }
                try {
                    System.out.println("depth");
                    Class.forName("nowhere.N" + looked, false, Diver.class.getClassLoader());
                } catch (ClassNotFoundException | LinkageError unused) {
                    // of course
                }
                throw e;
            }
        }
    }

    @Test
    void aStackOverflowWhileClassesAreFetchedHurtsTheTaskAlone() throws Exception {
        assertTrue((Integer) get(context.submit(() -> Diver.dive(0))) > 0);
        assertWorks();
    }

    /** Refuses to be made here. */
    record Key(int number) {
        @Override
        public int hashCode() {
            if (here) {
                throw new AssertionError("hash of " + number);
            }
            return number;
        }
    }

    @Test
    void whateverIsThrownWhileDecodingCompletesTheCall() throws Exception {
        Call<Set<Key>> call = context.submit(() -> Set.of(new Key(1)));
        CompletableFuture<String> stage =
                call.handle((keys, failure) -> String.valueOf(failure)).toCompletableFuture();
        String told = stage.get(40, TimeUnit.SECONDS);
        assertTrue(told.contains("AssertionError: hash of 1"), told);
        assertThrows(ValueException.class, call::await);
        assertThrows(ValueException.class, context.submit(() -> Set.of(new Key(2)))::await);
        assertWorks();
    }

    /** Takes as long as it likes to be made here, but heeds interrupts. */
    record Slow(int number) {
        Slow {
            if (here) {
                inside.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @Test
    void deadlinesHoldWhileDecoding() throws Exception {
        Call<Slow> call = context.submit(() -> new Slow(1));
        inside.await(); // in no thread that waits for it
        assertThrows(DeadlineException.class, call.orTimeout(Duration.ofMillis(50))::await);
        assertWorks();
    }

    @Test
    void interruptsHoldWhileDecoding() throws Exception {
        Call<Slow> call = context.submit(() -> new Slow(1));
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                ended.complete(new AssertionError(call.await().toString()));
            } catch (MitogenException e) {
                ended.complete(e);
            }
        });
        waiting.start();
        inside.await();
        waiting.interrupt();
        assertTrue(ended.get(20, TimeUnit.SECONDS).getMessage().startsWith("interrupted while waiting"));
        letGo.countDown();
        assertEquals(new Slow(1).number(), ((Slow) get(call)).number()); // it went on
        waiting.join();
    }

    @Test
    void cancelAndCloseHoldWhileDecoding() throws Exception {
        Call<Slow> cancelled = context.submit(() -> new Slow(1));
        inside.await();
        assertTrue(cancelled.cancel(true));
        inside = new CountDownLatch(1);
        Call<Slow> open = context.submit(() -> new Slow(2));
        inside.await();
        mitogen.close();
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(open));
        assertTrue(failed.getMessage().contains("controller was closed"), failed.getMessage());
    }

    /** However many are stuck, those of others are decoded. */
    @Test
    void whatIsStuckHasItsPlaceGivenToOthers() throws Exception {
        for (int i = 0; i < 10; i++) {
            inside = new CountDownLatch(1);
            Call<Stuck> stuck = context.submit(() -> new Stuck(1));
            inside.await();
            assertTrue(stuck.cancel(true));
        }
        assertEquals(List.of(1, 2), get(context.submit(() -> List.of(1, 2))));
    }

    /** Does not even heed interrupts. */
    record Stuck(int number) {
        Stuck {
            if (here) {
                inside.countDown();
                boolean over = false;
                while (!over) {
                    try {
                        letGo.await();
                        over = true;
                    } catch (InterruptedException e) {
                        // it goes on
                    }
                }
            }
        }
    }
}
