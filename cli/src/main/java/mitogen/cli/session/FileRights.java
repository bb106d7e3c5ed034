package mitogen.cli.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What decides which files a process finds, what it may do with them, and which permissions its own get. Two processes of one
 * account may differ: by umask, newgrp, a mount namespace, capabilities. A session copies files only for clients that do not.
 */
public final class FileRights {
    private static final String[] LINES = {"Umask:", "Uid:", "Gid:", "Groups:", "CapEff:"};

    private FileRights() {}

    /**
     * {@return a number for those of this process, in the bits of {@link Hello#FILE_RIGHTS}} That of another process with the same
     * rights is equal.
     *
     * @throws IOException if /proc does not tell
     */
    public static int sum() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"), ISO_8859_1);
        int sum = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).hashCode();
        sum = 31 * sum + Files.readSymbolicLink(Path.of("/proc/self/root")).hashCode();
        for (String line : LINES) {
            int start = status.indexOf("\n" + line);
            if (start < 0) {
                throw new IOException("/proc/self/status has no " + line);
            }
            sum = 31 * sum
                    + status.substring(start, status.indexOf('\n', start + 1)).hashCode();
        }
        sum ^= sum << 8; // the bits that are cut off count, too
        return sum & Hello.FILE_RIGHTS;
    }
}
