package mitogen.route;

import java.util.HashMap;
import java.util.Map;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/** The messages that came over one link and are not whole yet. Of its reader thread. */
final class Fragments {
    /** Messages that may be unfinished at a time; each context sends one after the other. */
    private static final int MAX_UNFINISHED = 8192;

    private final Router router;
    private final Link link;
    private final Map<Long, Assembly> unfinished = new HashMap<>();
    private long bytes;

    Fragments(Router router, Link link) {
        this.router = router;
        this.link = link;
    }

    /** Puts the fragments of a message together; null until it is whole. Fragments of one message come in order. */
    Frame assemble(Frame frame) {
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
            assembly = new Assembly();
            unfinished.put(key, assembly);
        }
        // What is kept for a frame besides its payload counts too, or empty fragments would cost nothing.
        int size = frame.length() + Protocol.HEADER;
        if (assembly.refused == null) {
            boolean large = bytes + size > router.maxMessage + router.maxMessage / 1000L;
            if (large || !keep(size + Protocol.HEADER)) {
                drop(assembly); // nothing more is kept of it; its end is answered
                assembly.refused = router.nameOf(router.self)
                        + (large
                                ? " takes no message of more than " + router.maxMessage + " bytes"
                                : " has no memory left for a message of that size from here");
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
        Frame head = assembly.head;
        if (assembly.refused == null) {
            drop(assembly);
            return head;
        }
        String reason = assembly.refused;
        router.dead(frame, Protocol.REFUSED, reason, -1);
        if (frame.replyTo() != 0 || frame.handle() < Protocol.FIRST_REPLY) {
            return null;
        }
        Frame dead = Router.deadPayload(Protocol.REFUSED, reason, -1); // it was a reply: somebody here waits for it
        dead.address(frame.destination(), frame.source(), frame.handle(), 0, Protocol.DEAD);
        return dead;
    }

    private boolean keep(long size) {
        return link.account == null || link.account.keep(size);
    }

    private void drop(Assembly assembly) {
        bytes -= assembly.size;
        keep(-assembly.size - assembly.count * (long) Protocol.HEADER);
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
        Frame head;
        Frame tail;
        long size;
        int count;
        String refused; // why nothing is kept of it
    }
}
