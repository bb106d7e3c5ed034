package mitogen.internal;

import mitogen.Context;

/** A context, which may lie below this one. */
public interface Below {
    /** The child of this context on the way to it, which may be itself; null if it does not lie below, or is gone. */
    Context nextHop();
}
