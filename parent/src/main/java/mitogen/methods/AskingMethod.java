package mitogen.methods;

import mitogen.Secret;

/**
 * A command that may ask for a password before it runs the script. The answer, a line, is read from its standard input; all
 * else is sent when the script has begun.
 *
 * <p>It asks by a program that it is told to run ({@link #askpass}), or in words that it is known for ({@link #asks}).
 */
public interface AskingMethod extends CommandMethod {
    /** The password, or null for none. */
    Secret password();

    /** The same without a password. */
    AskingMethod withoutPassword();

    /** Whether a question may come, so that nothing may be sent before the script has begun. */
    default boolean mayAsk() {
        return password() != null;
    }

    /**
     * The environment variable that names the program by which the tool asks, {@code SSH_ASKPASS} for one. Such a tool gets
     * an answer by way of that program only. Null if there is none.
     */
    default String askpass() {
        return null;
    }

    /**
     * Whether a line that was begun, and not ended, is the question that the tool asks in its own words. It is answered
     * once. Not asked where {@link #askpass} names a variable.
     */
    default boolean asks(String line) {
        return false;
    }

    /**
     * Whether the tool has no child process as long as it asks, and runs by the number of the account that started it. A
     * line that comes from another process is no question then.
     */
    default boolean asksAlone() {
        return false;
    }
}
