package mitogen.internal;

/** A context whose calls can have a {@link Limit} in common with those of other contexts. */
public interface Limited {
    /** The context, a {@code mitogen.Context}, with that limit to the calls that are submitted through it. */
    Object withLimit(Limit limit);
}
