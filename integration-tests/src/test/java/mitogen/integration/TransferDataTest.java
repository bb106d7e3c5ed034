package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Transfer;
import mitogen.Transfer.Result;
import mitogen.internal.NativePaths;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Much data over ssh and sudo, interrupted at random points again and again. Needs minutes, and 15 GB of disk. */
@Tag("long")
final class TransferDataTest extends TransferFixture {
    private static final long LARGE = 5L << 30;
    private static final int FILES = 50_000;

    private static SshServer server;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private long started = System.nanoTime();

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    private void tell(String what) {
        long seconds = (System.nanoTime() - started) / 1_000_000_000;
        System.out.println("TransferDataTest: the seed is " + seed + ": " + what + " after " + seconds + " s");
    }

    private void makeDense(Path file) throws IOException {
        byte[] chunk = new byte[MEGABYTE];
        random.nextBytes(chunk);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long i = 0; i < LARGE / chunk.length; i++) {
                ByteBuffer.wrap(chunk).putLong(i);
                out.write(chunk);
            }
        }
    }

    /** With a few bytes here and there. */
    private void makeSparse(Path file) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(LARGE);
            for (int i = 0; i < 100; i++) {
                out.seek(random.nextLong(LARGE - 100));
                out.write(i);
            }
        }
    }

    private void makeSmall() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Path folder = from.resolve("d" + i / 100);
            if (i % 100 == 0) {
                Files.createDirectory(folder);
            }
            byte[] bytes = new byte[random.nextInt(4096)];
            random.nextBytes(bytes);
            byte[] name = ("n" + i + "?").getBytes(StandardCharsets.US_ASCII);
            name[name.length - 1] = (byte) (128 + random.nextInt(128)); // no UTF-8
            Files.write(folder.resolve(NativePaths.of(name)), bytes);
        }
    }

    /** The digests of all files, by their names. */
    private static String digests(Path tree) throws Exception {
        Process sum = new ProcessBuilder(
                        "sh",
                        "-c",
                        "cd \"$1\" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum",
                        "-",
                        tree.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String digest = new String(sum.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, sum.waitFor());
        return digest;
    }

    /**
     * Runs the transfer, and ends it at a random point: an account is killed, or closed, or who waits is interrupted.
     *
     * @return whether it was ended before it was whole
     */
    private boolean interrupt(long bytes, int files) {
        long atBytes = random.nextLong(bytes);
        int atFiles = 1 + random.nextInt(files);
        int kind = random.nextInt(4);
        Context host = mitogen.connect(server.method());
        Context target = host.connect(sudo());
        Context source = mitogen.connect(local());
        long killed = (kind == 0 ? source : target).call(ContextFixture.PID);
        AtomicBoolean ended = new AtomicBoolean();
        Transfer transfer = Transfer.of(there(source, from), there(target, to))
                .withResume()
                .withProgress(now -> {
                    if ((now.bytes() >= atBytes || now.files() >= atFiles) && ended.compareAndSet(false, true)) {
                        switch (kind) {
                            case 0, 1 -> Processes.kill(killed);
                            case 2 -> host.close();
                            default -> Thread.currentThread().interrupt();
                        }
                    }
                });
        try {
            Result result = transfer.run();
            assertTrue(ended.get() || result.succeeded(), () -> "seed " + seed + ": " + result);
            return !result.succeeded();
        } catch (MitogenException e) {
            assertTrue(Thread.interrupted(), () -> "seed " + seed + ": " + e);
            return true;
        } finally {
            host.close();
            source.close();
        }
    }

    /** So often, and then to the end. */
    private void carry(int interruptions, long bytes, int files) throws Exception {
        String digests = digests(from);
        int whole = 0;
        tell("made");
        for (int i = 0; i < interruptions; ) {
            if (interrupt(bytes, files)) {
                i++;
                tell("interruption " + i);
            } else {
                whole++;
                assertEquals(digests, digests(to), () -> "seed " + seed);
                SshServer.delete(to);
            }
        }
        tell(interruptions + " interruptions, and " + whole + " times not");
        Context target = mitogen.connect(server.method()).connect(sudo());
        Result result = Transfer.of(there(mitogen.connect(local()), from), there(target, to))
                .withResume()
                .run()
                .orThrow();
        tell(result.toString());
        assertEquals(digests, digests(to), () -> "seed " + seed);
        try (Stream<Path> all = Files.walk(to)) {
            List<Path> left = all.filter(each -> each.getFileName().toString().startsWith(".mitogen-"))
                    .toList();
            assertEquals(List.of(), left, () -> "seed " + seed);
        }
        tell("equal");
    }

    @Test
    @Timeout(3600)
    void largeFilesArriveWhole() throws Exception {
        makeDense(from.resolve("dense"));
        makeSparse(from.resolve("sparse"));
        carry(10, LARGE / 2, 2);
    }

    @Test
    @Timeout(3600)
    void aTreeOfSmallFilesArrivesWhole() throws Exception {
        makeSmall();
        carry(90, 100L * MEGABYTE, 2000);
    }
}
