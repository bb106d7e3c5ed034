package mitogen.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mitogen.Transfer.Difference.Kind;
import mitogen.internal.NativePaths;

/**
 * The side that writes. It compares what the source tells with what is here, makes directories and links, and has files come
 * ({@link Arrivals}). The source may be a context that nobody trusts: no name leads out of the root. One thread does all of it.
 */
final class Destination {
    private static final int NAME_MAX = 255;
    private static final byte[] NO_NAME = {}; // of the root

    private final Path root;
    private final Plan plan;
    private final Packer answers;
    private final Reports reports;
    private final Hidden hidden;
    private final Attributes attributes;
    private final Cleaner cleaner;
    private final HardLinks links;
    private final Arrivals arrivals;
    private final Map<String, Folder> told = new HashMap<>(); // directories that will be listed
    private final List<Folder> folders = new ArrayList<>(); // in the order in which they were told
    private final Set<String> names = new HashSet<>(); // told of this directory
    private Folder folder; // that is listed; null if it could not be made
    private boolean listing;
    private boolean ended;

    Destination(Path root, Plan plan, Packer answers, Reports reports, Hidden hidden) {
        this.root = root;
        this.plan = plan;
        this.answers = answers;
        this.reports = reports;
        this.hidden = hidden;
        attributes = new Attributes(plan);
        cleaner = new Cleaner(plan, new Filter(plan), reports);
        links = new HardLinks(plan, reports, hidden, cleaner);
        arrivals = new Arrivals(plan, answers, reports, hidden, attributes, links, cleaner);
    }

    /** A name as something to look up. */
    static String key(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /** Whether everything has come. */
    boolean isWhole() {
        return ended && arrivals.isEmpty();
    }

    /** Sends answers that wait, as nothing else is to be done now. */
    void flush() {
        answers.flush();
        reports.tick();
    }

    /** Does what a message says. */
    void take(ByteBuffer message) throws IOException {
        while (message.hasRemaining()) {
            take(message.get(), message);
        }
        reports.tick();
    }

    private void take(byte kind, ByteBuffer from) throws IOException {
        switch (kind) {
            case Wire.DIRECTORY -> open(Wire.bytes(from));
            case Wire.ENTRY -> entry(Wire.bytes(from), Packer.stat(from), from.getInt(), from);
            case Wire.CLOSED -> close(from.get() != 0);
            case Wire.UNREADABLE -> reports.failed(true, Wire.bytes(from), Wire.text(from), Wire.text(from));
            case Wire.ACCOUNT -> attributes.accounts.name(from.get() != 0, from.getInt(), Wire.text(from));
            case Wire.FILE -> arrivals.begin(Packer.stat(from), from.getLong());
            case Wire.BYTES -> {
                int count = Wire.count(from);
                arrivals.bytes(from.slice().limit(count));
                from.position(from.position() + count);
            }
            case Wire.ZEROS -> arrivals.zeros(from.getLong());
            case Wire.WHOLE -> arrivals.whole(from.get() != 0, Wire.digest(from));
            case Wire.NO_FILE -> arrivals.fails(Wire.text(from), Wire.text(from));
            case Wire.SAME -> arrivals.same(from.get() != 0);
            case Wire.END -> ended = true;
            default -> throw Wire.senseless("record " + kind);
        }
    }

    private void open(byte[] name) {
        folder = told.remove(key(name));
        listing = true;
        names.clear();
    }

    private void close(boolean whole) {
        if (whole && plan.delete() && folder != null && !folder.fresh) {
            cleaner.deleteOthers(folder, names);
        }
        folder = null;
        listing = false;
    }

    private void entry(byte[] name, Stat source, int group, ByteBuffer from) throws IOException {
        byte[] text = source.isLink() ? Wire.bytes(from) : null;
        boolean answered = !source.isFile() || group < 0;
        try {
            Target target = target(name);
            if (target != null && source.isDirectory()) {
                directory(target, source);
            } else if (target != null && source.isLink()) {
                link(target, text);
            } else if (target != null && group < 0) {
                links.add(target, -group);
            } else if (target != null) {
                file(target, source, group);
                answered = true;
            }
        } catch (Wire.SenselessException e) {
            throw e;
        } catch (IOException e) {
            FileReader.checkInterrupt(e);
            reports.failed(false, folder == null ? name : Walk.join(folder.name, name), Wire.failure(e));
        }
        if (!answered) {
            arrivals.skip();
        }
    }

    /** Where a file is to be; null if its directory could not be made. */
    private Target target(byte[] name) throws IOException {
        if (name.length == 0) {
            if (listing || !folders.isEmpty()) {
                throw Wire.senseless("a second root");
            }
            return new Target(new Folder(null, name, root.getParent(), null, false), name, root, Stat.orNull(root));
        }
        if (!listing) {
            throw Wire.senseless("a file that is in no directory");
        }
        if (key(name).indexOf('/') >= 0 || key(name).indexOf('\0') >= 0 || name.length > NAME_MAX || isDots(name)) {
            throw Wire.senseless("a name that leads elsewhere");
        }
        if (folder == null) {
            return null;
        }
        if (plan.delete()) {
            names.add(key(name));
        }
        Path path = folder.path.resolve(NativePaths.of(name));
        return new Target(folder, Walk.join(folder.name, name), path, folder.fresh ? null : Stat.orNull(path));
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
    }

    private void file(Target target, Stat source, int group) throws IOException {
        Stat old = target.old();
        if (!source.isFile()) {
            throw Wire.senseless("a file of mode " + Integer.toOctalString(source.mode()));
        }
        if (old != null && old.isDirectory() && !plan.delete()) {
            throw new FileSystemException(target.path().toString(), null, "Is a directory");
        }
        boolean alike = old != null && old.isFile() && old.size() == source.size();
        if (alike && plan.checksum()) {
            arrivals.compare(target, source, group);
        } else if (alike && old.isAsOldAs(source)) {
            arrivals.stays(target, source);
            links.there(group, target.path());
            arrivals.skip();
        } else if (plan.dryRun()) {
            reports.different(target.name(), old == null ? Kind.NEW : Kind.CHANGED);
            arrivals.skip();
        } else {
            arrivals.want(target, source, group);
        }
    }

    private void link(Target target, byte[] text) throws IOException {
        Path to = NativePaths.of(text);
        Stat old = target.old();
        if (old != null && old.isLink() && Files.readSymbolicLink(target.path()).equals(to)) {
            reports.skipped();
        } else if (plan.dryRun()) {
            reports.different(target.name(), old == null ? Kind.NEW : Kind.CHANGED);
        } else {
            if (old != null && old.isDirectory() && !plan.delete()) {
                throw new FileSystemException(target.path().toString(), null, "Is a directory");
            }
            cleaner.makeWay(target);
            Path name = hidden.once(target.path());
            Files.createSymbolicLink(name, to);
            Files.move(name, target.path(), StandardCopyOption.ATOMIC_MOVE);
            target.folder().changed = true;
            reports.file();
        }
    }

    private void directory(Target target, Stat source) throws IOException {
        boolean top = target.name().length == 0;
        Stat old = top && target.old() != null ? Stat.of(root) : target.old(); // the root may be a link
        if (old != null && !old.isDirectory()) {
            if (!plan.delete()) {
                throw new FileAlreadyExistsException(target.path().toString(), null, "it is no directory");
            }
            if (!plan.dryRun()) {
                cleaner.makeWayForDirectory(target.path(), target.name());
            }
            old = null;
        }
        if (old == null && plan.dryRun()) {
            reports.different(target.name(), target.old() == null ? Kind.NEW : Kind.CHANGED);
        } else if (old == null) {
            Files.createDirectory(target.path(), attributes.creating(attributes.modeAtFirst(source, null, 0700)));
            target.folder().changed = true;
        } else if (plan.dryRun() && attributes.isOther(target.path(), source, old)) {
            reports.different(target.name(), Kind.ATTRIBUTES);
        }
        Folder made = new Folder(
                top ? null : target.folder(),
                target.name(),
                top && old != null ? root.toRealPath() : target.path(),
                source,
                old == null);
        made.changed |= old != null && (!old.isAsOldAs(source) || attributes.isOther(target.path(), source, old));
        folders.add(made);
        told.put(key(made.name), made);
    }

    /** Does what is left when everything has come. */
    void finish() throws IOException {
        answers.flush();
        links.make();
        if (plan.dryRun()) {
            return;
        }
        finishFolders();
        if (plan.sync()) {
            try {
                Disk.sync(Files.isDirectory(root) ? root : root.getParent());
            } catch (IOException e) {
                FileReader.checkInterrupt(e);
                reports.failed(false, NO_NAME, Wire.failure(e));
            }
        }
    }

    private void finishFolders() {
        for (int i = folders.size() - 1; i >= 0; i--) {
            Folder each = folders.get(i);
            if (each.changed) {
                try {
                    Stat now = Stat.of(each.path, LinkOption.NOFOLLOW_LINKS);
                    if (each.fresh) {
                        attributes.finish(each.path, each.source, null, 0);
                    } else {
                        attributes.change(each.path, each.source, now);
                        Files.setLastModifiedTime(each.path, each.source.time());
                    }
                } catch (IOException e) {
                    reports.failed(false, each.name, Wire.failure(e));
                }
            }
        }
    }

    /** Nothing more will come. */
    void giveUp() {
        arrivals.giveUp();
    }
}
