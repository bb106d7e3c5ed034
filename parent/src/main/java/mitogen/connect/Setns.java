package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import mitogen.connect.Unshare.Namespace;
import mitogen.methods.CommandMethod;

/**
 * The namespaces of a process that runs on the same machine, such as the first of a container, through {@code nsenter}:
 * for when the container's own tool cannot be used, or would put limits on what is run. Needs root.
 */
public sealed interface Setns extends ProcessMethod<Setns> permits SetnsForm {
    /** What can be asked for the number of a container's first process. */
    enum Engine {
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

    /**
     * {@return all namespaces of a process, by its number}
     *
     * @param pid the number of the process, where the connect runs
     */
    static Setns process(long pid) {
        return new SetnsForm(
                String.valueOf(pid),
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
     * {@return all namespaces of a running container}
     *
     * @param engine the tool that knows the container
     * @param name its name or identifier
     */
    static Setns container(Engine engine, String name) {
        Objects.requireNonNull(engine, "engine");
        return new SetnsForm(
                name, engine, SetnsForm.ALL, -1, -1, "nsenter", null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return this method with these namespaces only; everything else is as outside}
     *
     * @param some the namespaces to enter
     */
    default Setns withNamespaces(Namespace... some) {
        return with(this, "namespaces", Set.of(some));
    }

    /**
     * {@return this method with an account, which nsenter takes as numbers; -1 is for root's}
     *
     * @param user the number of the account
     * @param group the number of its group
     */
    default Setns withUser(int user, int group) {
        Setns first = with(this, "uid", user);
        return with(first, "gid", group);
    }

    /**
     * {@return this method with another nsenter, by name or path}
     *
     * @param command its name, or its path
     */
    default Setns withBinary(String command) {
        return with(this, "binary", command);
    }
}
