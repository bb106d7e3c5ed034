package mitogen.fuzz;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import mitogen.Action;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Task;

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
    static final class Place extends Context {
        private final int id;
        private final String name;

        Place(int id, String name) {
            this.id = id;
            this.name = name;
        }

        @Override
        public int id() {
            return id;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && place.id == id && place.name.equals(name);
        }

        @Override
        public int hashCode() {
            return id;
        }

        @Override
        public Context connect(ConnectionMethod method) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Context await() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> Call<T> submit(Task<T> task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Call<Void> submit(Action action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void execute(Action action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void grant(Context to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Duration ping() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
