package mitogen.channels;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import mitogen.wire.Account;

/**
 * The copies of one channel's sender that are elsewhere, each from the moment at which it was made for another context
 * until it ends. Not thread-safe.
 */
final class SenderCopies {
    /** How many may be live, and how many may have ended before they were heard of. */
    static final int MOST = 1 << 16;

    /** What one takes, roughly, in bytes. */
    private static final int SIZE = 256;

    /** The context that has it, that context's name, and the one that gave it; who pays for this, or null. */
    record Copy(int holder, String name, int giver, Account account) {}

    private final Map<Long, Copy> live = new HashMap<>();
    private final Map<Long, Account> early = new HashMap<>(); // those that ended before we heard that they were made
    private boolean any;

    /** One was made; false if there are too many. */
    boolean add(long copy, int holder, String name, int giver, Account account) {
        any = true;
        if (early.containsKey(copy)) {
            pay(early.remove(copy), -1);
            return true;
        }
        if (live.containsKey(copy)) {
            return true;
        }
        if (live.size() >= MOST || !pay(account, 1)) {
            return false;
        }
        live.put(copy, new Copy(holder, name, giver, account));
        return true;
    }

    private static boolean pay(Account account, int factor) {
        return account == null || account.keep((long) factor * SIZE);
    }

    /** One has ended, says a context. */
    void end(long copy, int source, Account account) {
        if (!live.containsKey(copy)) {
            if (early.size() < MOST && !early.containsKey(copy) && pay(account, 1)) {
                early.put(copy, account);
            }
        } else if (concerns(copy, source)) {
            pay(live.remove(copy).account, -1);
        }
    }

    /** Whether the context has that copy, or gave it; or nobody knows yet. */
    boolean concerns(long copy, int source) {
        Copy known = live.get(copy);
        return known == null || known.holder == source || known.giver == source;
    }

    /** One that one of those contexts has, or null. */
    Copy heldBy(Set<Integer> contexts) {
        for (Copy copy : live.values()) {
            if (contexts.contains(copy.holder)) {
                return copy;
            }
        }
        return null;
    }

    Set<Integer> holders() {
        Set<Integer> holders = new HashSet<>();
        live.values().forEach(copy -> holders.add(copy.holder));
        return holders;
    }

    /** Whether there were any, and all have ended. */
    boolean allEnded() {
        return any && live.isEmpty();
    }

    void clear() {
        live.values().forEach(copy -> pay(copy.account, -1));
        early.values().forEach(account -> pay(account, -1));
        live.clear();
        early.clear();
    }
}
