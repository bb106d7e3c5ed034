package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

/**
 * A running container or virtual machine of Incus, or of LXD, from which it came, through the user's own {@code incus exec}
 * or {@code lxc exec}.
 */
public sealed interface Instance extends ProcessMethod<Instance> permits InstanceForm {
    /**
     * {@return an instance of Incus, by its name or {@code remote:name}; as its root}
     *
     * @param instance its name
     */
    static Instance incus(String instance) {
        return InstanceForm.of("incus", "incus", instance);
    }

    /**
     * {@return an instance of LXD, by its name or {@code remote:name}; as its root} The client's command is {@code
     * lxc}.
     *
     * @param instance its name
     */
    static Instance lxd(String instance) {
        return InstanceForm.of("lxd", "lxc", instance);
    }

    /**
     * {@return this method with the project that the instance belongs to, instead of the current one}
     *
     * @param name the project
     */
    default Instance withProject(String name) {
        return with(this, "project", name);
    }

    /**
     * {@return this method with an account in the instance, which the client takes as numbers; -1 is for root's}
     *
     * @param user the number of the account
     * @param group the number of its group
     */
    default Instance withUser(int user, int group) {
        Instance first = with(this, "uid", user);
        return with(first, "gid", group);
    }

    /**
     * {@return this method with a working directory there, instead of root's home, or the root where that is missing}
     *
     * @param path the directory, by its path there
     */
    default Instance withWorkdir(String path) {
        return with(this, "workdir", path);
    }

    /**
     * {@return this method with one more environment variable there; other accounts may see it in the process list}
     *
     * @param name the name of the variable
     * @param value its value
     */
    default Instance withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /**
     * {@return this method with another client, by name or path}
     *
     * @param command its name, or its path
     */
    default Instance withBinary(String command) {
        return with(this, "binary", command);
    }
}
