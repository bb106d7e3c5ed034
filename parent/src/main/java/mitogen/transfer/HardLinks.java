package mitogen.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.Transfer;

/** More names of files that have been told: they are made when all files are there. Not thread-safe. */
final class HardLinks {
    private record Name(Target target, int group) {}

    /** The source may be a context that nobody trusts, and these are kept in memory. */
    private static final int MOST = 1_000_000;

    private final Plan plan;
    private final Reports reports;
    private final Hidden hidden;
    private final Cleaner cleaner;
    private final Map<Integer, Path> first = new HashMap<>();
    private final List<Name> names = new ArrayList<>();

    HardLinks(Plan plan, Reports reports, Hidden hidden, Cleaner cleaner) {
        this.plan = plan;
        this.reports = reports;
        this.hidden = hidden;
        this.cleaner = cleaner;
    }

    /** The first name of a file is there. */
    void there(int group, Path file) {
        if (group > 0) {
            first.put(group, file);
        }
    }

    void add(Target target, int group) throws IOException {
        if (names.size() >= MOST) {
            throw Wire.senseless("more than " + MOST + " hard links");
        }
        names.add(new Name(target, group));
    }

    void make() throws IOException {
        for (Name each : names) {
            try {
                make(each.target, first.get(each.group));
            } catch (IOException e) {
                FileReader.checkInterrupt(e);
                reports.failed(false, each.target.name(), Wire.failure(e));
            }
        }
    }

    private void make(Target target, Path file) throws IOException {
        if (plan.dryRun()) {
            if (target.old() == null) {
                reports.different(target.name(), Transfer.Difference.Kind.NEW);
            } else if (file == null || !Files.isSameFile(file, target.path())) {
                reports.different(target.name(), Transfer.Difference.Kind.CHANGED);
            }
            return;
        }
        if (file == null) {
            throw new IOException("the file that it is another name of was not copied");
        }
        if (target.old() != null && Files.isSameFile(file, target.path())) {
            reports.skipped();
            return;
        }
        if (cleaner.hasRemovedDirectories() && !target.folder().isThere()) {
            throw Wire.senseless("a directory twice");
        }
        cleaner.makeWay(target);
        Path name = hidden.once(target.path());
        Files.createLink(name, file);
        Files.move(name, target.path(), StandardCopyOption.ATOMIC_MOVE);
        target.folder().changed = true;
        reports.file();
    }
}
