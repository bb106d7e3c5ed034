package mitogen.route;

import java.util.HashMap;
import java.util.Map;
import mitogen.wire.Account;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/** The messages that came over one link and are not whole yet. Of its reader thread. */
final class Fragments {
    /** Messages that may be unfinished at a time; each context sends one after the other. */
    private static final int MAX_UNFINISHED = 8192;

    private final Map<Long, Assembly> unfinished = new HashMap<>();
    private long bytes;

    /**
     * Puts the fragments of a message together; null until it is whole. Fragments of one message come in order.
     *
     * @param most bytes that a message may have
     * @throws IllegalStateException if the message is whole but was too large; the text lacks the name of this context
     */
    Frame assemble(Frame frame, int most) {
        if (!frame.is(Protocol.BULK)) {
            return frame; // it is whole, and may have overtaken fragments with the same handle
        }
        boolean more = frame.is(Protocol.MORE);
        int stream = frame.replyTo() != 0 ? ~frame.replyTo() : frame.handle();
        Long key = (long) frame.source() << 32 | stream & 0xffffffffL;
        Assembly assembly = more || !unfinished.isEmpty() ? unfinished.get(key) : null;
        if (assembly == null) {
            if (!more) {
                return frame;
            }
            if (unfinished.size() > MAX_UNFINISHED) {
                return null;
            }
            assembly = new Assembly(frame.account);
            unfinished.put(key, assembly);
        }
        // What is kept for a frame besides its payload counts too, or empty fragments would cost nothing.
        int size = frame.length() + Protocol.HEADER;
        if (assembly.refused == null) {
            boolean large = bytes + size > most + most / 1000L;
            if (large || !assembly.keep(size + Protocol.HEADER)) {
                drop(assembly); // nothing more is kept of it; its end is answered
                assembly.refused = large
                        ? " takes no message of more than " + most + " bytes"
                        : " has no memory left for a message of that size from here";
            }
        }
        if (assembly.refused == null) {
            bytes += size;
            assembly.size += size;
            assembly.count++;
            if (assembly.head == null) {
                assembly.head = frame;
            } else {
                assembly.tail.next = frame;
            }
            assembly.tail = frame;
        }
        if (more) {
            return null;
        }
        unfinished.remove(key);
        if (assembly.refused != null) {
            throw new IllegalStateException(assembly.refused);
        }
        Frame head = assembly.head;
        drop(assembly);
        return head;
    }

    private void drop(Assembly assembly) {
        bytes -= assembly.size;
        assembly.keep(-assembly.size - assembly.count * (long) Protocol.HEADER);
        assembly.size = 0;
        assembly.count = 0;
        assembly.head = null;
    }

    /** Forgets those of a context that is gone. */
    void forget(int source) {
        for (Long key : unfinished.keySet().toArray(new Long[0])) {
            if ((int) (key >> 32) == source) {
                drop(unfinished.remove(key));
            }
        }
    }

    /** A message of which more fragments are to come. */
    private static final class Assembly {
        final Account account; // that of the link
        Frame head;
        Frame tail;
        long size;
        int count;
        String refused; // why nothing is kept of it

        Assembly(Account account) {
            this.account = account;
        }

        boolean keep(long bytes) {
            return account == null || account.keep(bytes);
        }
    }
}
