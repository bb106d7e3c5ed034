package mitogen.integration;

import mitogen.Sender;
import mitogen.Task;

/** What contexts are told in {@link ConversationsTest}: records, as the bytes of a lambda depend on the compiler. */
interface Spoken {
    record Greet(String name) implements Task<String> {
        @Override
        public String run() {
            return "hello " + name;
        }
    }

    record Load(String name) implements Task<Boolean> {
        @Override
        public Boolean run() throws ClassNotFoundException {
            return Class.forName(name) != null;
        }
    }

    /** Nothing tells that it is needed before it is asked for. */
    final class Unforeseen {}

    record Count(Sender<Integer> to) implements Task<Boolean> {
        @Override
        public Boolean run() {
            to.send(1);
            to.send(2);
            to.close();
            return true;
        }
    }

    interface Shelf {
        String take(int number);
    }

    record Borrow(Shelf shelf) implements Task<String> {
        @Override
        public String run() {
            return shelf.take(7);
        }
    }
}
