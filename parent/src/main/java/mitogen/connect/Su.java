package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.Map;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.methods.CommandMethod;

/**
 * Another account of the same machine, through the {@code su} of util-linux or BusyBox. The account's own shell runs the
 * script, whichever shell that is.
 */
public sealed interface Su extends PasswordMethod<Su> permits SuForm {
    /** {@return the account to become} */
    String user();

    /** {@return the method that becomes root} */
    static Su su() {
        return su("root");
    }

    /**
     * {@return the method that becomes another account}
     *
     * @param user the name of the account
     */
    static Su su(String user) {
        return new SuForm(user, null, false, false, Map.of(), "su", null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /** {@return this method with a login shell, in the account's home directory} */
    default Su withLogin() {
        return with(this, "login", true);
    }

    /** {@return this method with the environment kept} */
    default Su withEnvironmentPreserved() {
        return with(this, "preserve", true);
    }

    /**
     * {@return this method with one more environment variable}
     *
     * @param name the name of the variable
     * @param value its value
     */
    default Su withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /**
     * {@return this method with another command than {@code su}}
     *
     * @param command its name, or its path
     */
    default Su withBinary(String command) {
        return with(this, "binary", command);
    }
}
