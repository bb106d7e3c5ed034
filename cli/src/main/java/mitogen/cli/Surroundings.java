package mitogen.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import mitogen.Secret;

/**
 * What a command finds around it besides its streams. In a session these are those of the client that the command is for, so
 * no command asks the JVM for them.
 */
interface Surroundings {
    /** The variables. */
    Map<String, String> environment();

    /** A variable as it was given, byte for byte; null if there is none. */
    byte[] variable(String name);

    /** A path as it is found from the working directory. */
    Path path(Path path);

    /** What somebody types at the terminal, see {@link Secret#ofTerminal}. */
    Secret ofTerminal(String prompt) throws IOException;

    /** What a command prints, see {@link Secret#ofCommand}. */
    Secret ofCommand(String command) throws IOException;

    /**
     * Has this called on another thread when the command is interrupted; at once, if it is already.
     *
     * @return takes it back
     */
    Runnable onInterrupt(Runnable action);

    /** The session that the command runs in; null if the command has a process of its own. */
    Session session();
}
