package mitogen.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ReplayTest {
    private static final OutputStream BROKEN = new OutputStream() {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }

        @Override
        public void flush() throws IOException {
            throw new IOException("Broken pipe");
        }
    };

    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private final ByteArrayOutputStream second = new ByteArrayOutputStream();

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    @Test
    void theSecondHearsAll() throws IOException {
        Replay replay = new Replay(first);
        replay.write(bytes("one "));
        replay.restart(second);
        replay.write(bytes("two "));
        replay.settle();
        replay.write(bytes("three"));
        assertEquals("one ", first.toString(US_ASCII));
        assertEquals("one two three", second.toString(US_ASCII));
    }

    @Test
    void theFirstMayHaveEnded() throws IOException {
        Replay replay = new Replay(BROKEN);
        replay.write(bytes("one"));
        replay.flush();
        replay.restart(second);
        assertEquals("one", second.toString(US_ASCII));
        Replay settled = new Replay(BROKEN);
        settled.settle();
        assertThrows(IOException.class, () -> settled.write(bytes("one")));
        assertThrows(IOException.class, settled::flush);
    }

    /** What does not fit is written when it is clear that nothing has to be kept. */
    @Test
    void muchHasToWait() throws Exception {
        Replay replay = new Replay(first);
        byte[] most = new byte[1 << 20];
        replay.write(most);
        CompletableFuture<Void> more = write(replay);
        awaitWaiting("more");
        assertEquals(most.length, first.size());
        replay.restart(second);
        assertEquals(most.length, second.size());
        replay.settle();
        more.get();
        assertEquals(most.length + 4, second.size());
    }

    /** It may be a task that is cancelled, or a program's thread; the link must not break because of that. */
    @Test
    void whoWaitsIsNotStoppedByAnInterrupt() throws Exception {
        Replay replay = new Replay(first);
        replay.write(new byte[1 << 20]);
        CompletableFuture<Void> more = write(replay);
        Thread writer = awaitWaiting("more");
        writer.interrupt();
        while (writer.isAlive() && (writer.isInterrupted() || writer.getState() != Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        replay.settle();
        more.get();
        assertEquals((1 << 20) + 4, first.size());
    }

    @Test
    void whoWaitsHearsOfTheEnd() throws Exception {
        Replay replay = new Replay(first);
        replay.write(new byte[1 << 20]);
        CompletableFuture<Void> more = write(replay);
        awaitWaiting("more");
        replay.close();
        ExecutionException failure = assertThrows(ExecutionException.class, more::get);
        assertTrue(failure.getCause() instanceof IOException, failure::toString);
        assertThrows(IOException.class, () -> replay.write(bytes("x")));
    }

    private static CompletableFuture<Void> write(Replay replay) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        replay.write(bytes("more"));
                        done.complete(null);
                    } catch (IOException e) {
                        done.completeExceptionally(e);
                    }
                },
                "more");
        thread.start();
        return done;
    }

    private static Thread awaitWaiting(String name) {
        Optional<Thread> waiting;
        do {
            waiting = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals(name) && thread.getState() == Thread.State.WAITING)
                    .findAny();
        } while (waiting.isEmpty());
        return waiting.get();
    }
}
