package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import mitogen.methods.CommandMethod;

/**
 * Namespaces of Linux on the same machine: new ones, through {@code unshare}, or those of a process that runs there, through
 * {@code nsenter}. See {@code namespaces(7)}.
 */
public final class Namespaces {
    private Namespaces() {}

    /**
     * {@return a context with these namespaces of its own; everything else is as outside}
     *
     * @param kinds the namespaces that it has of its own
     */
    public static Own unshare(Kind... kinds) {
        return new UnshareForm(
                Set.of(kinds), null, null, false, "unshare", null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return a context in all namespaces of a process}
     *
     * @param process the number of the process, where the connect runs
     */
    public static Entered nsenter(long process) {
        return new SetnsForm(
                String.valueOf(process),
                null,
                SetnsForm.ALL,
                -1,
                -1,
                "nsenter",
                null,
                CommandMethod.DEFAULT_TIMEOUT,
                Duration.ZERO);
    }

    /**
     * {@return a context in all namespaces of a running container}
     *
     * @param engine the tool that knows the container
     * @param container its name or identifier
     */
    public static Entered nsenter(Engine engine, String container) {
        Objects.requireNonNull(engine, "engine");
        return new SetnsForm(
                container,
                engine,
                SetnsForm.ALL,
                -1,
                -1,
                "nsenter",
                null,
                CommandMethod.DEFAULT_TIMEOUT,
                Duration.ZERO);
    }

    /**
     * Namespaces that a context has of its own: its mounts, host name or network can be changed, and everything is gone with
     * the context. A context with processes of its own also ends them all.
     */
    public sealed interface Own extends ProcessMethod<Own> permits UnshareForm {
        /**
         * {@return this method with another root directory}
         *
         * @param path the directory
         */
        default Own withDirectory(String path) {
            return with(this, "directory", path);
        }

        /**
         * {@return this method with a working directory there}
         *
         * @param path the directory, by its path there
         */
        default Own withWorkdir(String path) {
            return with(this, "workdir", path);
        }

        /** {@return this method as root of a user namespace, whatever the account is outside} */
        default Own asRoot() {
            return with(this, "root", true);
        }

        /**
         * {@return this method with another unshare, by name or path}
         *
         * @param command its name, or its path
         */
        default Own withBinary(String command) {
            return with(this, "binary", command);
        }
    }

    /**
     * The namespaces of a process, such as the first process of a container. Use it if the container's own tool cannot be
     * used, or would put limits on the context. Needs root.
     */
    public sealed interface Entered extends ProcessMethod<Entered> permits SetnsForm {
        /**
         * {@return this method with these namespaces only; everything else is as outside}
         *
         * @param some the namespaces to enter
         */
        default Entered withNamespaces(Kind... some) {
            return with(this, "namespaces", Set.of(some));
        }

        /**
         * {@return this method with an account, which nsenter takes as numbers; -1 is for root's}
         *
         * @param user the number of the account
         * @param group the number of its group
         */
        default Entered withUser(int user, int group) {
            Entered first = with(this, "uid", user);
            return with(first, "gid", group);
        }

        /**
         * {@return this method with another nsenter, by name or path}
         *
         * @param command its name, or its path
         */
        default Entered withBinary(String command) {
            return with(this, "binary", command);
        }
    }

    /** A kind of namespace. */
    public enum Kind {
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

        Kind() {
            name = name().toLowerCase(Locale.ROOT);
        }

        Kind(String name) {
            this.name = name;
        }

        /** The option of {@code unshare} and {@code nsenter}. */
        String option() {
            return "--" + name;
        }
    }

    /** What can be asked for the number of a container's first process. */
    public enum Engine {
        /** By {@code docker inspect}. */
        DOCKER("docker inspect --format {{.State.Pid}} \"$1\""),
        /** By {@code podman inspect}. */
        PODMAN("podman inspect --format {{.State.Pid}} \"$1\""),
        /** By {@code lxc-info}. */
        LXC("lxc-info --name \"$1\" --pid --no-humanize"),
        /** By {@code lxc list}. */
        LXD("lxc list" + SetnsForm.INSTANCE),
        /** By {@code incus list}. */
        INCUS("incus list" + SetnsForm.INSTANCE),
        /** By {@code machinectl show}. */
        MACHINE("machinectl show --property Leader --value \"$1\"");

        final String lookup;

        Engine(String lookup) {
            this.lookup = lookup;
        }

        String tool() {
            return lookup.substring(0, lookup.indexOf(' '));
        }
    }
}
