package mitogen.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import mitogen.load.RemoteClassLoader;
import mitogen.wire.Protocol;

/** What a parent sends as a batch of classes, behind its number: a zlib stream. */
final class BatchFuzzTest {
    /** Deflate makes at most 1032 bytes of one; they are there twice while they are put together. */
    private static final long PER_BYTE = 3 * 1032;

    /** Of this, readUTF takes 393 KB for a name of 64 KiB, before it is seen whether there is one. */
    private static final long FIXED = 500_000;

    @FuzzTest
    void batches(byte[] payload) throws Exception {
        Allocated.atMost(FIXED + PER_BYTE * payload.length, () -> read(payload));
    }

    private static void read(byte[] payload) {
        RemoteClassLoader loader = new RemoteClassLoader(null, null, () -> {});
        loader.add(Messages.of(payload));
        try {
            loader.find(Protocol.GET_CLASS, "app.Type", "app.Type");
        } catch (ClassNotFoundException | NullPointerException e) {
            // The parent is trusted, so that any exception will do, as long as it is one; without a parent to ask it is
            // this.
        }
    }
}
