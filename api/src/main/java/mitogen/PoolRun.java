package mitogen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/**
 * The work on one sequence of items. The thread that takes the results does everything here: reads the items, sends them,
 * tries them again. Only {@link #ended} is called by other threads.
 *
 * <p>States of an item: waiting for a free context, under way, done, taken.
 */
final class PoolRun<T, R> implements Iterator<Pool.Done<T, R>>, AutoCloseable {
    /** An item that is not done. */
    private static final class Item<T, R> {
        final long index;
        final T value;
        final List<Outcome<R>> attempts = new ArrayList<>();
        int runs;

        Item(long index, T value) {
            this.index = index;
            this.value = value;
        }
    }

    private final Pool pool;
    private final PoolMembers members;
    private final Iterator<? extends T> items;
    private final Pool.Work<T, R> work;
    private final boolean inOrder;
    private final Deque<Item<T, R>> waiting = new ArrayDeque<>(); // that were read; first those to be tried again
    private final TreeMap<Long, Pool.Done<T, R>> done = new TreeMap<>(); // by their index
    private long read; // so many items
    private long taken; // so many results
    private int underWay; // and not collected yet
    private boolean exhausted; // the items
    private final Set<Call<R>> calls = new HashSet<>(); // guarded by itself, as is the next
    private final Queue<Item<T, R>> ended = new ArrayDeque<>();

    PoolRun(Pool pool, Iterator<? extends T> items, Pool.Work<T, R> work, boolean inOrder) {
        this.pool = pool;
        this.items = items;
        this.work = work;
        this.inOrder = inOrder;
        members = pool.members();
        members.checkOpen(true);
    }

    @Override
    public boolean hasNext() {
        while (true) {
            members.checkOpen(false);
            long seen = members.changes();
            collect();
            begin();
            if (isReady()) {
                return true;
            }
            if (underWay == 0 && waiting.isEmpty() && !hasMore()) {
                return false;
            }
            if (underWay == 0 && members.isExhausted()) {
                giveUp();
            } else {
                members.awaitChange(seen);
            }
        }
    }

    @Override
    public Pool.Done<T, R> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        taken++;
        return done.pollFirstEntry().getValue();
    }

    private boolean isReady() {
        return !done.isEmpty() && (!inOrder || done.firstKey() == taken);
    }

    /** Collects the outcomes of the calls that have ended. */
    private void collect() {
        while (true) {
            Item<T, R> item;
            synchronized (calls) {
                item = ended.poll();
            }
            if (item == null) {
                return;
            }
            underWay--;
            Outcome<R> last = item.attempts.get(item.attempts.size() - 1);
            item.runs += last.mayHaveRun() ? 1 : 0;
            Pool.Done<T, R> attempted = new Pool.Done<>(item.value, item.attempts, item.runs);
            if (!attempted.outcome().succeeded() && pool.isWorthAnother(attempted)) {
                waiting.addFirst(item);
            } else {
                done.put(item.index, attempted);
            }
        }
    }

    /** Sends an item to each free context, and lets contexts be made for further items. */
    private void begin() {
        while (!waiting.isEmpty() || mayRead()) {
            PoolMembers.Member member = members.take(pool.parallelism());
            if (member != null) {
                begin(member);
                continue;
            }
            boolean oneMore =
                    waiting.size() > members.connecting(); // not all items find a context that is about to come up
            if (!members.mayGrow() || !oneMore && !(mayRead() && hasMore())) {
                return;
            }
            if (!oneMore) {
                waiting.add(read());
            }
            members.grow();
        }
    }

    private boolean mayRead() {
        return !exhausted && read - taken < pool.window(members.size());
    }

    /** Asks for a further item, which may take a while. */
    private boolean hasMore() {
        exhausted = exhausted || !items.hasNext();
        return !exhausted;
    }

    private Item<T, R> read() {
        return new Item<>(read++, items.next());
    }

    private void begin(PoolMembers.Member member) {
        Call<R> call;
        Item<T, R> item = null;
        try {
            member.context.await(); // it is up; so this tells whether it has ended since
            if (waiting.isEmpty() && !hasMore()) {
                members.release(member, null, null);
                return;
            }
            item = waiting.isEmpty() ? read() : waiting.poll();
            call = member.context.submit(new Pool.ItemTask<>(work, item.value));
        } catch (ContextLostException | ConnectFailedException e) {
            if (item != null) {
                waiting.addFirst(item);
            }
            members.release(member, null, Outcomes.of(member.context.onUp(), null, e));
            return;
        } catch (Throwable e) {
            members.release(member, null, null);
            throw e;
        }
        underWay++;
        synchronized (calls) {
            calls.add(call);
        }
        members.began(call);
        Item<T, R> begun = item;
        var unused =
                call.whenComplete((value, failure) -> ended(begun, member, call, Outcomes.of(call, value, failure)));
    }

    /** On whatever thread completes a call. */
    private void ended(Item<T, R> item, PoolMembers.Member member, Call<R> call, Outcome<R> outcome) {
        synchronized (calls) {
            calls.remove(call);
            item.attempts.add(outcome);
            ended.add(item);
        }
        members.release(member, call, outcome);
    }

    /** No context is left: the items that were read fail as the last one did, and no more are read. */
    @SuppressWarnings("unchecked") // a failure is one for every type of value
    private void giveUp() {
        Outcome<R> why = (Outcome<R>) members.lastGone();
        if (waiting.isEmpty()) {
            throw new MitogenException(
                    "no context of the pool is left; " + read
                            + " items were read, and there are more. The last context: "
                            + why.failure().getMessage(),
                    why.failure());
        }
        for (Item<T, R> item : waiting) {
            if (item.attempts.isEmpty()) {
                item.attempts.add(why);
            }
            done.put(item.index, new Pool.Done<>(item.value, item.attempts, item.runs));
        }
        waiting.clear();
    }

    /** Cancels what is under way. */
    @Override
    public void close() {
        List<Call<R>> left;
        synchronized (calls) {
            left = List.copyOf(calls);
        }
        left.forEach(call -> call.cancel(true));
    }
}
