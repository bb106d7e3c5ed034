package mitogen.tree;

/** What a child may take of its parent in every tree; {@link Settings} has what is up to the controller. */
public final class Quotas {
    /** Blocks of context numbers that one child may have, for itself and those behind it: 65,536 contexts. */
    static final int BLOCKS = 256;

    /** How long a child may take to end when it is asked to, in milliseconds. */
    public static final long GRACE = 5000;

    /** How many heartbeats in a row may stay without any answer. */
    public static final int MISSED = 3;

    private Quotas() {}
}
