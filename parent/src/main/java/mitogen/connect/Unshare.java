package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.Set;
import mitogen.methods.CommandMethod;

/**
 * Namespaces of its own on the same machine, through {@code unshare}: a context whose mounts, host name or network can be
 * changed, and everything is gone with the context. A context with processes of its own also ends them all.
 */
public sealed interface Unshare extends ProcessMethod<Unshare> permits UnshareForm {
    /**
     * {@return a context with these namespaces of its own; everything else is as outside}
     *
     * @param namespaces the namespaces that it has of its own
     */
    static Unshare unshare(Namespace... namespaces) {
        return new UnshareForm(
                Set.of(namespaces), null, null, false, "unshare", null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return this method with another root directory}
     *
     * @param path the directory
     */
    default Unshare withDirectory(String path) {
        return with(this, "directory", path);
    }

    /**
     * {@return this method with a working directory there}
     *
     * @param path the directory, by its path there
     */
    default Unshare withWorkdir(String path) {
        return with(this, "workdir", path);
    }

    /** {@return this method as root of a user namespace, whatever the account is outside} */
    default Unshare asRoot() {
        return with(this, "root", true);
    }

    /**
     * {@return this method with another unshare, by name or path}
     *
     * @param command its name, or its path
     */
    default Unshare withBinary(String command) {
        return with(this, "binary", command);
    }

    /** A kind of namespace of Linux, see {@code namespaces(7)}. */
    enum Namespace {
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
}
