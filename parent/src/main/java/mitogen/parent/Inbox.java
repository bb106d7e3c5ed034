package mitogen.parent;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import mitogen.Sender;
import mitogen.wire.Frame;

/**
 * The values of one channel that nobody has taken yet, as they arrived, and what each context that sends has under way. Not
 * thread-safe, but for the counters of links.
 */
final class Inbox {
    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private final Map<Integer, Account> accounts = new HashMap<>(); // by the context that sends

    /** What one context has sent. */
    private static final class Account {
        long queued;
        long taken; // since it last was given credit
    }

    /** A value, not decoded yet. */
    private record Item(Frame head, Account account, AtomicLong ofLink, long size) {
        void count(int factor) {
            account.queued += factor * size;
            ofLink.addAndGet(factor * size);
        }
    }

    /** From now on that context is one of {@link #sources}. */
    void open(int source) {
        accounts.computeIfAbsent(source, unused -> new Account());
    }

    /** The contexts that have sent, or are about to. */
    Set<Integer> sources() {
        return new HashSet<>(accounts.keySet());
    }

    void forget(Set<Integer> contexts) {
        accounts.keySet().removeAll(contexts);
    }

    /**
     * A value has arrived.
     *
     * @param ofLink bytes of all channels that came over the same link
     * @param most how many these may be
     * @return null, or why it is too much
     */
    String add(Frame head, AtomicLong ofLink, int most) {
        Account account = accounts.computeIfAbsent(head.source(), unused -> new Account());
        if (account.queued >= 2L * Sender.WINDOW) {
            return "more than it had credit for";
        }
        if (ofLink.get() > most) {
            return "more than " + most + " bytes that nobody has taken";
        }
        Item item = new Item(head, account, ofLink, Outlet.size(head));
        item.count(1);
        queue.add(item);
        return null;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The next value, or null. */
    Frame poll() {
        Item item = queue.poll();
        if (item == null) {
            return null;
        }
        item.count(-1);
        item.account.taken += item.size;
        return item.head;
    }

    /** Credit that is due to a context whose value was taken, or 0. */
    long credit(int source) {
        Account account = accounts.get(source);
        if (account == null || account.taken < Channels.GRANT) {
            return 0;
        }
        long credit = account.taken;
        account.taken = 0;
        return credit;
    }

    /** Nothing more will come: what is left does not count any more. */
    void seal() {
        ArrayDeque<Item> left = new ArrayDeque<>();
        for (Item item : queue) {
            item.count(-1);
            left.add(new Item(item.head, new Account(), new AtomicLong(), item.size));
        }
        queue.clear();
        queue.addAll(left);
    }

    void clear() {
        queue.clear();
    }
}
