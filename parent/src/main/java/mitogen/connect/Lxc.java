package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.util.Map;
import mitogen.methods.CommandMethod;

/**
 * A running container of LXC, through {@code lxc-attach}. Nothing of the environment outside is passed in.
 */
public sealed interface Lxc extends ProcessMethod<Lxc> permits LxcForm {
    /**
     * {@return a container, by its name; as its root}
     *
     * @param container its name
     */
    static Lxc lxc(String container) {
        return new LxcForm(container, null, -1, -1, Map.of(), "lxc-attach", null, CommandMethod.DEFAULT_TIMEOUT);
    }

    /**
     * {@return this method with the directory where the configuration lies ({@code -P})}
     *
     * @param place the directory
     */
    default Lxc withDirectory(String place) {
        return with(this, "directory", place);
    }

    /**
     * {@return this method with an account in the container, which lxc-attach takes as numbers; -1 is for root's}
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
     * {@return this method with another lxc-attach, by name or path}
     *
     * @param command its name, or its path
     */
    default Lxc withBinary(String command) {
        return with(this, "binary", command);
    }
}
