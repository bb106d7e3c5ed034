package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.Map;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.methods.CommandMethod;

/**
 * Another account of the same machine, through {@code doas}. Without a password, doas is told not to ask: the connect
 * fails at once if one is needed. doas reads a password only from a terminal. So with a password, {@code script} (util-linux)
 * makes a terminal, and only the password goes through it.
 */
public sealed interface Doas extends PasswordMethod<Doas> permits DoasForm {
    /** {@return the account to become, or null for root} */
    String user();

    /** {@return the method that becomes root} */
    static Doas doas() {
        return new DoasForm(null, null, Map.of(), "doas", null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return the method that becomes another account}
     *
     * @param user the name of the account
     */
    static Doas doas(String user) {
        return doas().withUser(user);
    }

    /**
     * {@return this method with another account; null for root}
     *
     * @param name the name of the account
     */
    default Doas withUser(String name) {
        return with(this, "user", name);
    }

    /**
     * {@return this method with one more environment variable; doas keeps none but those that doas.conf names}
     *
     * @param name the name of the variable
     * @param value its value
     */
    default Doas withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /**
     * {@return this method with another command than {@code doas}}
     *
     * @param command its name, or its path
     */
    default Doas withBinary(String command) {
        return with(this, "binary", command);
    }
}
