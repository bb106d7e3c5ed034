package mitogen.parent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import mitogen.Receiver;
import mitogen.Service;
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

    @Override
    protected void putOther(Object value) {
        if (value instanceof Receiver) {
            throw refused(value, "values are taken where it was opened; take its sender() along");
        }
        if (value instanceof Service) {
            throw refused(value, "take its proxy() along");
        }
        if (value instanceof Future) {
            throw refused(value, "wait for its result, and take that along");
        }
        super.putOther(value);
    }

    /** Refuses what stands for something of another tree: its numbers would mean something else here. */
    static void check(ValueWriter to, Parent owner, Object value) {
        if (to instanceof GivingWriter giving && giving.parent != owner) {
            throw giving.refused(value, "it belongs to another Mitogen; connect one from this Mitogen");
        }
    }
}
