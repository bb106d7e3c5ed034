package mitogen.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mitogen.internal.NativePaths;

/**
 * Has a file system write what it still keeps in memory. Java can do that for one file at a time only: 2,000 small files took 47
 * seconds so on ext4, and 6 seconds in all with one {@code syncfs} at the end.
 */
final class Disk {
    /** The directory comes in octal escapes. BusyBox may have no {@code -f}: then all file systems are written. */
    private static final String SYNC = "if sync --help 2>&1 | grep -q -e -d*f; then d=$(printf %b \"$1\"; printf x);"
            + " sync -f -- \"${d%x}\"; else sync; fi";

    private Disk() {}

    /** Waits until all is written of the file system that a directory is in. */
    static void sync(Path directory) throws IOException {
        Process sync = new ProcessBuilder("/bin/sh", "-c", SYNC, "-", escaped(NativePaths.bytes(directory)))
                .redirectErrorStream(true)
                .start();
        try {
            sync.getOutputStream().close();
            String said = new String(sync.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = sync.waitFor();
            if (status != 0) {
                throw new IOException("sync ended with status " + status + ": " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the disk was written", e);
        } finally {
            sync.destroy();
        }
    }

    /** A path as ASCII, for {@code printf %b}: Java may not be able to give its bytes to a process. */
    static String escaped(byte[] path) {
        StringBuilder text = new StringBuilder();
        for (byte each : path) {
            int value = each & 0xff;
            if (value > ' ' && value < 0x7f && value != '\\') {
                text.append((char) value);
            } else {
                text.append("\\0")
                        .append((char) ('0' + (value >> 6)))
                        .append((char) ('0' + (value >> 3 & 7)))
                        .append((char) ('0' + (value & 7)));
            }
        }
        return text.toString();
    }
}
