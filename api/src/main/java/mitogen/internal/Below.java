package mitogen.internal;

/** A {@code Context}, which may lie below this one. */
public interface Below {
    /** The child of this context on the way to it, a {@code Context}, which may be itself; null if it does not lie below, or is gone. */
    Object nextHop();
}
