package mitogen.call;

import mitogen.Context;

/** A context whose calls can have a {@link Limit} in common with those of other contexts. */
public interface Limited {
    /** This context with that limit to the calls that are submitted through the result. */
    Context withLimit(Limit limit);
}
