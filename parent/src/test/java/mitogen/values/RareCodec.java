package mitogen.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mitogen.ValueException;
import mitogen.wire.Anything;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/** Writes and reads values as a context does that has all of {@link RareValues}. */
final class RareCodec {
    private RareCodec() {}

    static Frame encode(Object value) {
        ValueWriter writer = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.put(value);
        return writer.frames();
    }

    @SuppressWarnings("unchecked") // it is a copy
    static <T> T copy(T value) {
        ValueReader reader = new ValueReader(encode(value), new Anything());
        Object copy = reader.get();
        assertEquals(0, reader.remaining(), "bytes left over");
        return (T) copy;
    }

    static void assertRefused(Object value, String... words) {
        String message = assertThrows(ValueException.class, () -> encode(value)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }
}
