package mitogen.integration;

import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import mitogen.connect.Exec;
import org.junit.jupiter.api.Assumptions;

/**
 * A machine with accounts of the tests' own: a mount namespace where {@code /etc} is a copy in a folder, with accounts and
 * rules added. The machine that runs the tests is not touched.
 *
 * <p>{@code ada} may become others; how, is up to whom. Each account's password is its name and {@link #SECRET}.
 */
final class Accounts implements AutoCloseable {
    /** In all passwords, and nowhere else on the machine, on which other tests may run. */
    static final String SECRET = "-secret-" + Long.toHexString(new SecureRandom().nextLong());

    /** The account from which others are reached. */
    static final String ADA = "ada";

    /** Reached with ada's password (sudo, doas) or its own (su). */
    static final String BOB = "bob";

    /** Reached without a password. */
    static final String FREE = "free";

    /** sudo wants a terminal, and no password. */
    static final String TTY = "tty-only";

    /** sudo wants a terminal, and ada's password. */
    static final String TTY_BOB = "tty-bob";

    /** sudo lectures, shows asterisks, and asks once. */
    static final String LECTURE = "lecture";

    /** Nobody may become this. */
    static final String CLOSED = "closed";

    private static final List<String> ALL = List.of(ADA, BOB, FREE, TTY, TTY_BOB, LECTURE, CLOSED);

    private static final String SUDOERS = """
            Defaults env_reset, use_pty, !syslog, passwd_tries=3, timestamp_timeout=0, lecture=never
            Defaults>tty-only requiretty
            Defaults>tty-bob requiretty
            Defaults>lecture lecture=always, pwfeedback, passwd_tries=1
            root ALL=(ALL:ALL) ALL
            ada ALL=(root, bob, tty-bob, lecture) ALL
            ada ALL=(free, tty-only) NOPASSWD: SETENV: ALL
            """;

    private static final String DOAS = """
            permit ada as bob
            permit nopass ada as free
            """;

    private static final String ROOT_MAY = "auth sufficient pam_rootok.so\n";

    private static final String PAM = """
            auth sufficient pam_unix.so nodelay
            auth required pam_deny.so
            account required pam_permit.so
            session required pam_permit.so
            """;

    /** Becomes the command that follows, in a namespace; what sudo remembers is forgotten with that. */
    private static final String ENTER = """
            #!/bin/sh
            if [ "$entered" != yes ]; then entered=yes exec unshare -m "$0" "$@"; fi
            unset entered
            mkdir -p /run/sudo && mount --bind %s/etc /etc && mount -t tmpfs none /run/sudo &&
                mount -t tmpfs none /var/lib/sudo && exec "$@"
            """;

    final Path folder;

    private Accounts(Path folder) {
        this.folder = folder;
    }

    static Accounts create() throws Exception {
        Needs.root("give the tests accounts of their own");
        try {
            Processes.run("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/opt");
        } catch (IOException e) {
            Assumptions.abort("no mount namespace can be had here: " + e.getMessage());
        }
        Accounts accounts = new Accounts(Files.createTempDirectory("mitogen-accounts-"));
        Path folder = Files.setPosixFilePermissions(accounts.folder, fromString("rwxr-xr-x"));
        Processes.run("cp", "-a", "/etc", folder + "/etc");
        int id = 71_000;
        for (String name : ALL) {
            id++;
            Path home = Files.createDirectory(folder.resolve("home-" + name));
            accounts.add(name, id, home, Path.of("/bin/sh"), hash(password(name)));
        }
        accounts.file("etc/sudoers", SUDOERS, "r--r-----");
        accounts.file("etc/doas.conf", DOAS, "r--------");
        for (String tool : List.of("sudo", "sudo-i", "su", "su-l", "doas")) {
            accounts.file("etc/pam.d/" + tool, ROOT_MAY + PAM, "rw-r--r--");
        }
        accounts.file("etc/pam.d/sshd", PAM, "rw-r--r--"); // it is root itself
        accounts.file("enter", ENTER.formatted(folder), "rwxr-xr-x");
        return accounts;
    }

    private static String hash(String password) throws Exception {
        return Processes.run("openssl", "passwd", "-6", password).strip();
    }

    static String password(String account) {
        return account + SECRET;
    }

    /** Adds an account of a test's own, with a home that is there; nobody may become it by a password. */
    void add(String name, int id, Path home, Path shell) throws Exception {
        add(name, id, home, shell, "*");
    }

    private void add(String name, int id, Path home, Path shell, String hash) throws Exception {
        Processes.run("chown", "-R", id + ":" + id, home.toString());
        append("passwd", name + ":x:" + id + ":" + id + "::" + home + ":" + shell + "\n");
        append("group", name + ":x:" + id + ":\n");
        append("shadow", name + ":" + hash + ":19000:0:99999:7:::\n");
    }

    private void append(String name, String line) throws IOException {
        Files.writeString(folder.resolve("etc").resolve(name), line, StandardOpenOption.APPEND);
    }

    private void file(String name, String text, String permissions) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, fromString(permissions));
    }

    /** What is put before a command so that it runs in there. */
    List<String> prefix() {
        return List.of(folder + "/enter");
    }

    /** The way in, as root. */
    Exec method() {
        return Exec.exec(folder + "/enter").withJava(Jvm.java());
    }

    @Override
    public void close() throws IOException {
        SshServer.delete(folder);
    }
}
