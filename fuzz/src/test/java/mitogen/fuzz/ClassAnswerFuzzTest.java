package mitogen.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import mitogen.load.RemoteClassLoader;
import mitogen.wire.PayloadReader;

/** What a parent answers to GET_CLASS, behind the byte that says that it has the class: a length, and a zlib stream. */
final class ClassAnswerFuzzTest {
    /** Deflate makes at most 1032 bytes of one; they are there twice while they are put together. */
    private static final long PER_BYTE = 3 * 1032;

    private static final long FIXED = 200_000;

    /** Private, and called directly: what is around it needs a router, and a thread that answers. */
    private static final Method INFLATE = inflate();

    private static Method inflate() {
        try {
            Method inflate = RemoteClassLoader.class.getDeclaredMethod("inflate", PayloadReader.class);
            inflate.setAccessible(true);
            return inflate;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @FuzzTest
    void answers(byte[] payload) throws Exception {
        Allocated.atMost(FIXED + PER_BYTE * payload.length, () -> read(payload));
    }

    private static void read(byte[] payload) throws Exception {
        try {
            assertNotNull(INFLATE.invoke(null, new PayloadReader(Messages.of(payload))));
        } catch (InvocationTargetException e) {
            // The parent is trusted, so that any exception will do, as long as it is one.
            if (!(e.getCause() instanceof IOException) && !(e.getCause() instanceof RuntimeException)) {
                throw e;
            }
        }
    }
}
