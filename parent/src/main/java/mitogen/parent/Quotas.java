package mitogen.parent;

import mitogen.agent.BootConfig;

/**
 * Indices of those settings that limit what a child may ask of its parent. All are inherited by the whole tree, and each
 * parent applies them to its own children.
 */
public final class Quotas {
    /** Class requests per second; twice as many at once. */
    public static final int CLASS_RATE = BootConfig.QUOTAS;

    /** Log records per second; twice as many at once. */
    public static final int LOG_RATE = BootConfig.QUOTAS + 1;

    /** Requests for classes that wait for their answer at a time. */
    public static final int PENDING = BootConfig.QUOTAS + 2;

    /** How many settings there are in all. */
    public static final int LENGTH = BootConfig.QUOTAS + 3;

    /** Blocks of context numbers that one child may have, for itself and those behind it: 65,536 contexts. */
    static final int BLOCKS = 256;

    /** Bytes of control frames that may be queued for a child before its own requests are left to wait. */
    static final int ANSWERS = 16 << 20;

    /** Bytes that came from a child and may wait to go on to others, or to the listener, before it is left to wait. */
    static final int UNDER_WAY = 64 << 20;

    private Quotas() {}
}
