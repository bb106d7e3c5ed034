package mitogen.cli.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import mitogen.cli.status.UsageException;
import mitogen.controller.Runtimes;
import picocli.CommandLine.Option;

/** The options that send a Java runtime to targets without Java. Without them, none is sent. */
final class RuntimeOptions {
    @Option(
            names = "--runtime",
            description =
                    "send a Java to hops that have none, or none from 17 on: a small one, linked once from the JDK"
                            + " that runs this command; it stays in ~/.cache/mitogen there")
    private boolean allowed;

    @Option(
            names = "--runtime-removed",
            description = "the same, but it is put into memory (/dev/shm) and removed at the end")
    private boolean removed;

    @Option(
            names = "--runtime-archive",
            paramLabel = "PLATFORM=FILE",
            description = "what is sent to hops of another platform: a JDK or JRE as .tar.gz; platforms are called"
                    + " linux-x86_64, linux-aarch64, linux-x86_64-musl or so; may be repeated; implies --runtime")
    private List<String> archives = List.of();

    @Option(
            names = "--runtime-modules",
            paramLabel = "MODULES",
            split = ",",
            description =
                    "further modules of the one that is linked, such as java.sql,java.net.http; implies --runtime")
    private List<String> modules = List.of();

    boolean isGiven() {
        return allowed || removed || !archives.isEmpty() || !modules.isEmpty();
    }

    /** @throws UsageException if something is no platform, file or module */
    Runtimes runtimes() {
        if (!isGiven()) {
            return Runtimes.none();
        }
        try {
            Runtimes runtimes = Runtimes.linked().withModules(modules.toArray(new String[0]));
            for (String archive : archives) {
                int end = archive.indexOf('=');
                if (end < 0) {
                    throw new UsageException("--runtime-archive takes PLATFORM=FILE, not '" + archive
                            + "'\n  For example linux-aarch64=jre.tar.gz");
                }
                runtimes = runtimes.withArchive(archive.substring(0, end), Path.of(archive.substring(end + 1)));
            }
            return removed ? runtimes.leavingNothing() : runtimes;
        } catch (InvalidPathException e) {
            throw new UsageException("--runtime-archive: that is no path: " + e.getMessage() + "\n  Check it.");
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
