package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mitogen.stage.FirstStage;

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
        String name = FirstStage.NAME + "m" + random(8);
        FileInputStream in;
        removeOthers(directory);
        try (FileChannel out = create(directory.resolve(name))) {
            out.write(UTF_8.encode(SCRIPT.replace("KEY", key)));
            in = new FileInputStream(descriptor(name).toFile()); // what is open for writing cannot be run
        }
        try {
            String path = "/proc/" + ProcessHandle.current().pid() + "/fd/"
                    + descriptor(name).getFileName();
            Askpass askpass = new Askpass(in, path, key);
            askpass.tryOut();
            return askpass;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Opens a new file, and removes its name at once: whoever is killed in between leaves it. */
    private static FileChannel create(Path file) throws IOException {
        FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(file); // the next to come may have been faster
        return out;
    }

    /** Removes what others have left there. Who has such a file open does not need its name. */
    private static void removeOthers(Path directory) {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(directory, FirstStage.NAME + "m" + "[0-9a-f]".repeat(16))) {
            for (Path each : left) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // those of other accounts stay
        }
    }

    /** The descriptor that a file is open by which has no name any more. */
    private static Path descriptor(String name) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : all) {
                if (target(each).contains(name)) {
                    return each;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        throw new IOException("/proc/self/fd does not show it");
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
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
