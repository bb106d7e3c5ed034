package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.util.List;
import java.util.Map;
import mitogen.methods.CommandMethod;

/**
 * A machine of {@code systemd-machined} that is running, through {@code systemd-run}; or a root directory, through {@code
 * systemd-nspawn}, which needs no systemd to run.
 *
 * <p>{@code machinectl shell} is not used, as it puts a terminal in between, which alters bytes.
 */
public sealed interface Nspawn extends ProcessMethod<Nspawn> permits NspawnForm {
    /** Returns a running machine. */
    static Nspawn machine(String name) {
        return new NspawnForm(name, null, null, null, Map.of(), List.of(), null, null, CommandMethod.DEFAULT_TIMEOUT);
    }

    /** Returns a root directory; the context is the only process in there. */
    static Nspawn directory(String path) {
        return new NspawnForm(null, path, null, null, Map.of(), List.of(), null, null, CommandMethod.DEFAULT_TIMEOUT);
    }

    /** Returns this method with an account in the machine. */
    default Nspawn withUser(String name) {
        return with(this, "user", name);
    }

    /** Returns this method with a working directory there. */
    default Nspawn withWorkdir(String path) {
        return with(this, "workdir", path);
    }

    /** Returns this method with one more environment variable there; other accounts may see it in the process list. */
    default Nspawn withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /** Returns this method with one more option of the tool, as one word. */
    default Nspawn withOption(String option) {
        return plus(this, "options", option);
    }

    /** Returns this method with another tool, by name or path. */
    default Nspawn withBinary(String command) {
        return with(this, "binary", command);
    }
}
