package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import mitogen.Call;
import mitogen.Context;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks and results that cannot travel: each refusal says what, where, and what to do. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class RefusedTaskTest {
    private final List<String> words = List.of();

    private Mitogen mitogen;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    @Test
    void nullTask() {
        Task<Integer> none = null;
        NullPointerException refused = assertThrows(
                NullPointerException.class, () -> mitogen.connect(local()).submit(none));
        assertEquals("a call needs a task, and got null", refused.getMessage());
    }

    @Test
    @SuppressWarnings("MitogenTask") // it is refused, as is meant
    void taskThatCapturesThis() {
        refused(() -> words.size(), "captures 'this', a " + getClass().getName(), "local variables");
    }

    @Test
    @SuppressWarnings("MitogenTask") // it is refused, as is meant
    void taskThatCapturesWhatCannotBeSent() {
        Thread thread = Thread.currentThread();
        int fine = 1;
        refused(() -> fine + thread.getName(), "captured variable 2 of 2", "a java.lang.Thread", "cannot be sent");
        List<Object> inside = List.of(1, new Object());
        refused(() -> inside.size(), "captured variable 1 of 1", "a java.lang.Object");
        record Holder(CountDownLatch latch) {}
        Holder holder = new Holder(new CountDownLatch(1));
        refused(() -> holder.latch().getCount(), "component 'latch' of the record", "CountDownLatch");
    }

    @Test
    @SuppressWarnings("MitogenTask") // it is refused, as is meant
    void anonymousClass() {
        refused(
                new Task<Integer>() {
                    @Override
                    public Integer run() {
                        return 1;
                    }
                },
                "an anonymous class; a lambda would do");
    }

    /** The task is refused when it is submitted, and the context is as good as before. */
    private void refused(Task<?> task, String... words) {
        Context child = mitogen.connect(local());
        ValueException refused = assertThrows(ValueException.class, () -> child.submit(task));
        for (String word : words) {
            assertTrue(
                    refused.getMessage().contains(word), () -> "'" + word + "' is missing in: " + refused.getMessage());
        }
        assertEquals(1, child.call(() -> 1));
    }

    @Test
    void resultThatCannotBeCarried() throws Exception {
        Context child = mitogen.connect(local());
        Call<Object> call = child.submit(() -> Thread.currentThread());
        ValueException refused = assertThrows(ValueException.class, call::await);
        assertTrue(
                refused.getMessage().startsWith("the result of the task is a java.lang.Thread, which cannot be sent"),
                refused.getMessage());
        ExecutionException wrapped = assertThrows(ExecutionException.class, call::get);
        assertSame(refused, assertInstanceOf(ValueException.class, wrapped.getCause()));
        Task<Object> code = () -> (Task<Integer>) () -> 1;
        refused = assertThrows(ValueException.class, () -> child.call(code));
        assertTrue(refused.getMessage().contains("the result of the task is a "), refused.getMessage());
        assertEquals(1, child.call(() -> 1));
    }

    @Test
    void valueThatContainsItself() {
        List<Object> snake = new ArrayList<>();
        snake.add(snake);
        refused(() -> snake.size(), "deep; does it contain itself?");
    }

    @Test
    void classThatIsNotThere() {
        Context child = mitogen.connect(local());
        Task<Object> task = () -> Class.forName("no.such.Thing").getName();
        mitogen.CallException thrown = assertThrows(mitogen.CallException.class, () -> child.call(task));
        assertTrue(thrown.is(ClassNotFoundException.class), thrown::toString);
        assertTrue(thrown.getMessage().contains("no.such.Thing"), thrown::toString);
    }
}
