package mitogen.classes;

import mitogen.wire.Account;

/** What a child makes its parent hold, as a test wants it to be. */
final class FakeAccount implements Account {
    volatile boolean full;
    volatile long limit = Long.MAX_VALUE;
    private long kept; // guarded by this

    @Override
    public void move(long bytes) {}

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public synchronized boolean keep(long bytes) {
        if (bytes > 0 && kept + bytes > limit) {
            return false;
        }
        kept += bytes;
        return true;
    }

    synchronized long kept() {
        return kept;
    }

    @Override
    public void close() {}
}
