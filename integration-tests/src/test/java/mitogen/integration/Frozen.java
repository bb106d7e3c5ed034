package mitogen.integration;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that is stopped until this is closed. */
final class Frozen implements AutoCloseable {
    final long pid;

    /** Stops it, and waits until none of its threads runs any more. */
    Frozen(long pid) throws Exception {
        this.pid = pid;
        Signals.send("STOP", pid);
        Await.until("process " + pid + " stands still", this::isStill);
    }

    private boolean isStill() throws IOException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                if (!stat.substring(stat.lastIndexOf(')')).startsWith(") T")) {
                    return false;
                }
            }
            return true;
        } catch (IOException gone) {
            return !Files.exists(Path.of("/proc/" + pid)); // or one of its threads has ended just now
        }
    }

    @Override
    public void close() throws IOException {
        Signals.send("CONT", pid); // to one that is gone this does nothing
    }
}
