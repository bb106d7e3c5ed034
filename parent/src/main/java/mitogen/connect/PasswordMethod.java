package mitogen.connect;

import java.util.List;
import mitogen.Secret;

/**
 * A command that may ask for a password before it runs the script. What it asks, it prints to its standard error or
 * output, and the answer, a line, it reads from its standard input; all else is sent when the script has begun.
 */
public interface PasswordMethod extends CommandMethod {
    /** The password, or null for none. */
    Secret password();

    /** With another password, or null for none. */
    PasswordMethod withPassword(Secret secret);

    /**
     * The command, see {@link CommandMethod#command(String)}.
     *
     * @param prompt letters and digits that nobody can guess: what the tool is to ask with, if that can be told it
     */
    List<String> command(String script, String prompt);

    @Override
    default List<String> command(String script) {
        return command(script, "…");
    }

    /** Whether a question may come, so that nothing may be sent before the script has begun. */
    default boolean mayAsk() {
        return password() != null;
    }

    /**
     * Whether a line that was begun, and not ended, is a question that the tool was not told. Such a question is answered
     * once; what is asked a second time is not taken for one.
     */
    default boolean asks(String line) {
        String text = line.stripTrailing();
        return !text.isEmpty() && ":?>\uff1a\uff1f".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    /** Whether the tool asks by running the program that {@code SSH_ASKPASS} names. */
    default boolean throughAskpass() {
        return false;
    }
}
