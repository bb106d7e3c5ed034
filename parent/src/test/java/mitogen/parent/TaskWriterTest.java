package mitogen.parent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.wire.Frame;
import mitogen.wire.Linkage;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.ValueReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lambdas, there and back. */
@Timeout(30)
final class TaskWriterTest {
    private static final long SEED = System.nanoTime();

    private final String field = "of the test";

    record Point(int x, int y) {
        Task<Integer> sum() {
            return () -> x + y;
        }
    }

    private static final class Trusting implements Linkage {
        @Override
        public Class<?> classFor(String name) throws ClassNotFoundException {
            return Class.forName(name, false, TaskWriterTest.class.getClassLoader());
        }

        @Override
        public Object carried(int code, ValueReader from) {
            return null;
        }

        @Override
        public boolean lambdas() {
            return true;
        }

        @Override
        public int maxObjects() {
            return 1_000_000;
        }
    }

    private static Frame encode(Task<?> task) {
        TaskWriter writer = new TaskWriter(null, "the task", 1 << 20, -1);
        writer.put(task);
        return writer.frames();
    }

    private static Object run(Task<?> task) throws Exception {
        return ((Task<?>) new ValueReader(encode(task), new Trusting()).get()).run();
    }

    private static String refusal(Task<?> task) {
        return assertThrows(ValueException.class, () -> encode(task)).getMessage();
    }

    @Test
    void capturedVariablesTravel() throws Exception {
        byte b = 1;
        short s = 2;
        char c = 'c';
        int i = 4;
        long l = 5;
        float f = 6;
        double d = 7;
        boolean z = true;
        String text = "text";
        int[] array = {1, 2};
        Path path = Path.of("/tmp");
        Point point = new Point(1, 2);
        List<Integer> list = List.of(8);
        Task<?> task = () -> "" + b + s + c + i + l + f + d + z + text + array[1] + path + point + list;
        assertEquals(task.run(), run(task));
    }

    @Test
    void methodReferences() throws Exception {
        Task<?> constructor = ArrayList::new;
        assertEquals(List.of(), run(constructor));
        Task<?> statics = Thread::currentThread;
        assertEquals(Thread.currentThread(), run(statics));
        Task<?> bound = "text"::length;
        assertEquals(4, run(bound));
        Point point = new Point(3, 4);
        Task<?> ofRecord = point::x;
        assertEquals(3, run(ofRecord));
        assertEquals(7, run(point.sum()));
    }

    @Test
    void lambdasInLambdas() throws Exception {
        Task<Integer> inner = () -> 1;
        Task<Integer> outer = () -> inner.run() + 1;
        assertEquals(2, run(outer));
    }

    @Test
    void refusals() {
        String message = refusal(() -> field.length());
        assertTrue(message.contains("captures 'this', a " + getClass().getName()), message);
        Object plain = new Object();
        int fine = 1;
        message = refusal(() -> plain.hashCode() + fine);
        assertTrue(
                message.contains(
                        "captured variable 1 of 2 of the lambda " + getClass().getName()),
                message);
        assertTrue(message.contains("is a java.lang.Object, which cannot be sent"), message);
    }

    @Test
    void damagedLambdasThrowNothingElse() {
        int number = 5;
        List<String> list = List.of("a", "b");
        Task<?> task = () -> list.size() + number;
        PayloadReader reader = new PayloadReader(encode(task));
        byte[] payload = reader.getBytes((int) reader.remaining());
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] hostile = payload.clone();
            for (int damage = 1 + random.nextInt(3); damage > 0; damage--) {
                hostile[random.nextInt(hostile.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(128) : random.nextInt());
            }
            PayloadWriter writer = new PayloadWriter();
            writer.putBytes(hostile, 0, hostile.length);
            try {
                new ValueReader(writer.frames(), new Trusting()).get();
            } catch (ValueException e) {
                assertTrue(e.getMessage() != null, "it says why");
            } catch (Throwable e) {
                throw new AssertionError("seed " + SEED + ", round " + i, e);
            }
        }
    }
}
