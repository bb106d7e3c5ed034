package mitogen.parent;

import java.util.ArrayList;
import java.util.List;
import mitogen.wire.ValueWriter;

/** Writes values for one context, and remembers which senders of channels it wrote: that context may never get them. */
class GivingWriter extends ValueWriter {
    /** The copies that were made. */
    final List<ChannelSender<?>> given = new ArrayList<>();

    GivingWriter(String what, int limit, int destination) {
        super(what, limit, destination);
    }
}
