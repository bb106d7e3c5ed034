package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

/**
 * A running container of LXC, or a running container or virtual machine of LXD or Incus, which descend from it: through the
 * user's own {@code lxc-attach}, {@code lxc exec} or {@code incus exec}. {@code lxc-attach} passes in no environment
 * variables.
 */
public sealed interface Lxc extends ProcessMethod<Lxc> permits LxcForm {
    /**
     * {@return a container of LXC itself, by its name; as its root}
     *
     * @param container its name
     */
    static Lxc lxc(String container) {
        return LxcForm.of(LxcForm.Tool.LXC, container);
    }

    /**
     * {@return an instance of LXD, by its name or {@code remote:name}; as its root} The client's command is {@code
     * lxc}.
     *
     * @param instance its name
     */
    static Lxc lxd(String instance) {
        return LxcForm.of(LxcForm.Tool.LXD, instance);
    }

    /**
     * {@return an instance of Incus, by its name or {@code remote:name}; as its root}
     *
     * @param instance its name
     */
    static Lxc incus(String instance) {
        return LxcForm.of(LxcForm.Tool.INCUS, instance);
    }

    /**
     * {@return this method with an account in the container, which the tools take as numbers; -1 is for root's}
     *
     * @param user the number of the account
     * @param group the number of its group
     */
    default Lxc withUser(int user, int group) {
        Lxc first = with(this, "uid", user);
        return with(first, "gid", group);
    }

    /**
     * {@return this method with one more environment variable there; other accounts may see it in the process list}
     *
     * @param name the name of the variable
     * @param value its value
     */
    default Lxc withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /**
     * {@return this method with the directory that has the configuration of LXC ({@code -P})}
     *
     * @param place the directory
     * @throws IllegalArgumentException for LXD and Incus, whose servers know where it is
     */
    default Lxc withDirectory(String place) {
        return with(this, "directory", place);
    }

    /**
     * {@return this method with the project that the instance belongs to, instead of the current one}
     *
     * @param name the project
     * @throws IllegalArgumentException for LXC itself, which has no projects
     */
    default Lxc withProject(String name) {
        return with(this, "project", name);
    }

    /**
     * {@return this method with a working directory there, instead of root's home, or the root where that is missing}
     *
     * @param path the directory, by its path there
     * @throws IllegalArgumentException for LXC itself, whose {@code lxc-attach} takes none
     */
    default Lxc withWorkdir(String path) {
        return with(this, "workdir", path);
    }

    /**
     * {@return this method with another command than {@code lxc-attach}, {@code lxc} or {@code incus}, by name or path}
     *
     * @param command its name, or its path
     */
    default Lxc withBinary(String command) {
        return with(this, "binary", command);
    }
}
