package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.Map;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.methods.CommandMethod;

/**
 * Another account of the same machine, through {@code sudo}. Without a password, sudo is told not to ask: the connect
 * fails at once if one is needed.
 */
public sealed interface Sudo extends PasswordMethod<Sudo> permits SudoForm {
    /** {@return the account to become, or null for root} */
    String user();

    /** {@return the method that becomes root} */
    static Sudo sudo() {
        return new SudoForm(
                null,
                null,
                false,
                false,
                Map.of(),
                null,
                null,
                false,
                "sudo",
                null,
                CommandMethod.DEFAULT_TIMEOUT,
                Duration.ZERO);
    }

    /**
     * {@return the method that becomes another account}
     *
     * @param user the name of the account
     */
    static Sudo sudo(String user) {
        return sudo().withUser(user);
    }

    /**
     * {@return this method with another account; null for root}
     *
     * @param name the name of the account
     */
    default Sudo withUser(String name) {
        return with(this, "user", name);
    }

    /** {@return this method with the account's login shell ({@code -i}), in its home directory} */
    default Sudo withLogin() {
        return with(this, "login", true);
    }

    /** {@return this method with the environment kept, as far as sudoers allows ({@code -E})} */
    default Sudo withEnvironmentPreserved() {
        return with(this, "preserve", true);
    }

    /**
     * {@return this method with one more environment variable}
     *
     * @param name the name of the variable
     * @param value its value
     */
    default Sudo withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /**
     * {@return this method with an SELinux role ({@code -r})}
     *
     * @param name the role
     */
    default Sudo withRole(String name) {
        return with(this, "role", name);
    }

    /**
     * {@return this method with an SELinux type ({@code -t})}
     *
     * @param name the type
     */
    default Sudo withType(String name) {
        return with(this, "type", name);
    }

    /**
     * {@return this method with a terminal for sudo, as {@code requiretty} in sudoers wants it} The tool {@code script} of
     * util-linux makes it.
     */
    default Sudo withTerminal() {
        return with(this, "terminal", true);
    }

    /**
     * {@return this method with another command than {@code sudo}, by name or path}
     *
     * @param command its name, or its path
     */
    default Sudo withBinary(String command) {
        return with(this, "binary", command);
    }
}
