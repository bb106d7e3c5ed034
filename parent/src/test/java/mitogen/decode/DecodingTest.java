package mitogen.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import mitogen.wire.ValueReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a message while it is decoded. */
final class DecodingTest {
    private static Decoding running;

    private final Decoders decoders = new Decoders("here");

    /** Its class gives up in the midst of the decoding. */
    record GivesUp() {
        GivesUp {
            if (running != null) {
                running.stop();
            }
        }
    }

    private static final class Outcome extends Decoding {
        final Object message;
        Object value;
        Throwable thrown;

        Outcome(Decoders decoders, Object message) {
            super(decoders, "a child");
            this.message = message;
        }

        @Override
        protected ValueReader open() {
            return SpendingTest.reader(message, 1 << 20, new Spending[1]);
        }

        @Override
        protected void decoded(Object what, Throwable why) {
            value = what;
            thrown = why;
        }
    }

    @AfterEach
    void close() {
        running = null;
        decoders.close();
    }

    /** Not only where a value heeds an interrupt: a long list of numbers does not. */
    @Test
    void noFurtherValueIsMadeOfWhatWasGivenUp() {
        List<Object> message = List.of(new GivesUp(), 1);
        Outcome outcome = new Outcome(decoders, message);
        running = outcome;
        outcome.run();
        assertNull(outcome.value);
        assertNotNull(outcome.thrown);
        assertEquals("nobody waits for the value any more", outcome.thrown.getMessage());
    }
}
