package mitogen.integration;

import static mitogen.integration.Jvm.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import mitogen.Call;
import mitogen.ChannelClosedException;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;

/** A tree of five JVMs. In each run one of them is killed in the midst of something, and what it took down is replaced. */
final class KillRun implements AutoCloseable {
    /** How long after the kill a caller may still wait. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int LARGE = 20 << 20;
    private static final Task<Long> PID = () -> ProcessHandle.current().pid();
    private static final Task<String> FOREVER = () -> {
        new CountDownLatch(1).await();
        return "never";
    };

    /** The places of the tree. */
    private enum Spot {
        CHILD(null),
        GRANDCHILD(CHILD),
        NEAR_SIBLING(CHILD),
        SIBLING(null),
        COUSIN(SIBLING);

        final Spot above;

        Spot(Spot above) {
            this.above = above;
        }

        /** Whether the way to this one leads through that one, or ends there. */
        boolean needs(Spot other) {
            return this == other || above != null && above.needs(other);
        }
    }

    /** What is going on when the kill comes, and at most how many milliseconds it goes on before. */
    private enum Activity {
        CONNECT(400),
        BLOCKING_CALL(20),
        LARGE_DOWN(150),
        LARGE_UP(150),
        CLASS_LOAD(500),
        PING(20),
        CHANNEL(50),
        CLOSE(5);

        final int longest;

        Activity(int longest) {
            this.longest = longest;
        }
    }

    /**
     * Somebody who waits.
     *
     * @param route the context that the answer comes from
     * @param right whether a result is the right one, for an answer that comes all the same; null if none may come
     */
    private record Caller(String what, Spot route, Future<?> outcome, Predicate<Object> right) {}

    private final Random random;
    private final Mitogen mitogen;
    private final Map<Spot, Context> contexts = new EnumMap<>(Spot.class);
    private final Map<Spot, Long> pids = new EnumMap<>(Spot.class);
    private int number;
    private String story = "before the first run";
    private boolean closing; // in this run something is closed besides

    KillRun(Random random) {
        this.random = random;
        mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    /** What the run did, or does. */
    String story() {
        return story;
    }

    /** One kill. */
    void run() throws Exception {
        replace();
        number++;
        Spot victim = any(Spot.values());
        Spot at = any(Spot.values());
        Spot other = any(Spot.values());
        Activity activity = any(Activity.values());
        int delay = random.nextInt(activity.longest * 1000);
        story = "run " + number + " of this tree: " + victim + " killed during " + activity + " at " + at + " (other "
                + other + "), " + delay + " µs after its begin";
        closing = activity == Activity.CLOSE;

        List<Caller> callers = new ArrayList<>();
        for (Spot each : Spot.values()) {
            callers.add(new Caller("blocking call", each, contexts.get(each).submit(FOREVER), null));
        }
        Context further = begin(activity, at, other, callers);
        LockSupport.parkNanos(delay * 1000L); // any moment, whatever goes on in it
        Processes.kill(pids.get(victim));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<Spot> closed = closing
                ? Arrays.stream(Spot.values()).filter(each -> each.needs(at)).toList()
                : List.of();
        for (Caller caller : callers) {
            boolean involved = caller.route.needs(victim) || closed.contains(caller.route);
            if (involved || caller.right == null && caller.outcome.isDone()) {
                fails(caller, victim, deadline);
            }
        }
        for (Context each : contexts.values()) {
            Spot spot = spotOf(each);
            if (!spot.needs(victim) && !closed.contains(spot)) {
                check(each.call(PID).equals(pids.get(spot)), spot + " goes on");
            }
        }
        if (activity == Activity.PING && !at.needs(victim) && !other.needs(victim)) { // or else it ends by itself
            int run = number;
            contexts.get(at).call(() -> Far.stop(run));
        }
        if (activity == Activity.CHANNEL && !other.needs(victim)) {
            contexts.get(other).call(() -> Far.receiver.close());
        }
        for (Caller caller : callers) {
            if (caller.route.needs(victim) || closed.contains(caller.route)) {
                continue;
            }
            if (caller.right == null) {
                check(caller.outcome.cancel(true), caller + " goes on");
            } else {
                Object value = caller.outcome.get(20, TimeUnit.SECONDS);
                check(caller.right.test(value), caller + " gave " + summary(value));
            }
        }
        if ((activity == Activity.PING || activity == Activity.CHANNEL) && other.needs(victim) && !at.needs(victim)) {
            String said = (String) callers.get(callers.size() - 1).outcome.get();
            check(tells(said, victim), "a task at " + at + " that talked to " + other + " heard: " + said);
        }
        if (further != null) {
            further.close();
        }
        contexts.keySet().removeIf(each -> each.needs(victim) || closed.contains(each));
    }

    /** Begins what is to be broken; gives the context that is connected by the way, if one is. */
    private Context begin(Activity activity, Spot at, Spot other, List<Caller> callers) {
        Context context = contexts.get(at);
        switch (activity) {
            case BLOCKING_CALL -> {} // there are some in every run
            case CONNECT, CLASS_LOAD -> {
                Context further = context.connect(local());
                Task<?> task = activity == Activity.CONNECT ? PID : ManyClasses::depth;
                callers.add(new Caller(
                        "call of a further context",
                        at,
                        further.submit(task),
                        value -> activity == Activity.CONNECT
                                || Integer.valueOf(ManyClasses.DEPTH).equals(value)));
                return further;
            }
            case LARGE_DOWN -> {
                byte[] load = new byte[LARGE];
                Arrays.fill(load, (byte) number);
                int hash = Arrays.hashCode(load);
                Call<Integer> call = context.submit(() -> Arrays.hashCode(load));
                callers.add(new Caller("large value down", at, call, value -> value.equals(hash)));
            }
            case LARGE_UP -> {
                Call<byte[]> call = context.submit(() -> new byte[LARGE]);
                callers.add(new Caller("large value up", at, call, value -> ((byte[]) value).length == LARGE));
            }
            case PING -> {
                Context target = contexts.get(other);
                int run = number;
                Call<String> call = context.submit(() -> Far.pingUntilLost(target, run));
                callers.add(new Caller("ping of " + other, at, call, value -> true));
            }
            case CHANNEL -> {
                Receiver<byte[]> here = mitogen.context().receiver();
                Sender<byte[]> up = here.sender();
                context.execute(() -> Far.sendUntilClosed(up));
                callers.add(new Caller("channel from " + at, at, drained(here), null));
                Sender<byte[]> across = contexts.get(other).call(() -> Far.open());
                Call<String> call = context.submit(() -> Far.sendUntilClosed(across));
                callers.add(new Caller("channel to " + other, at, call, value -> true));
            }
            case CLOSE -> {
                CompletableFuture<String> closed = new CompletableFuture<>();
                Thread closer = new Thread(() -> {
                    try {
                        context.close();
                        closed.complete("closed");
                    } catch (Throwable e) {
                        closed.completeExceptionally(e);
                    }
                });
                closer.start();
                callers.add(new Caller("close", at, closed, value -> value.equals("closed")));
            }
        }
        return null;
    }

    /** Takes all that comes, until whoever gets the result loses interest. */
    private static CompletableFuture<String> drained(Receiver<byte[]> receiver) {
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread taker = new Thread(() -> {
            try {
                receiver.forEach(chunk -> {});
                end.complete("its end");
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        taker.start();
        var unused = end.whenComplete((result, failure) -> receiver.close());
        return end;
    }

    /** That the caller ends in time, with an error that tells why; or got its answer before the kill. */
    private void fails(Caller caller, Spot victim, long deadline) throws Exception {
        try {
            Object value = caller.outcome.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            check(caller.right != null && caller.right.test(value), caller + " gave " + summary(value));
        } catch (TimeoutException e) {
            throw new AssertionError(caller + " still waits " + LIMIT.toMillis() + " ms after the kill", e);
        } catch (ExecutionException e) {
            Throwable failure = e.getCause();
            check(
                    failure instanceof ContextLostException || failure instanceof ConnectFailedException,
                    caller + " failed with " + failure);
            check(tells(failure.getMessage(), victim), caller + " failed with " + failure);
        }
    }

    private boolean tells(String message, Spot victim) {
        return message.contains(contexts.get(victim).name() + " from ") && message.contains("killed by signal 9")
                || closing && message.contains(" closed by ");
    }

    private static String summary(Object value) {
        return value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private Spot spotOf(Context context) {
        return contexts.entrySet().stream()
                .filter(each -> each.getValue().equals(context))
                .findAny()
                .orElseThrow()
                .getKey();
    }

    private <T> T any(T[] all) {
        return all[random.nextInt(all.length)];
    }

    /** Connects all that is missing. */
    private void replace() {
        Map<Spot, Call<Long>> missing = new EnumMap<>(Spot.class);
        for (Spot each : Spot.values()) {
            if (!contexts.containsKey(each)) {
                Context from = each.above == null ? mitogen.context() : contexts.get(each.above);
                Context context = from.connect(local());
                contexts.put(each, context);
                missing.put(each, context.submit(PID));
            }
        }
        missing.forEach((spot, pid) -> pids.put(spot, pid.await()));
    }

    @Override
    public void close() {
        long start = System.nanoTime();
        mitogen.close();
        long took = System.nanoTime() - start;
        check(took < LIMIT.toNanos(), "close took " + took / 1_000_000 + " ms");
    }

    /** The far side of pings and channels. */
    static final class Far {
        private static volatile int stopped;
        private static volatile Receiver<byte[]> receiver;

        private Far() {}

        static void stop(int run) {
            stopped = run;
        }

        /** A channel that nobody takes values from. */
        static Sender<byte[]> open() {
            receiver = Context.current().receiver();
            return receiver.sender();
        }

        static String sendUntilClosed(Sender<byte[]> sender) {
            try {
                while (true) {
                    sender.send(new byte[100_000]);
                }
            } catch (ContextLostException | ChannelClosedException e) {
                return e.getMessage();
            }
        }

        static String pingUntilLost(Context target, int run) {
            try {
                while (stopped < run) {
                    target.ping();
                }
                return "stopped";
            } catch (ContextLostException e) {
                return e.getMessage();
            }
        }
    }
}
