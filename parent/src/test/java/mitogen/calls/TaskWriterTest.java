package mitogen.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import mitogen.RemoteThrowable;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.wire.Anything;
import mitogen.wire.Frame;
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

    private static final class Trusting extends Anything {
        @Override
        public boolean lambdas() {
            return true;
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
    void refusalsOfLambdasNameTheInterfaceAndTheCast() {
        Function<String, Integer> function = String::length;
        String message = refusal(() -> function.apply("a"));
        assertTrue(message.contains("is a lambda or method reference of java.util.function.Function, which"), message);
        assertTrue(message.contains("(Function<…> & Serializable) … -> …"), message);
        Runnable runnable = () -> {};
        assertTrue(refusal(() -> runnable).contains("(Runnable & Serializable) … -> …"));
        Comparator<String> byLength = Comparator.comparing(String::length);
        message = refusal(() -> byLength.compare("a", "b"));
        assertTrue(message.contains("of the JDK's own java.util.Comparator, a java.util.Comparator, which"), message);
        assertTrue(message.contains("write it out in code of your own"), message);
        assertFalse(message.contains("open"), message);
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

    interface Fn<A, B> extends Function<A, B>, Serializable {}

    /** Of two references to one generic method, javac makes one that comes back as the first (JDK-8208752). */
    @Test
    void aMethodReferenceThatTheCompilerMergedIsRefused() throws Exception {
        Fn<Integer, String> number = String::valueOf;
        Fn<Object, String> any = String::valueOf;
        assertEquals("1", run(() -> number.apply(1)));
        String refusal = refusal(() -> any.apply(2.0));
        assertTrue(refusal.contains("method reference java.lang.String::valueOf"), refusal);
        assertTrue(refusal.contains("write a lambda"), refusal);
        Fn<Object, String> lambda = value -> String.valueOf(value);
        assertEquals("2.0", run(() -> lambda.apply(2.0)));
    }

    @Test
    void whatIsCapturedHasToFitItsVariable() throws Exception {
        EnumMap<TimeUnit, Integer> map = new EnumMap<>(Map.of(TimeUnit.DAYS, 1));
        assertEquals(1, run(() -> map.get(TimeUnit.DAYS)));
        IOException thrown = new IOException("x");
        assertEquals("x", run(() -> thrown.getMessage()));
        NoSuchFileException coded = new NoSuchFileException("/a");
        String refusal = refusal(() -> coded.getFile());
        assertTrue(
                refusal.startsWith("captured variable 1 of 1 of the lambda " + TaskWriterTest.class.getName()),
                refusal);
        assertTrue(
                refusal.contains("it would arrive as a mitogen.RemoteThrowable, which is no java.nio.file"), refusal);
        Point point = new Point(1, 2);
        List<String> texts = List.of("a");
        assertEquals("a3", run(() -> texts.get(0) + point.sum().run()));
        Fn<String, Integer> bound = texts::indexOf;
        assertEquals(0, run(() -> bound.apply("a")));
    }

    record Opened(String name, InputStream in) {}

    record Failed(String host, Exception why) {}

    record Coded(SQLish why) {}

    static final class SQLish extends Exception {
        private static final long serialVersionUID = 1;
        final int state = 1;
    }

    private static String resultRefusal(Task<?> task) {
        TaskWriter writer = new TaskWriter(null, "the task", 1 << 20, -1);
        writer.put(task);
        return assertThrows(ValueException.class, () -> writer.task(task)).getMessage();
    }

    private static <T> Task<T> typed(Task<T> task) {
        return task;
    }

    @Test
    void aResultThatCannotBeSentIsRefusedWithTheTask() {
        Task<Thread> thread = Thread::currentThread;
        assertEquals(
                "the result of the task is a java.lang.Thread, which cannot be sent: make it a record of numbers, strings,"
                        + " collections and other values (docs/reference/values.md)",
                resultRefusal(thread));
        assertTrue(resultRefusal(typed(() -> new Opened("a", InputStream.nullInputStream())))
                .startsWith("component 'in' of the record " + Opened.class.getName() + " is a java.io.InputStream"));
        assertTrue(resultRefusal(typed(() -> new Coded(new SQLish())))
                .contains("it has fields of its own, or no public constructor"));
        assertTrue(resultRefusal(typed(() -> new Thread[0])).contains("java.lang.Thread"));
        assertTrue(resultRefusal(typed(() -> Stream.of(1))).contains("collect it into a List"));
        for (Task<?> fine : List.of(
                typed(() -> new Failed("a", null)),
                typed(System::getProperties),
                typed(() -> (RemoteThrowable) null),
                typed(() -> (Object) 1),
                typed(() -> new int[0][0]),
                typed(() -> (Number) 1),
                typed(() -> EnumSet.noneOf(TimeUnit.class)),
                typed(() -> List.of(1)))) {
            TaskWriter writer = new TaskWriter(null, "the task", 1 << 20, -1);
            writer.put(fine);
            writer.task(fine);
        }
    }
}
