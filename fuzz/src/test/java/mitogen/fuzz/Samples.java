package mitogen.fuzz;

import java.io.Serializable;
import java.util.Objects;
import java.util.function.Supplier;
import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/** Classes of an application, whose values travel. */
final class Samples {
    private Samples() {}

    record Point(int x, long y) {}

    record Pair(Object first, Object second) {}

    /** Refuses null. */
    record Picky(String text) {
        Picky {
            Objects.requireNonNull(text, "text");
        }
    }

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    /** A function that travels. */
    interface Giver extends Supplier<Object>, Serializable {}

    static Giver giver(Object given, int number) {
        return () -> given + " " + number;
    }

    /** A context that is only a number and a name. */
    record Place(int id, String name) implements Carried {
        /** That of a context. */
        static final int CODE = 21;

        @Override
        public void write(ValueWriter to) {
            to.putByte(CODE);
            to.putInt(id);
            to.putString(name);
        }
    }
}
