package mitogen.channels;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import mitogen.Sender;
import mitogen.wire.Account;
import mitogen.wire.Frame;

/**
 * The values of one channel that nobody has taken yet, as they arrived, and what each context that sends has under way. The
 * children that they came from pay for them. Not thread-safe.
 */
final class Inbox {
    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private final Map<Integer, Sent> accounts = new HashMap<>(); // by the context that sends

    /** What one context has sent. */
    private static final class Sent {
        long queued;
        long taken; // since it last was given credit
    }

    /** A value, not decoded yet. */
    private record Item(Frame head, Sent sent, Account account, long size) {
        void done() {
            sent.queued -= size;
            if (account != null) {
                account.keep(-size);
            }
        }
    }

    /** From now on that context is one of {@link #sources}. */
    void open(int source) {
        accounts.computeIfAbsent(source, unused -> new Sent());
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
     * @return null, or why it is too much
     */
    String add(Frame head) {
        Sent sent = accounts.computeIfAbsent(head.source(), unused -> new Sent());
        if (sent.queued >= 2L * Sender.WINDOW) {
            return "more than it had credit for";
        }
        Item item = new Item(head, sent, head.account, ChannelMessage.size(head));
        if (head.account != null && !head.account.keep(item.size)) {
            return "more bytes that nobody has taken than there is memory for";
        }
        sent.queued += item.size;
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
        item.done();
        item.sent.taken += item.size;
        return item.head;
    }

    /** Credit that is due to a context whose value was taken, or 0. */
    long credit(int source) {
        Sent sent = accounts.get(source);
        if (sent == null || sent.taken < ChannelMessage.GRANT) {
            return 0;
        }
        long credit = sent.taken;
        sent.taken = 0;
        return credit;
    }

    /** Nothing more will come: what is left is nobody's account any more. */
    void seal() {
        ArrayDeque<Item> left = new ArrayDeque<>();
        for (Item item : queue) {
            item.done();
            left.add(new Item(item.head, new Sent(), null, item.size));
        }
        queue.clear();
        queue.addAll(left);
    }

    void clear() {
        queue.clear();
    }
}
