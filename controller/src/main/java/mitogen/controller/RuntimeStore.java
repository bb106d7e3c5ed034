package mitogen.controller;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import mitogen.classes.RuntimeArchive;
import mitogen.classes.RuntimeRequest;
import mitogen.classes.RuntimeSource;
import mitogen.wire.Protocol;

/**
 * Finds, or makes, the Java runtime for a platform. Owns the thread {@code mitogen-runtimes}, as making one takes seconds.
 */
final class RuntimeStore implements RuntimeSource {
    private static final Pattern PLATFORM = Pattern.compile("[a-z0-9_.]{1,40}-[a-z0-9_.-]{1,40}-(glibc|musl|none)");

    private final Runtimes runtimes;
    private final ResourceRanges ranges;
    private final ThreadPoolExecutor maker;
    private final Map<Path, RuntimeArchive> known = new HashMap<>(); // of the thread that makes, as is the next
    private Path linked; // made, or looked at, by this run

    private record Stored(RuntimeArchive archive) implements ResourceRanges.Content {
        @Override
        public InputStream open() throws IOException {
            return archive.content().open();
        }

        @Override
        public long length() {
            return archive.length();
        }
    }

    RuntimeStore(Runtimes runtimes, ResourceRanges ranges) {
        this.runtimes = runtimes;
        this.ranges = ranges;
        maker = Pools.of("mitogen-runtimes", 1);
    }

    /** Nothing is made any more when this returns, and what was begun is gone. */
    void close() {
        for (Runnable never : maker.shutdownNow()) {
            if (never instanceof Future<?> asked) {
                asked.cancel(false); // somebody waits for it
            }
        }
        try {
            maker.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public RuntimeArchive runtime(String platform) throws IOException {
        try {
            return maker.submit(() -> archive(platform)).get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() instanceof Exception cause ? reason(cause) : e.getMessage(), e);
        } catch (RejectedExecutionException | CancellationException e) {
            throw new IOException("the controller is closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void find(RuntimeRequest wanted) {
        wanted.answerOn(maker, () -> {
            try {
                RuntimeArchive archive = archive(wanted.platform);
                wanted.take(archive, ranges.number(new Stored(archive)));
            } catch (IOException | RuntimeException e) {
                wanted.fail(Protocol.REFUSED, reason(e));
            }
        });
    }

    private static String reason(Exception e) {
        boolean bare = e instanceof FileSystemException file && file.getReason() == null; // just the file's name
        return e instanceof IOException && e.getMessage() != null && !bare ? e.getMessage() : e.toString();
    }

    /**
     * The runtime for a platform: {@code linux-x86_64-glibc}; in the end the C library, {@code none} if there is none to be
     * seen.
     *
     * @throws IOException if there is none; the message tells what to do
     */
    RuntimeArchive archive(String platform) throws IOException {
        if (!runtimes.allowed()) {
            throw new IOException("the controller's options do not allow it");
        }
        if (!PLATFORM.matcher(platform).matches()) { // it is what somebody far away says
            throw new IOException("there is no such platform");
        }
        String machine = platform.substring(0, platform.lastIndexOf('-'));
        String wanted = platform.endsWith("-musl") ? platform : machine;
        Path given = runtimes.archives().get(wanted);
        if (given != null) {
            check(given, wanted);
            return archive(given);
        }
        if (machine.equals(here())) {
            try {
                if (linked == null || !OwnFiles.isFile(linked)) {
                    Path home = Path.of(System.getProperty("java.home"));
                    linked = new LinkedRuntime(home, runtimes.modules(), runtimes.cache(), runtimes.cacheTop())
                            .archive();
                }
                return archive(linked);
            } catch (IOException e) {
                throw new IOException(
                        "for " + wanted + " it cannot be linked in " + runtimes.cache() + ": " + reason(e)
                                + remedy(wanted),
                        e);
            }
        }
        throw new IOException("there is none for " + wanted + "; the controller's own Java is for " + here()
                + (runtimes.archives().isEmpty()
                        ? ""
                        : ", and archives were given for " + runtimes.archives().keySet())
                + remedy(wanted));
    }

    private static String remedy(String platform) {
        return "; give one: --runtime-archive " + platform + "=FILE.tar.gz, or Runtimes.withArchive";
    }

    private static String here() {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return (System.getProperty("os.name") + "-" + machine).toLowerCase(Locale.ROOT);
    }

    /** What was given is what it was said to be. */
    private void check(Path file, String platform) throws IOException {
        if (known.containsKey(file)) {
            return;
        }
        String what = "the archive " + file + ", given for " + platform + ", ";
        byte[] start;
        try (InputStream packed = new BufferedInputStream(Files.newInputStream(file))) {
            start = Tar.find(new GZIPInputStream(packed, 64 * 1024), "bin/java", Elf.ENOUGH);
        } catch (IOException e) {
            throw new IOException(what + "cannot be read as a .tar.gz: " + reason(e), e);
        }
        if (start == null) {
            throw new IOException(what + "has no bin/java in it, nor in a directory at its top");
        }
        Elf java = Elf.of(start);
        if (java == null) {
            throw new IOException(what + "has a bin/java that is no Linux program");
        }
        String real = "linux-" + java.machine() + (java.musl() ? "-musl" : "");
        if (!real.equals(platform)) {
            throw new IOException(what + "is one for " + real);
        }
    }

    private RuntimeArchive archive(Path file) throws IOException {
        RuntimeArchive archive = known.get(file);
        if (archive == null) {
            archive = read(file);
            known.put(file, archive);
        }
        return archive;
    }

    private static RuntimeArchive read(Path file) throws IOException {
        try {
            return readAll(file);
        } catch (EOFException | ZipException e) {
            throw new IOException("the archive " + file + " is damaged, remove it: " + reason(e), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new IOException("the archive cannot be read any more: " + reason(e), e);
        }
    }

    private static RuntimeArchive readAll(Path file) throws IOException {
        long unpacked;
        MessageDigest digest = Digests.sha256();
        try (InputStream packed =
                new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), 64 * 1024), digest)) {
            unpacked = new GZIPInputStream(packed, 64 * 1024).transferTo(OutputStream.nullOutputStream());
            packed.transferTo(OutputStream.nullOutputStream());
        }
        long length = Files.size(file);
        return new RuntimeArchive(
                HexFormat.of().formatHex(digest.digest()),
                (unpacked + length) / 1024 * 21 / 20 + 1024, // files take whole blocks
                length,
                () -> open(file));
    }
}
