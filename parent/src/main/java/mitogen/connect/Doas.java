package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.util.Map;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.methods.CommandMethod;

/**
 * Another account of the same machine, through {@code doas}. Without a password it is told not to ask, so that it fails
 * at once where it would have to. With one it is given a terminal by {@code script} (util-linux), as it reads passwords
 * from nothing else; only the password goes through that.
 */
public sealed interface Doas extends PasswordMethod<Doas> permits DoasForm {
    /** Returns the account to become, or null for root. */
    String user();

    /** Returns the way to root. */
    static Doas doas() {
        return new DoasForm(null, null, Map.of(), "doas", null, CommandMethod.DEFAULT_TIMEOUT);
    }

    /** Returns the way to another account. */
    static Doas doas(String user) {
        return doas().withUser(user);
    }

    /** Returns this method with another account; null for root. */
    default Doas withUser(String name) {
        return with(this, "user", name);
    }

    /** Returns this method with one more environment variable; doas keeps none but those that doas.conf names. */
    default Doas withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /** Returns this method with another command than {@code doas}. */
    default Doas withBinary(String command) {
        return with(this, "binary", command);
    }
}
