package mitogen.parent;

import java.util.ArrayList;
import java.util.List;
import mitogen.wire.ValueWriter;

/**
 * Writes values for one context of a tree, and remembers which senders of channels it wrote: that context may never get
 * them.
 */
class GivingWriter extends ValueWriter {
    /** The copies that were made. */
    final List<ChannelSender<?>> given = new ArrayList<>();

    private final Parent parent;

    /** For values that the given one sends. */
    GivingWriter(Parent parent, String what, int limit, int destination) {
        super(what, limit, destination);
        this.parent = parent;
    }

    /** Refuses what stands for something of another tree: its numbers would mean something else here. */
    static void check(ValueWriter to, Parent owner, Object value) {
        if (to instanceof GivingWriter giving && giving.parent != owner) {
            throw giving.refused(value, "it belongs to another Mitogen; connect one from this Mitogen");
        }
    }
}
