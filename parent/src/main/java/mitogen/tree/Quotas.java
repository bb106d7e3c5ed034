package mitogen.tree;

import mitogen.agent.BootConfig;

/**
 * Indices of those settings that the parent module alone knows. They limit what a child may ask of its parent, but for the
 * last ones. All are inherited by the whole tree, and each parent applies them to its own children.
 */
public final class Quotas {
    /** Class requests per second; twice as many at once. */
    public static final int CLASS_RATE = BootConfig.QUOTAS;

    /** Log records per second; twice as many at once. */
    public static final int LOG_RATE = BootConfig.QUOTAS + 1;

    /** Requests for classes that wait for their answer at a time. */
    public static final int PENDING = BootConfig.QUOTAS + 2;

    /** Percent of the heap that all children of a context together may make it hold. */
    public static final int MEMORY = BootConfig.QUOTAS + 5;

    /** Whether a Java runtime is sent where there is none: 0 for never, or one of the next two. */
    public static final int RUNTIME = BootConfig.QUOTAS + 3;

    /** A runtime is removed when its context has ended. */
    public static final int RUNTIME_REMOVED = 1;

    /** A runtime stays for the next time. */
    public static final int RUNTIME_KEPT = 2;

    /** Tells which modules a runtime has to have that is found where they stay; 0 if any will do. */
    public static final int RUNTIME_MODULES = BootConfig.QUOTAS + 4;

    /** How many settings there are in all. */
    public static final int LENGTH = BootConfig.QUOTAS + 6;

    /** Blocks of context numbers that one child may have, for itself and those behind it: 65,536 contexts. */
    static final int BLOCKS = 256;

    /** How long a child may take to end when it is asked to, in milliseconds. */
    public static final long GRACE = 5000;

    /** How many heartbeats in a row may stay without any answer. */
    public static final int MISSED = 3;

    private Quotas() {}
}
