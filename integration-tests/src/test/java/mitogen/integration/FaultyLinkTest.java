package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mitogen.Call;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.testing.InProcess.Fault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links that break at a random byte: every call ends, with its answer or with an error that has a name. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class FaultyLinkTest {
    private static final Duration HEARTBEAT = Duration.ofMillis(200);

    /** Where each round ends by it. */
    private static final Duration FAST_HEARTBEAT = Duration.ofMillis(100);

    private static final Duration LIMIT = Duration.ofSeconds(2).plus(HEARTBEAT.multipliedBy(3));
    /** A sample for each kind, of random bytes; the long form has more. */
    private static final int ROUNDS = 5;

    private static final int MANY_ROUNDS = 100;
    private static final int CALLS = 6;

    /** What can go wrong. */
    private enum Kind {
        CUT,
        DROP,
        CORRUPT,
        CORRUPT_HEADER;

        Fault after(long bytes, int bits) {
            return switch (this) {
                case CUT -> Fault.cutAfter(bytes);
                case DROP -> Fault.dropAfter(bytes);
                case CORRUPT -> Fault.corruptAfter(bytes, bits);
                case CORRUPT_HEADER -> new DamagedHeader(bytes, bits);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCallEnds(Kind kind) throws Exception {
        everyCallEnds(kind, ROUNDS);
    }

    @ParameterizedTest
    @Tag("long")
    @Timeout(1200)
    @EnumSource
    void everyCallEndsOften(Kind kind) throws Exception {
        everyCallEnds(kind, MANY_ROUNDS);
    }

    private static void everyCallEnds(Kind kind, int rounds) throws Exception {
        long seed = System.nanoTime();
        System.out.println("FaultyLinkTest: the seed is " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            boolean down = random.nextBoolean();
            long at = (long) Math.pow(2, random.nextDouble() * 18); // as often early as late
            Fault fault = kind.after(at, 1 + random.nextInt(255));
            String story = "seed " + seed + ", round " + round + ": " + fault + (down ? ", down" : ", up");
            try {
                round(kind, down, down ? fault.onlyDown() : fault.onlyUp());
            } catch (TimeoutException e) {
                throw new AssertionError(story + ": a call has not ended", e);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(story + ": " + e, e);
            }
        }
    }

    private static void round(Kind kind, boolean down, Fault fault) throws Exception {
        Mitogen mitogen = Mitogen.open(Options.defaults()
                .withOutput(new RecordedOutput())
                .withHeartbeat(kind == Kind.DROP ? FAST_HEARTBEAT : HEARTBEAT));
        try (mitogen) {
            Context broken = mitogen.connect(inProcess().over(fault));
            Context behind = broken.connect(inProcess());
            List<Call<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                byte[] load = new byte[20_000];
                calls.add((i % 2 == 0 ? broken : behind).submit(() -> ValueContract.Remote.echo(load)));
            }
            long deadline = System.nanoTime() + LIMIT.toNanos();
            String why = kind == Kind.CORRUPT
                    ? "" // in a payload, that may give any failure
                    : kind == Kind.CORRUPT_HEADER && !down ? "the header of a frame is damaged" : "in-process";
            awaitAll(calls, deadline, why);
            mitogen.close();
            assertTrue(System.nanoTime() < deadline + LIMIT.toNanos(), "close took too long");
        }
    }

    private static void awaitAll(List<Call<byte[]>> calls, long deadline, String why) throws Exception {
        for (Call<byte[]> call : calls) {
            try {
                call.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                assertTrue(e.getCause() instanceof MitogenException, e::toString);
                assertTrue(e.getCause().getMessage().contains(why), e::toString);
            }
        }
    }
}
