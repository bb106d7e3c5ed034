package mitogen.controller;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Says whether a target that has no Java 17 or newer is sent one, and which one. A runtime is sent only if the connection
 * method looks for a Java and finds none. Immutable.
 *
 * <p>For the platform that the controller runs on, {@code jlink} makes a small runtime of the controller's own JDK, once; it
 * brings its C library along, so that it runs on machines that have another C library, an older one, or none. For other
 * platforms, give archives.
 */
public final class Runtimes {
    /** What a runtime consists of at least. */
    private static final List<String> LEAST = List.of("java.base", "java.logging");

    private static final Pattern PLATFORM = Pattern.compile("linux-[a-z0-9_]{1,40}(-musl)?");
    private static final Pattern MODULE = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$.]*");

    private final boolean allowed;
    private final boolean kept;
    private final Map<String, Path> archives;
    private final Set<String> modules;
    private final Path cache;

    private Runtimes(boolean allowed, boolean kept, Map<String, Path> archives, Set<String> modules, Path cache) {
        this.allowed = allowed;
        this.kept = kept;
        this.archives = archives;
        this.modules = modules;
        this.cache = cache;
    }

    /** {@return runtimes of which nothing is sent; a target without Java cannot be connected} */
    public static Runtimes none() {
        return new Runtimes(false, false, Map.of(), Set.of(), null);
    }

    /**
     * Sends a runtime with the modules {@code java.base} and {@code java.logging}, linked from the JDK that runs the
     * controller. The target keeps it in {@code ~/.cache/mitogen} ({@code $XDG_CACHE_HOME/mitogen}) for the next time. If
     * that directory cannot hold the runtime, another directory is used, and the runtime is removed at the end as with
     * {@link #leavingNothing}.
     *
     * @return runtimes that are linked when they are needed
     */
    public static Runtimes linked() {
        return new Runtimes(true, true, Map.of(), new LinkedHashSet<>(LEAST), null);
    }

    /**
     * Adds an archive for a platform. It is sent instead of a runtime that would be linked.
     *
     * @param platform {@code linux-x86_64} and {@code linux-aarch64} for example, with {@code -musl} behind them for
     *     systems with that C library; the part in the middle is what {@code uname -m} prints
     * @param file packed by tar and gzip, as JDKs are published: {@code bin/java} is in it or in its one directory
     * @return these runtimes with that archive
     */
    public Runtimes withArchive(String platform, Path file) {
        if (!PLATFORM.matcher(platform).matches()) {
            throw new IllegalArgumentException("there is no platform '" + platform
                    + "'\n  They are called linux-x86_64, linux-aarch64, linux-x86_64-musl, linux-aarch64-musl, or so:"
                    + " in the middle is what 'uname -m' prints there.");
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + file + ", which was to be the Java runtime for "
                    + platform + "\n  Give the path of a .tar.gz.");
        }
        Map<String, Path> all = new TreeMap<>(archives);
        all.put(platform, file.toAbsolutePath());
        return new Runtimes(
                true, kept || !allowed, all, modules.isEmpty() ? new LinkedHashSet<>(LEAST) : modules, cache);
    }

    /**
     * Adds modules of the JDK to those that are linked: {@code java.sql}, {@code java.net.http}. A runtime that was sent before
     * is used only if it has these modules. A Java of the target's own is always used.
     *
     * @param names names of modules of the JDK
     * @return these runtimes with those modules
     */
    public Runtimes withModules(String... names) {
        Set<String> all = new LinkedHashSet<>(modules);
        for (String name : names) {
            if (!MODULE.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name of a module\n  'java --list-modules' lists those of a JDK.");
            }
            all.add(name);
        }
        return new Runtimes(allowed, kept, archives, all, cache);
    }

    /**
     * Lets nothing stay: a runtime is put into {@code /dev/shm}, or into another directory of that kind, and is removed when its
     * context has ended. The next connect sends it again. A runtime that stayed from before is used, and stays.
     *
     * @return these runtimes, of which nothing stays
     */
    public Runtimes leavingNothing() {
        return new Runtimes(allowed, false, archives, modules, cache);
    }

    /**
     * Sets the directory where linked runtimes are kept here; by default it is {@code ~/.cache/mitogen/runtimes}. The
     * directory, and those above it within the home, must belong to the account that runs the controller, and nobody else may
     * write them.
     *
     * @param directory the directory, which is made if it is missing
     * @return these runtimes with that directory
     */
    public Runtimes withCache(Path directory) {
        return new Runtimes(
                allowed,
                kept,
                archives,
                modules,
                Objects.requireNonNull(directory, "directory").toAbsolutePath());
    }

    boolean allowed() {
        return allowed;
    }

    boolean kept() {
        return kept;
    }

    Map<String, Path> archives() {
        return archives;
    }

    Set<String> modules() {
        return modules;
    }

    /** Tells sets of modules from one another; 0 for those that each runtime has. */
    int modulesKey() {
        Set<String> more = new TreeSet<>(modules);
        LEAST.forEach(more::remove);
        return more.isEmpty() ? 0 : String.join(",", more).hashCode() | 1;
    }

    Path cache() {
        return cache != null
                ? cache
                : caches().resolve("mitogen").resolve("runtimes").toAbsolutePath();
    }

    /** From here on the directories that lead to the cache have to be the account's: its home, or the directory of caches. */
    Path cacheTop() {
        Path home = home().toAbsolutePath();
        return cache().startsWith(home) ? home : caches().toAbsolutePath();
    }

    private static Path caches() {
        String base = System.getenv("XDG_CACHE_HOME");
        return base == null || base.isEmpty() ? home().resolve(".cache") : Path.of(base);
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }
}
