package mitogen.transfer;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashMap;
import java.util.Map;

/** Accounts of the source, and those of the same name here. Where there is none of that name, the number counts. Not thread-safe. */
final class Accounts {
    /** Where an account was looked for, and found or not: then it is null. */
    private record Known(UserPrincipal account) {}

    /** The source may be a context that nobody trusts, and these are kept in memory. */
    private static final int MOST = 100_000;

    private final Map<Integer, String> users = new HashMap<>(); // names at the source
    private final Map<Integer, String> groups = new HashMap<>();
    private final Map<Integer, Known> foundUsers = new HashMap<>();
    private final Map<Integer, Known> foundGroups = new HashMap<>();
    private final Map<Integer, UserPrincipal> usersHere = new HashMap<>();
    private final Map<Integer, UserPrincipal> groupsHere = new HashMap<>();

    /** An account of the source has a name. */
    void name(boolean group, int number, String name) throws IOException {
        Map<Integer, String> names = group ? groups : users;
        if (names.size() >= MOST) {
            throw Wire.senseless("more than " + MOST + " accounts");
        }
        names.put(number, name);
    }

    private UserPrincipal find(boolean group, int there) throws IOException {
        Map<Integer, Known> found = group ? foundGroups : foundUsers;
        Known known = found.get(there);
        if (known == null) {
            String name = (group ? groups : users).get(there);
            known = new Known(name == null ? null : lookUp(group, name));
            found.put(there, known);
        }
        return known.account;
    }

    private static UserPrincipal lookUp(boolean group, String name) throws IOException {
        UserPrincipalLookupService accounts = Path.of("/").getFileSystem().getUserPrincipalLookupService();
        try {
            return group ? accounts.lookupPrincipalByGroupName(name) : accounts.lookupPrincipalByName(name);
        } catch (UserPrincipalNotFoundException e) {
            return null;
        }
    }

    /** Whether a file belongs to the accounts that it belongs to at the source. */
    boolean isOwned(Path file, Stat now, Stat source) throws IOException {
        return isSame(false, file, now.uid(), source.uid()) && isSame(true, file, now.gid(), source.gid());
    }

    private boolean isSame(boolean group, Path file, int here, int there) throws IOException {
        UserPrincipal wanted = find(group, there);
        if (wanted == null) {
            return here == there;
        }
        Map<Integer, UserPrincipal> known = group ? groupsHere : usersHere;
        UserPrincipal owner = known.get(here);
        if (owner == null) {
            PosixFileAttributes names =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            owner = group ? names.group() : names.owner();
            known.put(here, owner);
        }
        return wanted.equals(owner);
    }

    /** Gives a file to the accounts that it belongs to at the source, where that is allowed; whether it was tried. */
    boolean give(Path file, Stat source) throws IOException {
        Stat now = Stat.of(file, LinkOption.NOFOLLOW_LINKS);
        boolean group = !isSame(true, file, now.gid(), source.gid());
        boolean user = !isSame(false, file, now.uid(), source.uid());
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (group) {
            UserPrincipal found = find(true, source.gid());
            attempt(
                    found == null
                            ? () -> number(file, "unix:gid", source.gid())
                            : () -> view.setGroup((GroupPrincipal) found));
        }
        if (user) {
            UserPrincipal found = find(false, source.uid());
            attempt(found == null ? () -> number(file, "unix:uid", source.uid()) : () -> view.setOwner(found));
        }
        return group || user;
    }

    /** The same for numbers of this place. */
    static boolean give(Path file, Stat now, int uid, int gid) throws IOException {
        if (now.gid() != gid) {
            attempt(() -> number(file, "unix:gid", gid));
        }
        if (now.uid() != uid) {
            attempt(() -> number(file, "unix:uid", uid));
        }
        return now.gid() != gid || now.uid() != uid;
    }

    private static void number(Path file, String attribute, int number) throws IOException {
        Files.setAttribute(file, attribute, number, LinkOption.NOFOLLOW_LINKS);
    }

    private interface Change {
        void run() throws IOException;
    }

    private static void attempt(Change change) throws IOException {
        try {
            change.run();
        } catch (FileSystemException e) {
            // Only root may give files away. What fails otherwise fails the rename, too.
        }
    }
}
