package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import mitogen.methods.CommandMethod;

/**
 * A running jail of FreeBSD, through {@code jexec}.
 */
public sealed interface Jail extends ProcessMethod<Jail> permits JailForm {
    /**
     * {@return a jail, by its name or number; as its root}
     *
     * @param jail its name or number
     */
    static Jail jail(String jail) {
        return new JailForm(jail, null, false, "jexec", null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return this method with an account in the jail}
     *
     * @param name the name of the account
     */
    default Jail withUser(String name) {
        return with(this, "user", name);
    }

    /** {@return this method without the environment variables of the outside} */
    default Jail withCleanEnvironment() {
        return with(this, "clean", true);
    }

    /**
     * {@return this method with another jexec, by name or path}
     *
     * @param command its name, or its path
     */
    default Jail withBinary(String command) {
        return with(this, "binary", command);
    }
}
