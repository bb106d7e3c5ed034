package mitogen.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mitogen.ConnectFailedException;
import mitogen.ContextLostException;
import mitogen.cli.status.ToldFailure;
import mitogen.cli.status.UsageException;
import mitogen.cli.targets.Selected;
import mitogen.cli.targets.Target;
import mitogen.connect.ContextSpec;
import mitogen.connect.ContextSpec.SyntaxException;

/**
 * Which targets failed in the last run with several of them, in {@code mitogen/last} in {@code $XDG_STATE_HOME} or
 * {@code ~/.local/state}: one a line, how, what it is called, and the way there, with tabs between. Only its owner may read it.
 */
public final class LastRun {
    private static final FileAttribute<?> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OUR_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String FAILED = "failed";
    private static final String UNREACHABLE = "unreachable";

    private final Path file;

    private LastRun(Path file) {
        this.file = file;
    }

    /** The file of the account that has this environment. */
    public static LastRun of(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path home =
                state.startsWith("/") ? Path.of(state) : Path.of(System.getProperty("user.home"), ".local", "state");
        return new LastRun(home.resolve("mitogen").resolve("last"));
    }

    /** Gives false if they cannot be kept. No run fails for that. */
    public boolean keep(List<Outcome> outcomes) {
        List<String> lines = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome.failed()) {
                lines.add((isUnreachable(outcome) ? UNREACHABLE : FAILED) + "\t"
                        + outcome.target().text() + "\t" + outcome.target().way());
            }
        }
        Path next = null;
        try {
            Files.createDirectories(file.getParent(), OUR_FOLDER);
            next = Files.createTempFile(file.getParent(), "last", "", OURS);
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            delete(next);
            return false;
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It holds nothing that would be missed.
        }
    }

    /** Whether it could not be connected, or was lost. */
    private static boolean isUnreachable(Outcome outcome) {
        Throwable failure =
                outcome.failure() instanceof ToldFailure ? outcome.failure().getCause() : outcome.failure();
        return failure instanceof ConnectFailedException || failure instanceof ContextLostException;
    }

    /**
     * Adds the targets that failed.
     *
     * @param option how they were asked for
     * @param onlyUnreachable whether to give only the targets whose connect failed, or whose connection was lost
     */
    public void addTo(Selected selected, String option, boolean onlyUnreachable) {
        boolean any = false;
        for (String line : lines(option)) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 3 && (!onlyUnreachable || parts[0].equals(UNREACHABLE))) {
                try {
                    selected.addWrittenOut(
                            new Target(parts[1], ContextSpec.parse(parts[2]).methods()));
                } catch (SyntaxException e) {
                    throw new UsageException(
                            file + " was written by another version of mitogen\nGive the targets with -t.");
                }
                any = true;
            }
        }
        if (!any) {
            throw new UsageException(option + ": in the last run with several targets none "
                    + (onlyUnreachable ? "was out of reach" : "failed") + "\nGive the targets with -t.");
        }
    }

    private List<String> lines(String option) {
        try {
            return new String(Files.readAllBytes(file), UTF_8).lines().toList();
        } catch (NoSuchFileException e) {
            throw new UsageException(option + ": no run with several targets is known; there is no " + file
                    + "\nGive the targets with -t.");
        } catch (IOException e) {
            throw new UsageException(option + ": " + file + " cannot be read\nGive the targets with -t.");
        }
    }
}
