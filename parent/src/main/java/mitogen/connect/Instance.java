package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

/**
 * A running container or virtual machine of Incus, or of LXD, from which it came, through the user's own {@code incus exec}
 * or {@code lxc exec}.
 */
public sealed interface Instance extends ProcessMethod<Instance> permits InstanceForm {
    /** Returns an instance of Incus, by its name or {@code remote:name}; as its root. */
    static Instance incus(String instance) {
        return InstanceForm.of("incus", "incus", instance);
    }

    /** Returns an instance of LXD, by its name or {@code remote:name}; as its root. The client's command is {@code lxc}. */
    static Instance lxd(String instance) {
        return InstanceForm.of("lxd", "lxc", instance);
    }

    /** Returns this method with the project that the instance belongs to, instead of the current one. */
    default Instance withProject(String name) {
        return with(this, "project", name);
    }

    /** Returns this method with an account in the instance, which the client takes as numbers; -1 is for root's. */
    default Instance withUser(int user, int group) {
        Instance first = with(this, "uid", user);
        return with(first, "gid", group);
    }

    /** Returns this method with a working directory there, instead of root's home, or the root where that is missing. */
    default Instance withWorkdir(String path) {
        return with(this, "workdir", path);
    }

    /** Returns this method with one more environment variable there; other accounts may see it in the process list. */
    default Instance withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /** Returns this method with another client, by name or path. */
    default Instance withBinary(String command) {
        return with(this, "binary", command);
    }
}
