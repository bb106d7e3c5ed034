package mitogen.lasting;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the sockets of the detached contexts of an account are: {@code /tmp/mitogen-UID}, a directory that only the account
 * may enter. Not in {@code XDG_RUNTIME_DIR}, which is removed with the last session, and is unknown behind sudo and su.
 */
public final class Place {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int SOCKET = 0140000;

    private final int uid;
    private final Path directory;

    /** The place of an account. */
    Place(Path parent, int uid) {
        this.uid = uid;
        directory = parent.resolve("mitogen-" + uid);
    }

    /** The place of the account that runs this JVM. */
    static Place own() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Uid:")) {
                return new Place(Path.of("/tmp"), Integer.parseInt(line.split("\\s+")[2])); // the effective one
            }
        }
        throw new IOException("/proc/self/status does not tell the account");
    }

    /**
     * Checks the name of a detached context.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a detached context has a name of 1 to 60 letters, digits, dots, hyphens and"
                            + " underscores, a letter or digit first; '" + name + "' is none");
        }
        return name;
    }

    Path socket(String name) {
        return directory.resolve(name);
    }

    /** Makes the directory, or checks the one that there is. */
    void create() throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            checkDirectory();
        }
    }

    /** Nobody else may have made it, or may put a socket into it. */
    private void checkDirectory() throws IOException {
        Map<String, Object> found = Files.readAttributes(directory, "unix:mode,uid,owner", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) found.get("mode");
        if ((mode & TYPE) != DIRECTORY || (int) found.get("uid") != uid || (mode & 077) != 0) {
            throw new NotOursException(
                    directory + " is not a directory that only this account may enter: it belongs to "
                            + found.get("owner") + ", and its mode is " + Integer.toOctalString(mode)
                            + "\n  Somebody else may have put it there. Have it removed.");
        }
    }

    /** Connects to the socket of that name, if it is this account's. */
    SocketChannel connect(String name) throws IOException {
        checkDirectory();
        Path socket = socket(name);
        Map<String, Object> found = Files.readAttributes(socket, "unix:mode,uid,owner", LinkOption.NOFOLLOW_LINKS);
        if (((int) found.get("mode") & TYPE) != SOCKET || (int) found.get("uid") != uid) {
            throw new NotOursException(socket + " is not a socket of this account: it belongs to " + found.get("owner")
                    + "\n  Somebody else may have put it there. Have it removed.");
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            checkPeer(channel);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Checks that this account is at the other end of a socket. The kernel tells ({@code SO_PEERCRED}), and the module {@code
     * jdk.net} has what asks it. A runtime without that module relies on the modes of directory and socket.
     */
    void checkPeer(SocketChannel channel) throws IOException {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals("SO_PEERCRED")
                    && !Files.getOwner(directory).equals(user(channel.getOption(option)))) {
                throw new NotOursException("another account is at the other end of the socket: "
                        + user(channel.getOption(option)) + "\n  Look who listens there.");
            }
        }
    }

    private static Object user(Object credentials) throws IOException {
        try {
            return credentials.getClass().getMethod("user").invoke(credentials);
        } catch (ReflectiveOperationException e) {
            throw new IOException("the JDK does not tell who is at the other end of the socket", e);
        }
    }

    /** Whether somebody listens at the socket of that name. One whose owner is gone is removed. */
    boolean listens(String name) throws IOException {
        try (SocketChannel channel = connect(name)) {
            return channel.isConnected();
        } catch (NoSuchFileException e) {
            return false;
        } catch (NotOursException e) {
            throw e;
        } catch (IOException e) { // refused: nobody listens any more
            Files.deleteIfExists(socket(name));
            return false;
        }
    }

    /** The names of those that live, sorted. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                if (NAME.matcher(name).matches() && listens(name)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            // there never was one, or none is left
        }
        names.sort(null);
        return names;
    }

    /** Removes the socket, and the directory if it was the last one. */
    void remove(String name) {
        try {
            Files.deleteIfExists(socket(name));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // there are others
        }
    }

    /** A socket or directory that somebody else may have put there. */
    static final class NotOursException extends FileSystemException {
        private static final long serialVersionUID = 1;

        NotOursException(String message) {
            super(null, null, message);
        }
    }
}
