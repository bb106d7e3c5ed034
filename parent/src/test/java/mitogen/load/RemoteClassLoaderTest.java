package mitogen.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import mitogen.route.Router;
import mitogen.route.ScriptedPeer;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A class that the parent's answer does not make is one that is not found. */
final class RemoteClassLoaderTest {
    private static final int SELF = 5;

    private final Router router = new Router(SELF, "self", new int[] {2, 0}, Protocol.MAX_MESSAGE);
    private final RemoteClassLoader loader = new RemoteClassLoader(Object.class.getClassLoader(), router, () -> {});

    @Test
    void whatCameAheadIsNotAskedFor() throws Exception {
        loader.add(batch("", "", getClass().getName(), ownBytes()));
        assertSame(loader, loader.loadClass(getClass().getName()).getClassLoader());
    }

    @Test
    void anAnswerIsWhatCameBeforeIt() throws Exception {
        Class<?> loaded = ask(0, "", () -> loader.add(batch("", "", getClass().getName(), ownBytes())))
                .get(10, TimeUnit.SECONDS);
        assertSame(loader, loaded.getClassLoader());
    }

    @ParameterizedTest
    @ValueSource(strings = {"!app.Type", "!app."})
    void absenceIsRemembered(String name) {
        loader.add(batch(name, "none of that"));
        for (int i = 0; i < 2; i++) {
            ClassNotFoundException absent =
                    assertThrows(ClassNotFoundException.class, () -> loader.loadClass("app.Type"));
            assertEquals("app.Type: none of that", absent.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 0 7f"})
    void aMalformedRefusalIsNoClass(String bytes) {
        assertNotFound(ask(Protocol.DEAD, bytes, () -> {}));
    }

    @Test
    void norIsAnAnswerThatNothingCameBefore() {
        assertNotFound(ask(0, "", () -> {}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing at all
                "0 0", // not even the number
                "0 0 0 1 1 2 3", // what is packed is not
                "0 0 0 1 78 9c 63 64 60 60 0 0 0 5 0 2", // cut short
            })
    void norIsAMalformedBatch(String bytes) {
        loader.add(ScriptedPeer.message(2, SELF, Protocol.CLASSES, 0, 0, parse(bytes)));
        ClassNotFoundException absent = assertThrows(ClassNotFoundException.class, () -> loader.loadClass("app.Type"));
        assertNotNull(absent.getCause());
    }

    private static void assertNotFound(CompletableFuture<Class<?>> loaded) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> loaded.get(10, TimeUnit.SECONDS));
        assertInstanceOf(ClassNotFoundException.class, failure.getCause().getCause(), failure::toString);
    }

    /** Loads this class, from a parent that does something and then gives this answer. */
    private CompletableFuture<Class<?>> ask(int flags, String answer, Runnable before) {
        try (ScriptedPeer parent = new ScriptedPeer(router, 2, "parent")) {
            router.parent = parent.link;
            parent.start();
            CompletableFuture<Class<?>> loaded = CompletableFuture.supplyAsync(() -> {
                try {
                    return loader.loadClass(getClass().getName());
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException(e);
                }
            });
            Frame question = parent.take();
            before.run();
            parent.queue(ScriptedPeer.message(2, SELF, question.replyTo(), 0, flags, parse(answer)))
                    .play();
            loaded.exceptionally(failure -> null).get(10, TimeUnit.SECONDS);
            return loaded;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private byte[] ownBytes() {
        try (InputStream in = getClass().getResourceAsStream("RemoteClassLoaderTest.class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A batch of names, each with a text or bytes. */
    private static Frame batch(Object... entries) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(new byte[] {0, 0, 0, 1});
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(packed))) {
            for (int i = 0; i < entries.length; i += 2) {
                byte[] bytes = entries[i + 1] instanceof byte[] it
                        ? it
                        : entries[i + 1].toString().getBytes(StandardCharsets.UTF_8);
                out.write(1);
                out.writeUTF(entries[i].toString());
                out.writeInt(bytes.length);
                out.write(bytes);
            }
            out.write(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ScriptedPeer.message(2, SELF, Protocol.CLASSES, 0, 0, packed.toByteArray());
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
