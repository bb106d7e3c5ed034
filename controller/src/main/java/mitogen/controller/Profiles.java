package mitogen.controller;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What tasks were seen to need. At first that is what they asked for beyond what their class files tell: classes that are
 * looked up by name, for one. It goes along with the same task from then on. At the end of a run whose profiles are kept,
 * it is what they used of all that they had, and from then on only that goes along. Only names are kept, so that what they stand for is looked up anew, and asked of
 * the policy, each time. Thread-safe.
 *
 * <p>With a directory it also helps later runs: one small text file for each class that a task starts in, named after the
 * digest of that class.
 */
final class Profiles {
    private static final Logger LOG = Logger.getLogger("mitogen");

    /** First line of a file, before the name of the class. */
    private static final String FORMAT = "mitogen profile 1 ";

    /** A line that is no name: what follows is all that a run needed. */
    private static final String COMPLETE = "complete:";

    /** Bytes that one profile may have: a child that means harm may ask for whatever it likes. */
    private static final int MOST_BYTES = 256 * 1024;

    /** What a profile's file is called: a digest, and what tells it from files of others. */
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.classes");

    /** Files that the directory may have; those that were not used for longest go first. */
    private static final int MOST_FILES = 1000;

    private final Path directory; // or null
    private final Map<String, Profile> profiles = new HashMap<>(); // by class; guarded by this

    /** Of one class. */
    static final class Profile {
        private final Path file; // or null
        private final Set<String> names = new LinkedHashSet<>(); // guarded by this, as is all below
        private int size;
        private boolean complete;
        private boolean changed;

        private Profile(Path file) {
            this.file = file;
        }

        /** What tasks that start in the class were seen to need. */
        synchronized List<String> names() {
            return List.copyOf(names);
        }

        /** Whether that is all that a run needed, and not just what was missing. */
        synchronized boolean complete() {
            return complete;
        }

        private synchronized void complete(Collection<String> used) {
            used.forEach(this::add);
            changed |= !complete;
            complete = true;
        }

        private synchronized void add(String name) {
            if (size + name.length() < MOST_BYTES && names.add(name)) {
                size += name.length() + 1;
                changed = true;
            }
        }
    }

    /** Keeps what is learned in memory, and in that directory if it is not null. */
    Profiles(Path directory) {
        this.directory = directory;
    }

    /** Whether what is learned outlives this run. */
    boolean areKept() {
        return directory != null;
    }

    /** The profile of tasks that start in that class. */
    synchronized Profile of(String entry, byte[] classFile) {
        return profiles.computeIfAbsent(entry, unused -> {
            Profile profile = new Profile(directory == null ? null : directory.resolve(digest(classFile) + ".classes"));
            if (profile.file != null && Files.exists(profile.file)) {
                read(profile, entry);
            }
            return profile;
        });
    }

    /** A task that starts in that class was seen to need something. */
    void learn(String entry, byte[] classFile, String name) {
        of(entry, classFile).add(name);
    }

    /** These classes, and what was learned before, are all that a run of such tasks needed. */
    void complete(String entry, byte[] classFile, Collection<String> used) {
        of(entry, classFile).complete(used);
    }

    private static void read(Profile profile, String entry) {
        try {
            if (Files.size(profile.file) > 2 * MOST_BYTES) {
                throw new IOException("it is too large");
            }
            List<String> lines = Files.readAllLines(profile.file);
            if (lines.isEmpty() || !lines.get(0).equals(FORMAT + entry)) {
                throw new IOException("its first line is not '" + FORMAT + entry + "'");
            }
            lines.subList(1, lines.size()).forEach(line -> {
                if (line.equals(COMPLETE)) {
                    profile.complete(List.of());
                } else {
                    profile.add(line);
                }
            });
            synchronized (profile) {
                profile.changed = false;
            }
            Files.setLastModifiedTime(profile.file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the class profile " + profile.file + " is ignored, and will be replaced: " + e);
        }
    }

    private static String digest(byte[] classFile) {
        return Digests.sha256(classFile);
    }

    /** Writes what is new into the directory. A failure is logged: it costs later runs a little time, no more. */
    synchronized void save() {
        if (directory == null) {
            return;
        }
        boolean wrote = false;
        for (Map.Entry<String, Profile> each : profiles.entrySet()) {
            synchronized (each.getValue()) {
                if (each.getValue().changed) {
                    try {
                        write(each.getValue(), each.getKey());
                        wrote = true;
                    } catch (IOException | RuntimeException e) {
                        LOG.log(
                                Level.WARNING,
                                "the class profile of " + each.getKey() + " cannot be written to " + directory + ": "
                                        + e);
                    }
                }
            }
        }
        if (wrote) {
            cleanUp();
        }
    }

    /** Under another name first: whoever reads meanwhile gets the old one or the new one. */
    private void write(Profile profile, String entry) throws IOException {
        Files.createDirectories(directory);
        List<String> lines = new ArrayList<>(List.of(FORMAT + entry));
        if (profile.complete) {
            lines.add(COMPLETE);
        }
        lines.addAll(profile.names);
        Path partial = Files.createTempFile(directory, "new", "");
        try {
            Files.write(partial, lines, StandardCharsets.UTF_8);
            Files.move(partial, profile.file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        profile.changed = false;
    }

    /** Only files that are called like profiles are ever deleted. */
    private void cleanUp() {
        Map<Path, FileTime> times = new HashMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                if (NAME.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file)) {
                    times.put(file, lastUse(file));
                }
            }
            List<Path> files = new ArrayList<>(times.keySet());
            files.sort(Comparator.comparing(times::get, Comparator.reverseOrder()));
            for (Path old : files.subList(Math.min(files.size(), MOST_FILES), files.size())) {
                Files.deleteIfExists(old);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "old class profiles in " + directory + " cannot be deleted: " + e);
        }
    }

    private static FileTime lastUse(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // somebody else has deleted it
        }
    }
}
