package mitogen.connect;

/** A kind of namespace of Linux, see {@code namespaces(7)}. */
public enum Namespace {
    /** Mounted file systems. */
    MOUNT,
    /** Host name. */
    UTS,
    /** Shared memory, semaphores and message queues. */
    IPC,
    /** Network devices, addresses and ports. */
    NETWORK("net"),
    /** Processes. */
    PID,
    /** Accounts. */
    USER,
    /** Control groups. */
    CGROUP,
    /** Clocks since the start. */
    TIME;

    private final String name;

    Namespace() {
        name = name().toLowerCase(java.util.Locale.ROOT);
    }

    Namespace(String name) {
        this.name = name;
    }

    /** The option of {@code unshare} and {@code nsenter}. */
    String option() {
        return "--" + name;
    }
}
