package mitogen.connect;

import static mitogen.connect.Options.with;

import mitogen.methods.CommandMethod;

/**
 * A running jail of FreeBSD, through {@code jexec}.
 */
public sealed interface Jail extends ProcessMethod<Jail> permits JailForm {
    /** Returns a jail, by its name or number; as its root. */
    static Jail jail(String jail) {
        return new JailForm(jail, null, false, "jexec", null, CommandMethod.DEFAULT_TIMEOUT);
    }

    /** Returns this method with an account in the jail. */
    default Jail withUser(String name) {
        return with(this, "user", name);
    }

    /** Returns this method with nothing of the environment outside passed in. */
    default Jail withCleanEnvironment() {
        return with(this, "clean", true);
    }

    /** Returns this method with another jexec, by name or path. */
    default Jail withBinary(String command) {
        return with(this, "binary", command);
    }
}
