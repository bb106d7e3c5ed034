package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mitogen.methods.CommandMethod;

/**
 * A machine of {@code systemd-machined} that is running, through {@code systemd-run}; or a root directory, through {@code
 * systemd-nspawn}, which needs no systemd to run.
 *
 * <p>{@code machinectl shell} is not used, because its terminal alters bytes.
 */
public sealed interface Nspawn extends ProcessMethod<Nspawn> permits NspawnForm {
    /**
     * {@return a running machine}
     *
     * @param name the name of the machine
     */
    static Nspawn machine(String name) {
        return new NspawnForm(
                name, null, null, null, Map.of(), List.of(), null, null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return a root directory; the context is the only process in there}
     *
     * @param path the directory, by its path where the connect runs
     */
    static Nspawn directory(String path) {
        return new NspawnForm(
                null, path, null, null, Map.of(), List.of(), null, null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return this method with an account in the machine}
     *
     * @param name the name of the account
     */
    default Nspawn withUser(String name) {
        return with(this, "user", name);
    }

    /**
     * {@return this method with a working directory there}
     *
     * @param path the directory, by its path there
     */
    default Nspawn withWorkdir(String path) {
        return with(this, "workdir", path);
    }

    /**
     * {@return this method with one more environment variable there; other accounts may see it in the process list}
     *
     * @param name the name of the variable
     * @param value its value
     */
    default Nspawn withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /**
     * {@return this method with one more option of the tool, as one word}
     *
     * @param option the option, not empty
     */
    default Nspawn withOption(String option) {
        return plus(this, "options", option);
    }

    /**
     * {@return this method with another tool, by name or path}
     *
     * @param command its name, or its path
     */
    default Nspawn withBinary(String command) {
        return with(this, "binary", command);
    }
}
