package mitogen.integration;

import java.io.IOException;

/** A process that is stopped until this is closed. */
final class Frozen implements AutoCloseable {
    final long pid;

    Frozen(long pid) throws IOException {
        this.pid = pid;
        Signals.send("STOP", pid);
    }

    @Override
    public void close() throws IOException {
        Signals.send("CONT", pid); // to one that is gone this does nothing
    }
}
