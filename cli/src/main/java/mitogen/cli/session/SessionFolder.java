package mitogen.cli.session;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the sockets of this account's sessions are: {@code mitogen} in {@code $XDG_RUNTIME_DIR}, or else in {@code /run/user/UID}.
 * Both folders belong to this account, and nobody else may enter them. So nobody else can make a socket there first.
 */
public final class SessionFolder {
    private static final Path SELF = Path.of("/proc/self");
    private static final String REMEDY =
            "\nSet XDG_RUNTIME_DIR to a directory of this account with mode 0700, or do without a session.";
    private static final String SOCKET = ".socket";

    /** The kernel takes no longer path of a socket. */
    private static final int LONGEST = 107;

    private final Path folder;
    private final UserPrincipal owner;

    private SessionFolder(Path folder, UserPrincipal owner) {
        this.folder = folder;
        this.owner = owner;
    }

    /**
     * {@return the folder of this account, which is made if it is not there}
     *
     * @throws SessionException if there is no such folder that is safe
     */
    public static SessionFolder of(Map<String, String> environment) throws SessionException {
        try {
            UserPrincipal self = Files.getOwner(SELF);
            Path runtime = runtime(environment.get("XDG_RUNTIME_DIR"));
            check(runtime, self);
            Path folder = runtime.resolve("mitogen");
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                make(folder);
            }
            check(folder, self);
            return new SessionFolder(folder, self);
        } catch (IOException e) {
            throw new SessionException("there is no place for the socket of a session: " + e + REMEDY);
        }
    }

    private static Path runtime(String named) throws IOException, SessionException {
        if (named != null && !named.isEmpty()) {
            if (!new File(named).isAbsolute()) {
                throw new SessionException("XDG_RUNTIME_DIR is no absolute path: " + named + REMEDY);
            }
            return Path.of(named);
        }
        Path usual = Path.of("/run/user/" + Files.getAttribute(SELF, "unix:uid"));
        if (!Files.isDirectory(usual)) {
            throw new SessionException(
                    "a session needs a directory for its socket: XDG_RUNTIME_DIR is not set, and there is no " + usual
                            + REMEDY);
        }
        return usual;
    }

    private static void make(Path folder) throws IOException {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException another) {
            // It is looked at next.
        }
    }

    private static void check(Path folder, UserPrincipal self) throws IOException, SessionException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new SessionException(folder + " is no directory, and a session needs it for its socket" + REMEDY);
        }
        UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(self)) {
            throw new SessionException(folder + " belongs to " + owner.getName() + ", and this is " + self.getName()
                    + ": no session is looked for there" + REMEDY);
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        for (PosixFilePermission right : rights) {
            if (!right.name().startsWith("OWNER_")) {
                throw new SessionException(folder + " is open to others (" + PosixFilePermissions.toString(rights)
                        + "): no session is looked for there\nClose it: chmod 700 " + folder);
            }
        }
    }

    /** Whose sessions these are: the only account that may connect. */
    UserPrincipal owner() {
        return owner;
    }

    Path socket(String name) throws SessionException {
        checkName(name);
        Path socket = folder.resolve(name + SOCKET);
        if (socket.toString().length() > LONGEST) {
            throw new SessionException(
                    "the path of a socket has at most " + LONGEST + " bytes, and this is longer: " + socket + REMEDY);
        }
        return socket;
    }

    /** Whoever has a lock on this file is the session of that name. It stays, and is empty: what is removed cannot be locked. */
    Path lock(String name) {
        return folder.resolve(name + ".lock");
    }

    /** What a session cannot tell anybody any more. */
    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private static void checkName(String name) throws SessionException {
        boolean fits = !name.isEmpty() && name.length() <= 40;
        for (int i = 0; fits && i < name.length(); i++) {
            char c = name.charAt(i);
            fits = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
        }
        if (!fits) {
            throw new SessionException("the name of a session has letters, digits, - and _, at most 40, and not '"
                    + name + "'\nTry: --session work");
        }
    }

    /** The names of all sockets, in their order; a session need not be behind each. */
    public List<String> names() throws SessionException {
        List<String> names = new ArrayList<>();
        String[] files = folder.toFile().list();
        if (files == null) {
            throw new SessionException(folder + " cannot be read" + REMEDY);
        }
        Arrays.sort(files);
        for (String file : files) {
            if (file.endsWith(SOCKET)) {
                names.add(file.substring(0, file.length() - SOCKET.length()));
            }
        }
        return names;
    }

    /** Removes the folder, in which only that session was. */
    public void delete(String name) throws IOException {
        Files.deleteIfExists(lock(name));
        Files.delete(folder);
    }
}
