package mitogen.internal;

import java.util.function.Consumer;

/** A file system that can do a transfer from or to its paths. */
public interface TransferCarrier {
    /**
     * Does it, and waits.
     *
     * @param progress takes a {@code Transfer.Progress} now and then; or null
     * @return a {@code Transfer.Result}
     */
    Object carry(TransferOrder order, Consumer<Object> progress);
}
