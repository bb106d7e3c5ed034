package mitogen.cli.copy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.Transfer.Difference;
import mitogen.Transfer.Progress;
import mitogen.Transfer.Result;
import mitogen.cli.output.Json;
import mitogen.cli.output.JsonFailure;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ProgramFailure;

/** What came of the copies at one target, as lines for people or as one object. Belongs to the thread that copies. */
final class CopyReport {
    private final String target;
    private final boolean toTarget;
    private final boolean dryRun;
    private final long start = System.nanoTime();
    private final Map<Path, IOException> failures = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private final List<Path> partial = new ArrayList<>();
    private final List<Path> grown = new ArrayList<>();
    private ContextLostException lost;
    private boolean ran;
    private long files;
    private long bytes;
    private long skipped;
    private long deleted;

    CopyReport(String target, boolean toTarget, boolean dryRun) {
        this.target = target;
        this.toTarget = toTarget;
        this.dryRun = dryRun;
    }

    void add(Result result) {
        ran = true;
        files += result.files();
        bytes += result.bytes();
        skipped += result.skipped();
        deleted += result.deleted();
        differences.addAll(result.differences());
        partial.addAll(result.partial());
        grown.addAll(result.grown());
        result.failures().forEach((path, failure) -> {
            if (failure.getCause() instanceof ContextLostException loss) {
                lost = loss;
            } else {
                failures.put(path, failure);
            }
        });
    }

    /** How far it is: what is done, and what this transfer has done. */
    CopyOutput.Moved with(Progress now) {
        return new CopyOutput.Moved(files + now.files(), bytes + now.bytes());
    }

    /** Why not all is well, or null. */
    RuntimeException failure() {
        if (lost != null) {
            return lost;
        }
        return failures.isEmpty()
                ? null
                : new ProgramFailure("", ExitStatus.TASK_FAILED, "FAILED", "could not copy all paths");
    }

    /** For standard output: the differences, or what was done. */
    List<String> lines() {
        if (dryRun) {
            return differences.stream()
                    .map(each -> String.format("%-10s  %s", word(each.kind()), each.path()))
                    .toList();
        }
        if (!ran) {
            return List.of();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        StringBuilder text = new StringBuilder()
                .append(CopyOutput.files(files))
                .append(", ")
                .append(CopyOutput.size(bytes))
                .append(String.format(Locale.ROOT, " in %.1f s", seconds));
        put(text, skipped, "the same");
        put(text, deleted, "deleted");
        put(text, failures.size(), "failed");
        return List.of(text.toString());
    }

    private static void put(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }

    /** For standard error. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        failures.forEach((path, failure) -> remarks.add(path + where(path) + ": " + text(path, failure)));
        grown.forEach(
                path -> remarks.add(path + where(path) + " grew meanwhile; the copy has what was there at first"));
        partial.forEach(path -> remarks.add(path + where(path) + " is a part of a file; --resume goes on there"));
        return remarks;
    }

    private String where(Path path) {
        return isHere(path) ? " (here)" : " (" + target + ")";
    }

    private static boolean isHere(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    private String text(Path path, IOException failure) {
        return failure instanceof NoSuchFileException && isHere(path) != toTarget
                ? "the directory above it does not exist"
                : text(failure);
    }

    /** The JDK's exceptions for the usual reasons have no words. */
    static String text(IOException failure) {
        if (failure instanceof NoSuchFileException none && none.getReason() == null) {
            return "there is no such file or directory";
        }
        if (failure instanceof AccessDeniedException denied && denied.getReason() == null) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException there && there.getReason() == null) {
            return "something else is there already";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return failure.getCause() instanceof MitogenException cause
                ? cause.getMessage()
                : String.valueOf(failure.getMessage());
    }

    private static String word(Difference.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    String json(RuntimeException failure) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("target", target);
        object.put("ok", failure == null);
        JsonFailure.put(failure, object);
        if (!failures.isEmpty() && lost == null) {
            object.put("message", failures.size() + " could not be copied");
        }
        object.put("files", files);
        object.put("bytes", bytes);
        object.put("skipped", skipped);
        object.put("deleted", deleted);
        List<Map<String, Object>> failed = new ArrayList<>();
        failures.forEach((path, reason) -> failed.add(Map.of(
                "path", path.toString(), "at", isHere(path) ? "here" : "target", "message", text(path, reason))));
        object.put("failures", failed);
        if (dryRun) {
            object.put(
                    "differences",
                    differences.stream()
                            .map(each -> Map.of("path", each.path().toString(), "kind", word(each.kind())))
                            .toList());
        }
        object.put("partial", partial.stream().map(Path::toString).toList());
        object.put("grown", grown.stream().map(Path::toString).toList());
        object.put("elapsedMs", (System.nanoTime() - start) / 1_000_000);
        return Json.of(object);
    }
}
