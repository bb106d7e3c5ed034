package mitogen.controller;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What tasks were seen to ask for beyond what their class files tell: classes that are looked up by name, for one. It goes
 * along with the same task from then on. Only names are kept, so that what they stand for is looked up anew, and asked of
 * the policy, each time. Thread-safe.
 *
 * <p>With a directory it also helps later runs: one small text file for each class that a task starts in, named after the
 * digest of that class.
 */
final class Profiles {
    private static final Logger LOG = Logger.getLogger("mitogen");

    /** First line of a file, before the name of the class. */
    private static final String FORMAT = "mitogen profile 1 ";

    /** Bytes that one profile may have: a child that means harm may ask for whatever it likes. */
    private static final int MOST_BYTES = 64 * 1024;

    /** Files that the directory may have; those that were not used for longest go first. */
    private static final int MOST_FILES = 1000;

    private final Path directory; // or null
    private final Map<String, Profile> profiles = new HashMap<>(); // by class; guarded by this

    /** Of one class. */
    private static final class Profile {
        final Path file; // or null
        final Set<String> names = new LinkedHashSet<>();
        int size;
        boolean changed;

        Profile(Path file) {
            this.file = file;
        }

        void add(String name) {
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

    /** What tasks that start in that class were seen to need. */
    synchronized Collection<String> of(String entry, byte[] classFile) {
        return new ArrayList<>(profile(entry, classFile).names);
    }

    /** A task that starts in that class was seen to need something. */
    synchronized void learn(String entry, byte[] classFile, String name) {
        profile(entry, classFile).add(name);
    }

    private Profile profile(String entry, byte[] classFile) {
        return profiles.computeIfAbsent(entry, unused -> {
            Profile profile = new Profile(directory == null ? null : directory.resolve(digest(classFile)));
            if (profile.file != null && Files.exists(profile.file)) {
                read(profile, entry);
            }
            return profile;
        });
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
            lines.subList(1, lines.size()).forEach(profile::add);
            profile.changed = false;
            Files.setLastModifiedTime(profile.file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the class profile " + profile.file + " is ignored, and will be replaced: " + e);
        }
    }

    private static String digest(byte[] classFile) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(classFile));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /** Writes what is new into the directory. A failure is logged: it costs later runs a little time, no more. */
    synchronized void save() {
        if (directory == null) {
            return;
        }
        try {
            for (Map.Entry<String, Profile> each : profiles.entrySet()) {
                if (each.getValue().changed) {
                    write(each.getValue(), each.getKey());
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "class profiles cannot be written to " + directory + ": " + e);
        }
    }

    /** Under another name first: whoever reads meanwhile gets the old one or the new one. */
    private void write(Profile profile, String entry) throws IOException {
        Files.createDirectories(directory);
        List<String> lines = new ArrayList<>(List.of(FORMAT + entry));
        lines.addAll(profile.names);
        Path partial = Files.createTempFile(directory, "new", "");
        try {
            Files.write(partial, lines, StandardCharsets.UTF_8);
            Files.move(partial, profile.file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        profile.changed = false;
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> files = new ArrayList<>(all.toList());
            files.sort(Comparator.comparing(Profiles::lastUse).reversed());
            for (Path old : files.subList(Math.min(files.size(), MOST_FILES), files.size())) {
                Files.deleteIfExists(old);
            }
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
