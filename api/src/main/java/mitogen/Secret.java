package mitogen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A text that travels like any other value but is never printed: it shows as {@code ****} wherever it turns up. Each context
 * that it travels to has a copy of its own; {@link #wipe} overwrites the copy here. The secret of a connection method can be
 * wiped as soon as {@code connect} has returned. Thread-safe, except that a thread may get a part of a secret that another
 * thread wipes.
 */
public final class Secret {
    private volatile char[] text; // null once it is wiped

    /**
     * Wraps the text. A string cannot be overwritten: if the text is not a string yet, use an array.
     *
     * @param text the text, not null
     */
    public Secret(String text) {
        if (text == null) {
            throw new NullPointerException("a Secret needs a text, and got null");
        }
        this.text = text.toCharArray();
    }

    /**
     * Takes a copy of the text.
     *
     * @param text the text, not null; the array is the caller's to overwrite
     */
    public Secret(char[] text) {
        this.text = text.clone();
    }

    /**
     * Reads a secret from the first line of a file. A file that others can read or change is refused, as ssh refuses such a
     * key. A file of this account that its group can read or change is refused too. For anything but a regular file, such as
     * a pipe, this is not checked. The line need not be UTF-8: as a password, it is sent byte for byte.
     *
     * @param file read in the context that calls this method; this may wait
     * @return the secret
     * @throws IOException if the file cannot be read, has no first line, or is open to others
     */
    public static Secret ofFile(Path file) throws IOException {
        return SecretSource.file(file);
    }

    /**
     * Reads a secret from the first line that a command prints, as {@link #ofFile} does from a file. The command runs here,
     * with the standard input and error of this process, so it may ask for something itself.
     *
     * @param command a line for {@code sh}
     * @return the secret
     * @throws IOException if the command fails, or prints no first line
     */
    public static Secret ofCommand(String command) throws IOException {
        return SecretSource.command(command);
    }

    /**
     * Reads a secret from the terminal of this process, without echo. Waits for a line.
     *
     * @param prompt what is printed at the terminal first
     * @return the secret
     * @throws IOException if there is no terminal, or nothing was typed
     */
    public static Secret ofTerminal(String prompt) throws IOException {
        return SecretSource.terminal(prompt);
    }

    private char[] text() {
        char[] all = text;
        if (all == null) {
            throw new IllegalStateException("the Secret was wiped, and is used again; make a new one for each use");
        }
        return all;
    }

    /**
     * {@return the text as a string, which cannot be overwritten}
     *
     * @throws IllegalStateException if it was wiped
     */
    public String reveal() {
        return new String(text());
    }

    /**
     * {@return a copy of the text, which is the caller's to overwrite}
     *
     * @throws IllegalStateException if it was wiped
     */
    public char[] chars() {
        return text().clone();
    }

    /** Overwrites the text in this context. Copies elsewhere are not touched. Idempotent. */
    public void wipe() {
        char[] all = text;
        if (all != null) {
            Arrays.fill(all, '\0');
            text = null;
        }
    }

    /** Whether the texts are the same; a wiped secret is equal only to itself. */
    @Override
    public boolean equals(Object other) {
        char[] all = text;
        return this == other || other instanceof Secret && all != null && Arrays.equals(((Secret) other).text, all);
    }

    /** Of the text, or 0 when it was wiped. */
    @Override
    public int hashCode() {
        return Arrays.hashCode(text);
    }

    @Override
    public String toString() {
        return "****";
    }
}
