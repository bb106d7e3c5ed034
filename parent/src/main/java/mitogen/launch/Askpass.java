package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The program that {@code ssh} and {@code sudo} run to ask for a password ({@code SSH_ASKPASS}, {@code SUDO_ASKPASS}): a
 * script in a file that has no name any more and is held open here, so that it can be run by way of {@code /proc}. It says
 * to standard error that it was run, takes one line from standard input, which is that of the tool and which nobody else
 * reads before the tool is through, and prints it to the tool.
 *
 * <p>What it says has two parts, random both. One is in the file, which only this account can read: so it is known to
 * nobody behind the tool, though he may see the environment of the tool (ssh can be told to hand it over, sudo to keep it),
 * where the other is, which is that of one connect.
 */
final class Askpass implements AutoCloseable {
    /**
     * How a line begins that it prints to standard error when it was asked by another than the ssh that was started here:
     * by that of a jump host, which inherits it.
     */
    static final String REFUSED = "mitogen lets nobody answer: ";

    /**
     * The ssh of a jump host must not get the password of the host behind, nor can it be told not to ask. As it would go on
     * with an empty answer, three times, it is ended when it asks, but for the passphrase of a key: without one it takes
     * the next. Questions about host keys and passphrases are not for the password of ours either. sudo hands the program
     * to nobody.
     */
    private static final String SCRIPT = """
            #!/bin/sh
            [ $# = 0 ] && exit
            if [ "$SUDO_ASKPASS" != "$0" ]; then
                while read -r name value; do case $name in PPid:) parent=$value ;; esac; done </proc/$PPID/status
                case $1 in
                *"user presence"*) printf '%s\\n' "$1" >&2; exit ;;
                *passphrase*|*PIN*) exit 1 ;;
                esac
                case $0 in
                /proc/$parent/*) ;;
                *) printf 'REFUSED%s\\n' "$1" >&2; kill $PPID; exit 1 ;;
                esac
                case $1 in
                *yes/no*) echo no; exit ;;
                esac
            fi
            [ "$MITOGEN_PROMPT" ] || exit 1
            printf %s "KEY$MITOGEN_PROMPT" >&2; IFS= read -r answer && printf '%s\\n' "$answer"
            """.replace("REFUSED", REFUSED);

    private static final String ETXTBSY = "(?s).*error(=|: )26\\b.*";

    private static final int ATTEMPTS = 50;

    private final FileInputStream held;

    /** How the program can be run, as long as this is open. */
    private final String path;

    private final String key;

    private Askpass(FileInputStream held, String path, String key) {
        this.held = held;
        this.path = path;
        this.key = key;
    }

    /** Sets the environment of a tool that may run ssh, so that nothing which that asks is answered. */
    void refuse(Map<String, String> environment) {
        environment.put("SSH_ASKPASS", path);
        environment.put("SSH_ASKPASS_REQUIRE", "force"); // never the terminal; since OpenSSH 8.4
        environment.remove("MITOGEN_PROMPT");
    }

    /** Sets the environment of a tool that asks by this; what it prints to standard error then. */
    String prepare(String variable, Map<String, String> environment) {
        String part = random(16);
        environment.put(variable, path);
        if (variable.equals("SSH_ASKPASS")) {
            environment.put("SSH_ASKPASS_REQUIRE", "force");
        }
        environment.put("MITOGEN_PROMPT", part);
        return key + part;
    }

    private static String random(int length) {
        byte[] random = new byte[length];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** @throws IOException if there is no place for it; the message tells what was tried */
    static Askpass open() throws IOException {
        List<String> tried = new ArrayList<>();
        for (String directory : new String[] {
            "/dev/shm", System.getenv("XDG_RUNTIME_DIR"), System.getProperty("java.io.tmpdir"), "/tmp", "/var/tmp", "."
        }) {
            if (directory != null) {
                try {
                    return open(Path.of(directory));
                } catch (IOException e) {
                    tried.add(directory + " (" + e.getMessage() + ")");
                }
            }
        }
        throw new IOException("no directory takes a program of 1 KB: " + String.join(", ", tried));
    }

    private static Askpass open(Path directory) throws IOException {
        String key = random(16);
        Path file = Files.createFile(
                directory.resolve(".m" + random(8)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileInputStream in = null;
        try {
            Files.writeString(file, SCRIPT.replace("KEY", key), UTF_8);
            in = new FileInputStream(file.toFile());
            Askpass askpass =
                    new Askpass(in, "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor(file), key);
            Files.delete(file);
            askpass.tryOut();
            return askpass;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            if (in != null) {
                in.close();
            }
            throw e;
        }
    }

    private static Path descriptor(Path file) throws IOException {
        Path real = file.toRealPath();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : all) {
                if (Files.isSymbolicLink(each) && Files.exists(each) && Files.isSameFile(each, real)) {
                    return each.getFileName();
                }
            }
        }
        throw new IOException("/proc/self/fd does not show it");
    }

    /** In a directory that is mounted noexec it cannot be run. */
    private void tryOut() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Process process = new ProcessBuilder(path)
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.DISCARD)
                        .start();
                int status = process.waitFor();
                if (status != 0) {
                    throw new IOException("it ended with " + status);
                }
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (IOException e) {
                // A process that is being started meanwhile may have inherited the descriptor that it was written by.
                if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).matches(ETXTBSY)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (IOException e) {
            // it was only read from
        }
    }
}
