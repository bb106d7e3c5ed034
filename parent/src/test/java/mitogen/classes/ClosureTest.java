package mitogen.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a task is found to need. The classes below are what tasks are made of. */
final class ClosureTest {
    private static final String HERE = ClosureTest.class.getName();

    private static List<String> closure(String... roots) {
        return Closure.of(List.of(roots), List.of(), ClosureTest::file).stream()
                .map(name -> name.replace(HERE, "").replace("$", ""))
                .toList();
    }

    /** Of the classes below only. */
    private static ClassFile file(String name) {
        if (!name.startsWith(HERE)) {
            return null;
        }
        try (InputStream in = ClosureTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            return new ClassFile(in.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    interface Shape {}

    static class Base implements Shape {}

    static final class Derived extends Base {
        final Part part = null;
    }

    static final class Part {}

    @SuppressWarnings("ArrayRecordComponent")
    record Pair(Left left, Right[][] right) {}

    static final class Left {}

    static final class Right {}

    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static final class Initialised {}

    static final class Helped {}

    static final class Unused {
        final UnusedPart part = null;
    }

    static final class UnusedPart {}

    static final class Starts {
        static final Object FIRST = new Initialised();

        static Object task(int kind) {
            switch (kind) { // both kinds of switch, and what is wide, must be passed over
                case 1, 2, 3:
                    return kind;
                case 1000:
                    long wide = kind * 1000L;
                    return wide;
                default:
                    return help();
            }
        }

        private static Object help() {
            Supplier<Helped> lambda = Helped::new;
            try {
                return lambda.get().hashCode() + "text";
            } catch (Failure e) {
                return Right[].class;
            }
        }

        static Object other() {
            return new Unused();
        }
    }

    @Test
    void superclassesComeFirstAndWhatIsNamedNext() {
        assertEquals(List.of("Shape", "Base", "Derived", "Part"), closure(HERE + "$Derived"));
        assertEquals(List.of("Pair", "Left", "Right"), closure(HERE + "$Pair"));
    }

    @Test
    void ofTheEntryClassOnlyWhatTheMethodNeeds() {
        List<String> needed = closure(HERE + "$Starts#task(I)Ljava/lang/Object;");
        assertEquals("Starts", needed.get(0));
        assertTrue(needed.containsAll(List.of("Initialised", "Helped", "Failure", "Right")), needed::toString);
        assertEquals("Unused", needed.get(needed.size() - 1), "last, for the verifier of the other method");
        assertFalse(needed.contains("UnusedPart"), needed::toString);
        assertTrue(closure(HERE + "$Starts").contains("UnusedPart"));
        assertTrue(closure(HERE + "$Starts#inherited()V").contains("UnusedPart"), "it may be any of them");
    }

    @Test
    void severalMethodsOfAClassAreAllHeeded() {
        String starts = HERE + "$Starts#";
        List<String> needed =
                closure(starts, starts + "task(I)Ljava/lang/Object;", starts + "other()Ljava/lang/Object;");
        assertTrue(needed.containsAll(List.of("Helped", "Unused", "UnusedPart")), needed::toString);
        assertFalse(closure(starts).contains("UnusedPart"));
    }

    @Test
    void theOrderIsAlwaysTheSame() {
        assertEquals(closure(HERE + "$Starts", HERE + "$Pair"), closure(HERE + "$Starts", HERE + "$Pair"));
    }

    /** Every class of this build, and of the JDK's base: none may be more than the parser can take. */
    @Test
    void allClassFilesCanBeRead() throws IOException {
        for (Class<?> type : List.of(String.class, java.util.concurrent.ConcurrentHashMap.class, Stream.class)) {
            try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
                ClassFile file = new ClassFile(in.readAllBytes());
                assertEquals(type.getName(), file.name);
                assertTrue(file.references().contains("java.lang.Object"));
            }
        }
    }

    @Test
    void whatIsNoClassFileIsRefused() throws IOException {
        byte[] bytes;
        try (InputStream in = ClosureTest.class.getResourceAsStream("ClosureTest.class")) {
            bytes = in.readAllBytes();
        }
        assertThrows(IllegalArgumentException.class, () -> new ClassFile(new byte[] {1, 2, 3}));
        assertThrows(IllegalArgumentException.class, () -> new ClassFile(new byte[100]));
        for (int length = 8; length < bytes.length; length += 97) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IllegalArgumentException.class, () -> new ClassFile(cut), "cut at " + length);
        }
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) { // anything may come out of damage, but nothing else than this exception
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                new ClassFile(damaged).references("x()V");
            } catch (IllegalArgumentException e) {
                // refused
            }
        }
    }
}
