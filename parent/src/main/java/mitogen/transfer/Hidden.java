package mitogen.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import mitogen.internal.NativePaths;

/**
 * Hidden names for files that are not whole. At most one at a time is there that is not to be resumed. It is removed however
 * this ends: by who wrote it; by a hook, if the JVM ends; and if the JVM is killed, by a shell that waits for that.
 */
final class Hidden implements AutoCloseable {
    /** What every hidden name begins with. */
    static final String PREFIX = ".mitogen-";

    /** Reads names, each with its bytes as octal escapes. The end of them is the end of the JVM, unless an empty name came before. */
    private static final String GUARD = "trap '' HUP INT TERM; f=; while IFS= read -r n; do f=$n; done;"
            + " [ -z \"$f\" ] || rm -f -- \"$(printf %b \"$f\")\"";

    private static final long PATIENCE = 5; // seconds

    private final boolean resume;
    private final String once =
            PREFIX + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    private final Thread hook = new Thread(this::remove, "mitogen-transfer-end");
    private Process guard; // or null
    private boolean hooked;
    private volatile Path current; // or null

    Hidden(boolean resume) {
        this.resume = resume;
    }

    /** The name for the time until a file gets its own, in the same directory. It is not there. */
    Path once(Path file) throws IOException {
        Path hidden = file.resolveSibling(once);
        if (!hooked) {
            hooked = true;
            Runtime.getRuntime().addShutdownHook(hook);
            guard = new ProcessBuilder("/bin/sh", "-c", GUARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }
        if (!hidden.equals(current)) {
            current = hidden;
            tell(NativePaths.bytes(hidden));
        }
        return hidden;
    }

    /** The name that the next run finds again; {@link #once} if there is to be none. */
    Path resumable(Path file) throws IOException {
        if (!resume) {
            return once(file);
        }
        byte[] name = NativePaths.bytes(file.getFileName());
        byte[] digest = FileDigest.create().digest(name);
        return file.resolveSibling(PREFIX + HexFormat.of().formatHex(digest, 0, 12));
    }

    private void tell(byte[] name) throws IOException {
        String line = Disk.escaped(name) + '\n';
        guard.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
        guard.getOutputStream().flush();
    }

    private void remove() {
        Path last = current;
        if (last != null) {
            try {
                Files.deleteIfExists(last);
            } catch (IOException e) {
                // then nobody can
            }
        }
    }

    @Override
    public void close() {
        if (!hooked) {
            return;
        }
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM ends: the hook does it again
        }
        boolean interrupted = Thread.interrupted();
        try {
            guard.getOutputStream().write('\n');
            guard.getOutputStream().close();
            if (!guard.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                guard.destroyForcibly();
            }
        } catch (IOException e) {
            guard.destroyForcibly(); // it ended before
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
