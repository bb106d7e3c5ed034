package mitogen.connect;

import static mitogen.connect.Options.with;

import mitogen.Secret;

/**
 * A connection method whose command may ask for a password.
 *
 * @param <M> the method itself
 */
public interface PasswordMethod<M extends PasswordMethod<M>> extends ProcessMethod<M> {
    /** Returns this method with the password to answer with, or null for none. See {@link Passwords}. */
    @SuppressWarnings("unchecked") // it is an M itself
    default M withPassword(Secret secret) {
        return with((M) this, "password", secret);
    }
}
