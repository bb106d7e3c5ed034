package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import mitogen.methods.CommandMethod;

/**
 * Another root directory on the same machine, through {@code chroot}. The new root needs {@code /dev/null}, and
 * for Java {@code /proc}. {@link Namespaces#unshare} mounts {@code /proc} itself, and leaves nothing mounted.
 */
public sealed interface Chroot extends ProcessMethod<Chroot> permits ChrootForm {
    /**
     * {@return a root directory; as the account that connects}
     *
     * @param directory the new root, by its path where chroot runs
     */
    static Chroot chroot(String directory) {
        return new ChrootForm(directory, null, "chroot", null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return this method with an account in the new root}
     *
     * @param name the name of the account
     */
    default Chroot withUser(String name) {
        return with(this, "user", name);
    }

    /**
     * {@return this method with another chroot, by name or path}
     *
     * @param command its name, or its path
     */
    default Chroot withBinary(String command) {
        return with(this, "binary", command);
    }
}
