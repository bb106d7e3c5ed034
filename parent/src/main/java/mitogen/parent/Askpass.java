package mitogen.parent;

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

/**
 * The program that {@code ssh} runs to ask for a password ({@code SSH_ASKPASS}): a script in a file that has no name any
 * more and is held open here, so that it can be run by way of {@code /proc}. There is no secret in it. It prints the
 * prompt that its environment has to standard error, takes one line from standard input, which is that of ssh and which
 * nobody else reads before ssh is through, and prints it to ssh.
 */
final class Askpass implements AutoCloseable {
    /**
     * A jump host's ssh is run by ours and inherits this program; its questions are not answered, as their standard input
     * is the connection itself, and the password is not for them. Nor are questions about host keys and passphrases.
     */
    private static final String SCRIPT = """
            #!/bin/sh
            [ $# = 0 ] && exit
            while read -r name value; do case $name in PPid:) parent=$value ;; esac; done </proc/$PPID/status
            case $0 in /proc/$parent/*) ;; *) exit 1 ;; esac
            case $1 in
            *yes/no*) echo no ;;
            *passphrase*|*PIN*|*presence*) exit 1 ;;
            *) printf %s "$MITOGEN_PROMPT" >&2; IFS= read -r answer && printf '%s\\n' "$answer" ;;
            esac
            """;

    private static final String ETXTBSY = "(?s).*error(=|: )26\\b.*";

    private static final int ATTEMPTS = 50;

    private final FileInputStream held;

    /** How the program can be run, as long as this is open. */
    final String path;

    private Askpass(FileInputStream held, String path) {
        this.held = held;
        this.path = path;
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
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        Path file = Files.createFile(
                directory.resolve(".m" + HexFormat.of().formatHex(random)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileInputStream in = null;
        try {
            Files.writeString(file, SCRIPT, UTF_8);
            in = new FileInputStream(file.toFile());
            Askpass askpass = new Askpass(in, "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor(file));
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
