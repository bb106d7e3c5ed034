package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mitogen.Call;
import mitogen.Call.Chain;
import mitogen.CallException;
import mitogen.Context;
import mitogen.DeadlineException;
import mitogen.End;
import mitogen.Group;
import mitogen.MitogenException;
import mitogen.Outcome;
import mitogen.Receiver;
import mitogen.Select;
import mitogen.Sender;
import mitogen.Service;
import mitogen.ValueException;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs may wrap contexts, to count their calls for example, and tests may make some up. These work wherever a context
 * is asked for.
 */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class WrappedContextTest {
    private Mitogen mitogen;
    private Context one;
    private Context two;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open();
        one = mitogen.connect(inProcess());
        two = mitogen.connect(inProcess());
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    static final class Forwarding implements ForwardingContext {
        private final Context inner;

        Forwarding(Context inner) {
            this.inner = inner;
        }

        @Override
        public Context inner() {
            return inner;
        }
    }

    record Kept(Context inner) implements ForwardingContext {}

    private static Context proxy(Context inner) {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (self, method, arguments) -> {
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Named<UnaryOperator<Context>> wrapper(String name, UnaryOperator<Context> wrapper) {
        return Named.of(name, wrapper);
    }

    static Stream<Named<UnaryOperator<Context>>> wrappers() {
        return Stream.of(
                wrapper("class", Forwarding::new),
                wrapper("record", Kept::new),
                wrapper("proxy", WrappedContextTest::proxy));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void groupsCallThem(UnaryOperator<Context> wrap) {
        Group group = Group.of(wrap.apply(one), two, wrap.apply(wrap.apply(one)));
        assertEquals(List.of(7, 7, 7), group.call(() -> 7));
        assertEquals(List.of(7, 7, 7), group.withLimit(1).call(() -> 7));
        List<Call<Integer>> calls = group.submitEach(context -> {
            String number = context.id() == two.id() ? "x" : "8";
            return () -> Integer.parseInt(number);
        });
        List<Outcome<Integer>> outcomes = Call.outcomes(calls);
        assertEquals(8, outcomes.get(0).get());
        assertEquals(two, assertInstanceOf(Outcome.Threw.class, outcomes.get(1)).context());
        assertEquals(one, outcomes.get(2).context());
        assertThrows(MitogenException.class, () -> Call.awaitAll(calls));
        Group late = group.withTimeout(Duration.ZERO);
        assertTrue(Call.outcomes(late.submit(() -> 7)).stream().allMatch(Outcome.TimedOut.class::isInstance));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void selectsWaitForThem(UnaryOperator<Context> wrap) {
        Context wrapped = wrap.apply(one);
        Receiver<Object> receiver = wrap.apply(mitogen.context()).receiver();
        Sender<Object> sender = receiver.sender();
        Select<Object> select = new Select<>()
                .add(wrapped.onUp())
                .add(wrapped.submit(() -> "called"))
                .add(receiver)
                .add(wrapped.submit(() -> sender.send("sent")));
        Set<Object> values = new HashSet<>();
        select.forEach(outcome -> values.add(outcome.get()));
        Set<Object> expected = new HashSet<>(List.of(one, "called", "sent"));
        expected.add(null); // of the task that sent
        assertEquals(expected, values);
        select.add(wrapped.onEnd());
        wrapped.close();
        assertEquals(End.Reason.CLOSED, ((End) select.take().get()).reason());
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void chainsExecutorsAndContextsBehindThemWork(UnaryOperator<Context> wrap) throws Exception {
        Context wrapped = wrap.apply(one);
        Chain chain = wrapped.chain();
        Call<Integer> first = chain.submit(() -> Integer.parseInt("x"));
        assertThrows(CallException.class, () -> chain.call(() -> 1));
        assertThrows(CallException.class, first::await);
        ExecutorService executor = wrapped.asExecutor();
        assertEquals(
                2, executor.submit((Callable<Integer> & Serializable) () -> 2).get());
        assertEquals(
                "in-process/in-process",
                wrapped.await()
                        .connect(inProcess())
                        .call(() -> Context.current().name()));
        assertThrows(
                DeadlineException.class,
                () -> wrapped.withTimeout(Duration.ZERO).ping());
    }

    interface Greeter {
        String greet();
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void theyAreGrantedCalls(UnaryOperator<Context> wrap) {
        Context callee = two;
        assertThrows(CallException.class, () -> one.call(() -> callee.call(() -> 1)));
        wrap.apply(two).grant(wrap.apply(one));
        assertEquals(1, one.call(() -> callee.call(() -> 1)));
        try (Service<Greeter> service = wrap.apply(mitogen.context()).offer(Greeter.class, () -> () -> "hello")) {
            Greeter greeter = service.grant(wrap.apply(one)).proxy();
            assertEquals("hello", one.call(greeter::greet));
            assertThrows(CallException.class, () -> two.call(greeter::greet));
        }
    }

    /** What travels is a record, as always. Whoever takes along anything else is told what to take along instead. */
    @ParameterizedTest
    @MethodSource("wrappers")
    void aTaskThatTakesOneAlongIsRefusedUnlessItIsARecord(UnaryOperator<Context> wrap) {
        Context wrapped = wrap.apply(two);
        if (wrapped instanceof Kept) {
            assertEquals("in-process", one.call(wrapped::name));
            return;
        }
        String refused = assertThrows(ValueException.class, () -> one.call(() -> wrapped.name()))
                .getMessage();
        assertTrue(
                refused.matches(
                        "captured variable 1 of 1 of the lambda " + getClass().getName() + "\\.lambda\\S+ is a "
                                + wrapped.getClass().getName().replace("$", "\\$")
                                + ", which cannot be sent: a context of a class of your own does not travel;"
                                + " take along the one that it wraps, or make the class a record"),
                refused);
    }

    @Test
    void aTaskThatReturnsOneIsRefused() {
        String refused = assertThrows(
                        MitogenException.class, () -> one.<Context>call(() -> new Forwarding(Context.current())))
                .getMessage();
        assertTrue(refused.contains("a context of a class of your own does not travel"), refused);
    }

    /** As a test makes one up that has no Mitogen. */
    static final class Answer<T> extends CompletableFuture<T> implements Call<T> {
        private final Context context;

        Answer(Context context) {
            this.context = context;
        }

        @Override
        public Context context() {
            return context;
        }

        @Override
        public T await() {
            return join();
        }

        @Override
        public Call<T> orTimeout(Duration timeout) {
            orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return this;
        }
    }

    /** Answers each call with that. */
    private static Context madeUp(Object value, Throwable failure) {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (self, method, arguments) -> {
                    if (!method.getName().equals("submit")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    Answer<Object> answer = new Answer<>((Context) self);
                    if (failure == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                    return answer;
                });
    }

    @Test
    void contextsThatAreMadeUpWorkInGroupsAndSelects() {
        Group group = Group.of(madeUp(1, null), madeUp(null, new DeadlineException("late")));
        List<Call<Integer>> calls = group.submit(() -> 0);
        List<Outcome<Integer>> outcomes = Call.outcomes(calls);
        assertEquals(1, outcomes.get(0).get());
        assertInstanceOf(Outcome.TimedOut.class, outcomes.get(1));
        Select<Integer> select = new Select<>();
        calls.forEach(select::add);
        assertEquals(outcomes.get(0), select.take());
        assertInstanceOf(Outcome.TimedOut.class, select.take());
        assertTrue(select.isEmpty());
        int completed = 0;
        for (Call<Integer> call : Call.asCompleted(calls)) {
            assertTrue(call.isDone());
            completed++;
        }
        assertEquals(2, completed);
    }
}
