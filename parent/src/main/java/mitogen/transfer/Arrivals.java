package mitogen.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import mitogen.Transfer;

/** The files that were asked for, which come in that order. Not thread-safe. */
final class Arrivals {
    /** Up to this size a file is sent as a whole again. */
    private static final long SMALL = 64 * 1024;

    /** From this size on a file that is under way is told, so that it can be resumed. */
    private static final long LARGE = 1024 * 1024;

    /** A file that is to come; it may be that it is compared first. */
    private static final class Wanted {
        final Target target;
        final Stat source;
        final int group;
        final Beginning beginning; // that is here; or null
        boolean compared;

        Wanted(Target target, Stat source, int group, Beginning beginning, boolean compared) {
            this.target = target;
            this.source = source;
            this.group = group;
            this.beginning = beginning;
            this.compared = compared;
        }
    }

    private final Plan plan;
    private final Packer answers;
    private final Reports reports;
    private final Hidden hidden;
    private final Attributes attributes;
    private final HardLinks links;
    private final Cleaner cleaner;
    private final ArrayDeque<Wanted> wanted = new ArrayDeque<>();
    private Wanted file; // that is under way, or null
    private Incoming incoming; // the same; null if it was not begun
    private boolean told;

    Arrivals(
            Plan plan,
            Packer answers,
            Reports reports,
            Hidden hidden,
            Attributes attributes,
            HardLinks links,
            Cleaner cleaner) {
        this.plan = plan;
        this.answers = answers;
        this.reports = reports;
        this.hidden = hidden;
        this.attributes = attributes;
        this.links = links;
        this.cleaner = cleaner;
    }

    boolean isEmpty() {
        return wanted.isEmpty() && file == null;
    }

    void skip() {
        answers.begin(Wire.SKIP, 0);
    }

    /** Whether a part of a file is worth to be gone on with. */
    private boolean isKept(Stat source) {
        return plan.resume() && source.size() > SMALL;
    }

    /** Asks for a file. */
    void want(Target target, Stat source, int group) throws IOException {
        Beginning here = isKept(source) ? beginning(target, source) : null;
        if (here == null) {
            answers.begin(Wire.WANT, 0);
        } else {
            answers.begin(Wire.RESUME, 8 + Wire.DIGEST)
                    .put(here.size())
                    .putRaw(FileDigest.copy(here.digest()).digest());
        }
        add(new Wanted(target, source, group, here, false));
    }

    /** What may be the beginning of a file: a part of it that an earlier transfer left, or the file that is there, if it is shorter. */
    private Beginning beginning(Target target, Stat source) throws IOException {
        Path part = hidden.resumable(target.path());
        Stat found = Stat.orNull(part);
        if (found != null && found.isFile() && found.size() > 0 && found.size() <= source.size()) {
            return Beginning.of(part, found.size(), false);
        }
        Stat old = target.old();
        return old != null && old.isFile() && old.size() > SMALL && old.size() < source.size()
                ? Beginning.of(target.path(), old.size(), true)
                : null;
    }

    /** Asks for a file if it is other than what is here. */
    void compare(Target target, Stat source, int group) throws IOException {
        byte[] digest = FileDigest.of(target.path(), Long.MAX_VALUE).digest();
        answers.begin(Wire.COMPARE, Wire.DIGEST).putRaw(digest);
        add(new Wanted(target, source, group, null, true));
    }

    /** No honest source tells of more files than that before it sends the first. */
    private void add(Wanted next) throws IOException {
        if (wanted.size() > Source.AHEAD) {
            throw Wire.senseless("more than " + Source.AHEAD + " files at once");
        }
        wanted.add(next);
    }

    private Wanted next() throws IOException {
        Wanted next = wanted.poll();
        if (next == null) {
            throw Wire.senseless("a file that nobody asked for");
        }
        return next;
    }

    void same(boolean same) throws IOException {
        Wanted first = wanted.peek();
        if (first == null || !first.compared) {
            throw Wire.senseless("a comparison that nobody asked for");
        }
        if (same || plan.dryRun()) {
            wanted.remove();
        }
        first.compared = false;
        if (same) {
            stays(first.target, first.source);
            links.there(first.group, first.target.path());
        } else if (plan.dryRun()) {
            reports.different(first.target.name(), Transfer.Difference.Kind.CHANGED);
        }
    }

    /** A file that is there stays, and may need other attributes. */
    void stays(Target target, Stat source) {
        try {
            boolean late = !target.old().isAsOldAs(source);
            boolean other = attributes.isOther(target.path(), source, target.old());
            if (!late && !other) {
                reports.skipped();
            } else if (plan.dryRun()) {
                reports.different(target.name(), Transfer.Difference.Kind.ATTRIBUTES);
            } else {
                if (other) {
                    attributes.change(target.path(), source, target.old());
                }
                if (late) {
                    Files.setLastModifiedTime(target.path(), source.time());
                }
                reports.skipped();
            }
        } catch (IOException e) {
            reports.failed(false, target.name(), Wire.failure(e));
        }
    }

    /** A file begins. */
    void begin(Stat source, long offset) throws IOException {
        if (file != null) {
            throw Wire.senseless("a file within a file");
        }
        Wanted begun = next();
        Beginning here = offset == 0 ? null : begun.beginning;
        if (offset != 0 && (here == null || offset != here.size()) || plan.dryRun()) {
            throw Wire.senseless("a file from " + offset + " on");
        }
        file = begun;
        Target target = begun.target;
        if (cleaner.hasRemovedDirectories() && !target.folder().isThere()) {
            throw Wire.senseless("a directory twice");
        }
        boolean keep = isKept(source);
        Path name = keep ? hidden.resumable(target.path()) : hidden.once(target.path());
        incoming = new Incoming(target, name, source, attributes, here, keep);
        told = keep && source.size() >= LARGE && incoming.failure() == null;
        if (told) {
            reports.partial(name, true);
        }
    }

    private Incoming current() throws IOException {
        if (incoming == null) {
            throw Wire.senseless("bytes of no file");
        }
        return incoming;
    }

    void bytes(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        current().bytes(bytes);
        if (incoming.failure() == null) {
            reports.bytes(count);
        }
    }

    void zeros(long count) throws IOException {
        current().zeros(count);
        if (incoming.failure() == null) {
            reports.bytes(count);
        }
    }

    void whole(boolean grew, byte[] digest) throws IOException {
        Target target = current().target;
        try {
            cleaner.makeWay(target);
            incoming.finish(attributes, digest);
            target.folder().changed = true;
            reports.file();
            if (grew) {
                reports.grew(target.name());
            }
            links.there(file.group, target.path());
        } catch (IOException e) {
            FileReader.checkInterrupt(e);
            reports.failed(false, target.name(), Wire.failure(e));
        }
        over();
    }

    /** What was begun, or is next, does not come. */
    void fails(String... failure) throws IOException {
        Target target = file == null ? next().target : file.target;
        IOException own = incoming == null ? null : incoming.failure();
        if (incoming != null) {
            incoming.drop();
        }
        reports.failed(own == null, target.name(), own == null ? failure : Wire.failure(own));
        over();
    }

    private void over() {
        if (incoming != null) {
            incoming.target.folder().changed = true; // even a hidden file has changed its time
            boolean partial = incoming.isPartial();
            if (partial || told) {
                reports.partial(incoming.hidden, partial);
            }
        }
        file = null;
        incoming = null;
    }

    /** Nothing more will come. */
    void giveUp() {
        if (incoming != null) {
            incoming.drop();
            if (told || incoming.isPartial()) {
                reports.partial(incoming.hidden, Files.exists(incoming.hidden, LinkOption.NOFOLLOW_LINKS));
            }
        }
    }
}
