package mitogen.connect;

import static mitogen.connect.Options.with;

import mitogen.methods.CommandMethod;

/**
 * Another root directory on the same machine, through {@code chroot}. It needs {@code /dev/null} in there, and for Java
 * {@code /proc}; {@link Unshare} mounts the latter itself, and leaves nothing mounted.
 */
public sealed interface Chroot extends ProcessMethod<Chroot> permits ChrootForm {
    /** Returns a root directory; as the account that connects. */
    static Chroot chroot(String directory) {
        return new ChrootForm(directory, null, "chroot", null, CommandMethod.DEFAULT_TIMEOUT);
    }

    /** Returns this method with an account in the new root. */
    default Chroot withUser(String name) {
        return with(this, "user", name);
    }

    /** Returns this method with another chroot, by name or path. */
    default Chroot withBinary(String command) {
        return with(this, "binary", command);
    }
}
