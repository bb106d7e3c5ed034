package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.util.Map;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.methods.CommandMethod;

/**
 * Another account of the same machine, through {@code sudo}. Without a password it is told not to ask, so that it fails
 * at once where it would have to.
 */
public sealed interface Sudo extends PasswordMethod<Sudo> permits SudoForm {
    /** Returns the account to become, or null for root. */
    String user();

    /** Returns the way to root. */
    static Sudo sudo() {
        return new SudoForm(
                null, null, false, false, Map.of(), null, null, false, "sudo", null, CommandMethod.DEFAULT_TIMEOUT);
    }

    /** Returns the way to another account. */
    static Sudo sudo(String user) {
        return sudo().withUser(user);
    }

    /** Returns this method with another account; null for root. */
    default Sudo withUser(String name) {
        return with(this, "user", name);
    }

    /** Returns this method by way of the account's login shell ({@code -i}), in its home directory. */
    default Sudo withLogin() {
        return with(this, "login", true);
    }

    /** Returns this method with the environment kept, as far as sudoers allows ({@code -E}). */
    default Sudo withEnvironmentPreserved() {
        return with(this, "preserve", true);
    }

    /** Returns this method with one more environment variable. */
    default Sudo withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /** Returns this method with an SELinux role ({@code -r}). */
    default Sudo withRole(String name) {
        return with(this, "role", name);
    }

    /** Returns this method with an SELinux type ({@code -t}). */
    default Sudo withType(String name) {
        return with(this, "type", name);
    }

    /** Returns this method with a terminal for sudo, where sudoers has {@code requiretty}; {@code script} of util-linux gives it. */
    default Sudo withTerminal() {
        return with(this, "terminal", true);
    }

    /** Returns this method with another command than {@code sudo}, by name or path. */
    default Sudo withBinary(String command) {
        return with(this, "binary", command);
    }
}
