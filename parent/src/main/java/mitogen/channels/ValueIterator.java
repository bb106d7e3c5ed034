package mitogen.channels;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** Iterates over the values of a channel until it ends. For one thread. */
final class ValueIterator<T> implements Iterator<T> {
    private final Supplier<T> source;
    private T next;

    /** Over what that gives, until it gives null. */
    ValueIterator(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = source.get();
        }
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the channel has ended");
        }
        T value = next;
        next = null;
        return value;
    }
}
