package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mitogen.Context;
import mitogen.Transfer;
import mitogen.Transfer.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Transfers to several destinations behind one context: what several are sent goes over a link once. Who sends what to
 * whom has nothing to do with the JDK; {@link TransferTest} has the files.
 */
@Tag("build")
final class TransferRelayTest extends TransferFixture {
    private static final int FILES = 300;

    private final AtomicLong bytes = new AtomicLong(); // that have arrived

    private int bytes() throws Exception {
        random("large", 2 * MEGABYTE + 12_345);
        int bytes = 2 * MEGABYTE + 12_345;
        for (int i = 1; i <= FILES; i++) {
            random("small/" + i, i * 10);
            bytes += i * 10;
        }
        return bytes;
    }

    private Path at(Context context, int number) {
        return there(context, directory.resolve("to" + number));
    }

    private void assertWhole(int destinations) throws Exception {
        for (int i = 0; i < destinations; i++) {
            Path there = directory.resolve("to" + i);
            assertEquals(-1, Files.mismatch(from.resolve("large"), there.resolve("large")));
            assertEquals(FILES, names(there.resolve("small")).size());
            for (int file = 1; file <= FILES; file++) {
                assertEquals(-1, Files.mismatch(from.resolve("small/" + file), there.resolve("small/" + file)));
            }
        }
    }

    @Test
    void eachLinkCarriesTheBytesOnce() throws Exception {
        int bytes = bytes();
        Wiretap first = new Wiretap();
        Context relay = mitogen.connect(inProcess().over(first));
        Context inner = relay.connect(local());
        List<Context> places = new ArrayList<>(List.of(relay, inner));
        for (int i = 0; i < 3; i++) {
            places.add(inner.connect(local()));
        }
        places.add(relay.connect(local()));
        places.add(mitogen.connect(inProcess()));
        List<Path> to = new ArrayList<>();
        for (Context each : places) {
            to.add(at(each.await(), to.size()));
        }
        int before = first.bytesDown();
        Result result = Transfer.of(from, to).run().orThrow();
        assertEquals((long) to.size() * bytes, result.bytes());
        assertWhole(to.size());
        assertTrue(first.bytesDown() - before < 1.5 * bytes, first.bytesDown() - before + " of " + bytes);
    }

    /** One has some of it, another one none; a third one has something else. */
    @Test
    void eachGetsWhatItDoesNotHave() throws Exception {
        bytes();
        Context relay = mitogen.connect(local());
        List<Path> to = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            to.add(at(relay.connect(local()), i));
        }
        Transfer.of(from, to.subList(0, 2)).withExclude("small/1*").run().orThrow();
        Files.writeString(directory.resolve("to1/large"), "other");
        Result result = Transfer.of(from, to).run().orThrow();
        assertWhole(3);
        assertTrue(result.skipped() > 0, result::toString);
        assertEquals(
                3 * (1 + FILES),
                Transfer.of(from, to).withChecksum().run().orThrow().skipped());
    }

    @Test
    void oneThatIsLostHarmsNoOther() throws Exception {
        Context relay = mitogen.connect(local());
        Context lost = relay.connect(local());
        CompletableFuture<Result> run = begin(lost, relay.connect(local()), relay.connect(local()));
        Processes.kill(lost.call(ContextFixture.PID));
        assertGoesOn(lost);
        relay.close();
        assertFalse(run.get(20, TimeUnit.SECONDS).succeeded());
        Await.until(
                "nothing of it is left", () -> names(directory.resolve("to1")).isEmpty());
    }

    @Test
    void aRelayThatIsLostHarmsOnlyThoseBehindIt() throws Exception {
        Context relay = mitogen.connect(local());
        Context apart = mitogen.connect(local());
        CompletableFuture<Result> run = begin(relay.connect(local()), relay.connect(local()), apart);
        Processes.kill(relay.call(ContextFixture.PID));
        assertGoesOn(relay);
        apart.close();
        assertFalse(run.get(20, TimeUnit.SECONDS).succeeded());
        Await.until(
                "nothing of it is left", () -> names(directory.resolve("to2")).isEmpty());
    }

    /** Begins a transfer that takes very long. */
    private CompletableFuture<Result> begin(Context... contexts) throws Exception {
        endless("endless");
        List<Path> all = new ArrayList<>();
        for (Context each : contexts) {
            all.add(at(each, all.size()));
        }
        Transfer transfer = Transfer.of(from, all).withProgress(progress -> bytes.set(progress.bytes()));
        CompletableFuture<Result> run = CompletableFuture.supplyAsync(transfer::run);
        Await.until("it has begun", () -> run.isDone() || bytes.get() > 0);
        return run;
    }

    /** That one is gone, and others take bytes all the same. */
    private void assertGoesOn(Context lost) throws Exception {
        Await.until("it is gone", () -> lost.onEnd().toCompletableFuture().isDone());
        long now = bytes.get();
        Await.until("the others go on", () -> bytes.get() > now + (1L << 29));
    }
}
