package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.Transfer;
import mitogen.Transfer.Result;
import mitogen.testing.InProcess.Fault;
import org.junit.jupiter.api.Test;

/** Transfers that are ended: nothing of them is left, and they are resumed if that was wanted. */
final class TransferEndTest extends TransferFixture {
    /** Begins a transfer of a file that takes a while, ends it, and gives what came of it. Nothing is left at the destination. */
    private Result ended(Transfer transfer, Runnable end) throws Exception {
        endless("file");
        CompletableFuture<Result> run = start(transfer);
        end.run();
        Result result = run.get(20, TimeUnit.SECONDS);
        Await.until("the hidden file goes", () -> names(to).isEmpty());
        return result;
    }

    private static void assertLost(Path path, Result result) {
        assertInstanceOf(ContextLostException.class, result.failures().get(path).getCause(), result::toString);
    }

    private static void kill(Context context) {
        Processes.kill(context.call(ContextFixture.PID));
    }

    @Test
    void aLostDestinationLeavesNothing() throws Exception {
        Fault.Switch link = Fault.onDemand();
        Context context = mitogen.connect(inProcess().over(link));
        Path there = there(context, to);
        assertLost(there, ended(Transfer.of(from, there), link::cut));
    }

    @Test
    void aKilledDestinationLeavesNothing() throws Exception {
        Context context = mitogen.connect(local());
        Path there = there(context, to);
        assertLost(there, ended(Transfer.of(from, there), () -> kill(context)));
    }

    @Test
    void aLostSourceLeavesNothing() throws Exception {
        Context context = mitogen.connect(local());
        Path there = there(context, from);
        assertLost(there, ended(Transfer.of(there, to), () -> kill(context)));
    }

    @Test
    void aClosedContextLeavesNothing() throws Exception {
        Context context = mitogen.connect(local());
        assertFalse(ended(Transfer.of(from, there(context, to)), context::close).succeeded());
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        Context context = mitogen.connect(local());
        endless("file");
        Transfer transfer = Transfer.of(from, there(context, to));
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        CountDownLatch going = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                transfer.withProgress(now -> going.countDown()).run();
                end.complete(null);
            } catch (RuntimeException e) {
                end.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("no flag", e));
            }
        });
        thread.start();
        going.await();
        thread.interrupt();
        assertInstanceOf(MitogenException.class, end.get(20, TimeUnit.SECONDS));
        thread.join();
        Await.until("the hidden file goes", () -> names(to).isEmpty());
        random("other", 10);
        Files.delete(from.resolve("file"));
        transfer.run().orThrow();
    }

    // Resuming

    @Test
    void anInterruptedFileIsResumed() throws Exception {
        Context context = mitogen.connect(inProcess().over(Fault.cutAfter(10 * MEGABYTE)));
        int size = 24 * MEGABYTE;
        Path file = random("file", size);
        Result first = Transfer.of(from, there(context, to)).withResume().run();
        Path hidden = hidden();
        assertEquals(List.of(there(context, hidden)), first.partial(), first::toString);
        Await.until("whoever wrote it has ended", () -> hidden() != null && Files.size(hidden) > 0);
        long known = Files.size(hidden);
        Context next = mitogen.connect(local());
        Transfer again = Transfer.of(from, there(next, to)).withResume();
        Result second = again.run().orThrow();
        assertEquals(-1, Files.mismatch(file, to.resolve("file")));
        assertTrue(second.bytes() < size, () -> second + " behind " + known);
        assertEquals(List.of(), second.partial());
        assertEquals(Set.of("file"), names(to));
        // What is there but not equal to the source is no use.
        Files.move(to.resolve("file"), hidden);
        Files.write(hidden, new byte[10], StandardOpenOption.WRITE);
        Result third = again.run().orThrow();
        assertEquals(size, third.bytes());
        assertEquals(-1, Files.mismatch(file, to.resolve("file")));
        assertEquals(Set.of("file"), names(to));
    }

    /** Cut at random places, until it is whole. */
    @Test
    void whatIsInterruptedAgainAndAgainArrivesWhole() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        System.out.println("transfer: interrupted with seed " + seed);
        random("large", 16 * MEGABYTE);
        random("sub/large", 8 * MEGABYTE);
        for (int i = 0; i < 200; i++) {
            random("sub/" + i % 7 + "/small" + i, random.nextInt(100_000));
        }
        for (int i = 0; i < 4; i++) {
            long bytes = random.nextLong(20 * MEGABYTE);
            Context context = mitogen.connect(inProcess().over(Fault.cutAfter(bytes)));
            Result result = Transfer.of(from, there(context, to)).withResume().run();
            for (Path each : result.partial()) {
                assertTrue(each.getFileName().toString().startsWith(".mitogen-"), each::toString);
            }
        }
        Transfer.of(from, there(mitogen.connect(inProcess()), to))
                .withResume()
                .withDelete()
                .run()
                .orThrow();
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                assertEquals(-1, Files.mismatch(each, to.resolve(from.relativize(each))), "seed " + seed);
            }
        }
        try (Stream<Path> all = Files.walk(to)) {
            assertFalse(all.anyMatch(each -> each.getFileName().toString().startsWith(".mitogen-")), "seed " + seed);
        }
    }
}
