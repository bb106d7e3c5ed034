package mitogen.load;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mitogen.route.Router;
import mitogen.route.ScriptedPeer;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A class that the parent's answer does not make is one that is not found. */
final class RemoteClassLoaderTest {
    private static final int SELF = 5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing at all
                "0", // absent, without the reason
                "0 7f", // a reason that is longer than the answer
                "1", // present, without a length
                "1 80 80 80 80 80 80 80 80 80 80 80", // a number without an end
                "1 4 1 2 3", // what is packed is not
            })
    void aMalformedAnswerIsNoClass(String bytes) throws Exception {
        assertNotFound(bytes, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 0 7f"})
    void norIsAMalformedRefusal(String bytes) throws Exception {
        assertNotFound(bytes, Protocol.DEAD);
    }

    private static void assertNotFound(String bytes, int flags) throws Exception {
        Router router = new Router(SELF, new int[] {2, 0}, Protocol.MAX_MESSAGE, (link, reason, status) -> {});
        try (ScriptedPeer parent = new ScriptedPeer(router, 2, "parent")) {
            router.setParent(parent.link);
            parent.start();
            ClassLoader loader = new RemoteClassLoader(null, router, () -> {});
            CompletableFuture<Class<?>> loaded = CompletableFuture.supplyAsync(() -> {
                try {
                    return loader.loadClass("app.Type");
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException(e);
                }
            });
            Frame question = parent.take();
            parent.queue(ScriptedPeer.message(2, SELF, question.replyTo(), 0, flags, parse(bytes)))
                    .play();
            ExecutionException failure = assertThrows(ExecutionException.class, () -> loaded.get(10, TimeUnit.SECONDS));
            assertInstanceOf(ClassNotFoundException.class, failure.getCause().getCause(), failure::toString);
        }
    }

    private static byte[] parse(String text) {
        String[] numbers = text.isEmpty() ? new String[0] : text.split(" ");
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(numbers[i], 16);
        }
        return bytes;
    }
}
