package mitogen.cli.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import mitogen.Secret;
import mitogen.cli.contexts.Session;
import mitogen.cli.status.UsageException;
import mitogen.cli.words.Arguments;
import mitogen.internal.NativePaths;

/**
 * What a command finds around it besides its streams. In a session these are those of the client that the command is for, so
 * no command asks the JVM for them.
 */
public interface Surroundings {
    /** The variables. */
    Map<String, String> environment();

    /** A variable as it was given, byte for byte; null if there is none. */
    byte[] variable(String name);

    /** A path as it is found from the working directory. */
    Path path(Path path);

    /**
     * To be called first by a command that copies files of this machine.
     *
     * @throws mitogen.cli.status.NotServed if this process would do with them what the client would not
     */
    default void checkFileRights() {}

    /**
     * The content of a file that the user named.
     *
     * @param what what it is called where it cannot be read
     */
    default byte[] read(String file, String what) {
        Path path = path(NativePaths.of(Arguments.bytes(file)));
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no " + what + " " + path.toAbsolutePath()
                    + "\nIt is read here, on the machine where mitogen is started; check the path.");
        } catch (IOException e) {
            String reason = Files.isDirectory(path) ? "it is a directory" : e.toString();
            throw new UsageException("the " + what + " " + path.toAbsolutePath() + " cannot be read: " + reason
                    + "\nIt is read here, on the machine where mitogen is started; check the path and its rights.");
        }
    }

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
