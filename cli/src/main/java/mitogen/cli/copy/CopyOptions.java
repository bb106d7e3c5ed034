package mitogen.cli.copy;

import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import mitogen.Transfer;
import mitogen.cli.status.UsageException;
import mitogen.cli.words.Arguments;
import picocli.CommandLine.Option;

/** The options about what is copied, and how. The library does the copying; these are its settings. */
final class CopyOptions {
    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "only files that match one of these: '*.java', or 'doc/**' below the source; may be repeated")
    private List<String> included = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "no files and directories that match: '*.log', target/; may be repeated")
    private List<String> excluded = List.of();

    @Option(names = "--delete", description = "delete what the source does not have, and what stands in the way")
    private boolean delete;

    @Option(names = "--checksum", description = "compare files of the same size by their SHA-256, not by their times")
    private boolean checksum;

    @Option(names = "--resume", description = "keep a part of a large file, and go on there the next time")
    private boolean resume;

    @Option(names = "--permissions", description = "permissions of the source, also for files that are there already")
    private boolean permissions;

    @Option(names = "--owners", description = "owner and group of the source")
    private boolean owners;

    @Option(names = "--dry-run", description = "copy nothing; list the differences")
    private boolean dryRun;

    @Option(names = "--json", description = "print an object for each target, on a line of its own")
    private boolean json;

    boolean isDryRun() {
        return dryRun;
    }

    boolean wantsJson() {
        return json;
    }

    /** Refuses what is no glob, before anything is done. */
    void check() {
        Arguments.check(Stream.of(included, excluded).flatMap(List::stream));
        try {
            var unused = Transfer.of(OwnFiles.path("."), OwnFiles.path("."))
                    .withInclude(included.toArray(new String[0]))
                    .withExclude(excluded.toArray(new String[0]));
        } catch (PatternSyntaxException e) {
            throw new UsageException("'" + e.getPattern() + "' is no glob: " + e.getDescription()
                    + "\nTry one such as '*.log', 'doc/**' or '*.{c,h}'.");
        }
    }

    Transfer apply(Transfer plain) {
        Transfer transfer =
                plain.withInclude(included.toArray(new String[0])).withExclude(excluded.toArray(new String[0]));
        transfer = delete ? transfer.withDelete() : transfer;
        transfer = checksum ? transfer.withChecksum() : transfer;
        transfer = resume ? transfer.withResume() : transfer;
        transfer = permissions ? transfer.withPermissions() : transfer;
        transfer = owners ? transfer.withOwners() : transfer;
        return dryRun ? transfer.withDryRun() : transfer;
    }
}
