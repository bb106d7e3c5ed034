package mitogen.files;

import java.io.IOException;
import mitogen.Call;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Receiver;

/**
 * The context whose files these are, and how it is asked.
 *
 * @param there the context
 * @param here the context of those who ask, where answers arrive
 */
record Remote(Context there, Context here) {
    /** Asks, and waits for the answer: null, or a value of the type. */
    <T> T ask(Order order, Class<T> type, String file, String second) throws IOException {
        Object answer;
        try {
            answer = there.call(order);
        } catch (MitogenException | IllegalStateException e) {
            throw Exceptions.of(e, there);
        }
        return checked(answer, type, file, second);
    }

    /** The same about one file. */
    <T> T ask(Order order, Class<T> type, Object file) throws IOException {
        return ask(order, type, file.toString(), null);
    }

    /** An answer if it is no failure and of the type. */
    <T> T checked(Object answer, Class<T> type, String file, String second) throws IOException {
        if (answer instanceof Failure failure) {
            throw Exceptions.of(failure, file, second);
        }
        if (answer != null && !type.isInstance(answer)) {
            throw Exceptions.senseless(there, "a " + answer.getClass().getName());
        }
        return type.cast(answer);
    }

    Call<Object> start(Order order) throws IOException {
        try {
            return there.submit(order);
        } catch (MitogenException | IllegalStateException e) {
            throw Exceptions.of(e, there);
        }
    }

    Receiver<Object> receiver() throws IOException {
        try {
            return here.receiver(Failure.class);
        } catch (MitogenException | IllegalStateException e) {
            throw Exceptions.of(e, there);
        }
    }

    RowReader rows(byte[] answer) throws IOException {
        if (answer == null) {
            throw Exceptions.senseless(there, "null");
        }
        return new RowReader(there, answer);
    }
}
