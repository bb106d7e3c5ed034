package mitogen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The contexts of a pool. States of a member: connecting, up, gone. All is guarded by this, and whoever waits for a change of
 * anything waits for this.
 */
final class PoolMembers {
    /** How many connects in a row may fail before no more are tried. */
    private static final int FAILURES = 3;

    private static final int CLOSERS = 16;

    /** A context that has just come up is not idle yet, in nanoseconds: somebody is about to use it. */
    private static final long FRESH = 1_000_000_000;

    /** One context. */
    static final class Member {
        final Context context;
        private boolean up;
        private int busy; // with so many items
        private long since; // when it was busy last

        Member(Context context) {
            this.context = context;
        }
    }

    private final Supplier<? extends Context> make; // null if these are all
    private final int min;
    private final int max;
    private final long idle;
    private final List<Member> members = new ArrayList<>(); // none that is gone
    private final Queue<Context> ended = new ArrayDeque<>(); // that were made, to be closed
    private final Set<Call<?>> calls = new HashSet<>(); // under way
    private int failures; // of connects in a row
    private Outcome<?> lastGone; // why the last one is gone, or null
    private long changes;
    private boolean closed;
    private final Queue<RuntimeException> notClosed = new ConcurrentLinkedQueue<>(); // told when the pool is closed
    private Thread keeper; // closes what is idle; null if there is nothing for it

    PoolMembers(List<Context> contexts, Supplier<? extends Context> make, int min, int max, Duration idle) {
        this.make = make;
        this.min = min;
        this.max = max;
        this.idle = TimeUnit.NANOSECONDS.convert(idle);
        contexts.forEach(context -> members.add(new Member(context)));
        List.copyOf(members).forEach(this::watch);
    }

    private void watch(Member member) {
        CompletionStage<Context> up = member.context.onUp();
        var unused = up.whenComplete((context, failure) -> {
            if (failure == null) {
                up(member);
            } else {
                gone(member, Outcomes.of(up, context, failure));
            }
        });
    }

    private synchronized void up(Member member) {
        member.up = true;
        member.since = System.nanoTime() + FRESH;
        failures = 0;
        changed();
    }

    /** A member has ended, or never was up. */
    synchronized void gone(Member member, Outcome<?> why) {
        if (members.remove(member)) {
            lastGone = why;
            failures += member.up ? 0 : 1;
            if (make != null && !closed) {
                ended.add(member.context); // others that were connected for it may be there
                keep();
            }
        }
        changed();
    }

    /** Why the member that left last is gone; null if none is gone. */
    synchronized Outcome<?> lastGone() {
        return lastGone;
    }

    private void changed() {
        changes++;
        notifyAll();
    }

    synchronized long changes() {
        return changes;
    }

    /** Waits until there have been more changes. */
    synchronized void awaitChange(long seen) {
        try {
            while (changes == seen) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for a context of a pool", e);
        }
    }

    /** A run begins: connects that failed before the run may succeed now. */
    synchronized void checkOpen(boolean begins) {
        if (closed) {
            throw new IllegalStateException("the pool is closed");
        }
        failures = begins ? 0 : failures;
    }

    /** The member with the fewest items, for one more; null if none is free. */
    synchronized Member take(int parallelism) {
        Member free = null;
        for (Member each : members) {
            if (each.up && each.busy < parallelism && (free == null || each.busy < free.busy)) {
                free = each;
            }
        }
        if (free != null) {
            free.busy++;
        }
        return free;
    }

    /** A call of a member is under way. */
    void began(Call<?> call) {
        boolean late;
        synchronized (this) {
            calls.add(call);
            late = closed;
        }
        if (late) {
            call.cancel(true);
        }
    }

    /** A member is done with an item. */
    synchronized void release(Member member, Call<?> call, Outcome<?> outcome) {
        member.busy--;
        member.since = System.nanoTime();
        calls.remove(call);
        if (outcome instanceof Outcome.Lost) {
            gone(member, outcome);
        }
        changed();
    }

    /** How many there are, or will be when they are up. */
    synchronized int size() {
        return make == null ? members.size() : max;
    }

    synchronized int connecting() {
        return (int) members.stream().filter(each -> !each.up).count();
    }

    synchronized boolean mayGrow() {
        return make != null && members.size() < max && failures < FAILURES;
    }

    /** Whether no member is left, and none can be made. */
    synchronized boolean isExhausted() {
        return members.isEmpty() && !mayGrow();
    }

    /** Makes one more member. */
    void grow() {
        Member made = new Member(Objects.requireNonNull(make.get(), "the supplier of a pool's contexts gave null"));
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                members.add(made);
                keep();
            }
        }
        if (late) {
            close(made.context);
            checkOpen(false);
        }
        watch(made);
    }

    /** Lets idle and ended contexts be closed. */
    private void keep() {
        if (keeper == null && (members.size() > min || !ended.isEmpty())) {
            keeper = thread(() -> closeEach(this::nextIdle));
        }
    }

    /** Waits for the next context to close; null if there will be none. */
    private synchronized Context nextIdle() {
        try {
            while (!closed && (members.size() > min || !ended.isEmpty())) {
                if (!ended.isEmpty()) {
                    return ended.remove();
                }
                Member oldest = oldestIdle();
                long left = oldest == null ? Long.MAX_VALUE : oldest.since + idle - System.nanoTime();
                if (left <= 0) {
                    members.remove(oldest);
                    return oldest.context;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            // nobody does; what is left is closed with the pool
        }
        keeper = null;
        return null;
    }

    private Member oldestIdle() {
        Member oldest = null;
        for (Member each : members) {
            if (each.up && each.busy == 0 && (oldest == null || each.since - oldest.since < 0)) {
                oldest = each;
            }
        }
        return oldest;
    }

    private static void close(Context context) {
        context.withTimeout(Duration.ofDays(1)).close(); // a view's timeout is that of its calls
    }

    void close() {
        List<Context> made = new ArrayList<>();
        List<Call<?>> left;
        Thread working;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = List.copyOf(calls);
            working = keeper;
            if (make != null) {
                members.forEach(each -> made.add(each.context));
                made.addAll(ended);
                members.clear();
            }
            changed();
        }
        left.forEach(call -> call.cancel(true));
        closeAll(made);
        if (working != null) {
            join(working);
        }
        RuntimeException first = notClosed.poll();
        if (first != null) {
            notClosed.forEach(first::addSuppressed);
            throw first;
        }
    }

    /** Closes them side by side: each may take a while. */
    private void closeAll(Collection<Context> contexts) {
        Queue<Context> left = new ConcurrentLinkedQueue<>(contexts);
        List<Thread> closers = new ArrayList<>();
        for (int i = 0; i < Math.min(CLOSERS, contexts.size()); i++) {
            closers.add(thread(() -> closeEach(left::poll)));
        }
        closers.forEach(PoolMembers::join);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mitogen-pool");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Closes one after the other, until there is none. */
    private void closeEach(Supplier<Context> contexts) {
        for (Context next = contexts.get(); next != null; next = contexts.get()) {
            try {
                close(next);
            } catch (RuntimeException e) {
                notClosed.add(e);
            }
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the interrupt comes later: the close goes on
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
