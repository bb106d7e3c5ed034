package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.connect.Local.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Transfer;
import mitogen.Transfer.Result;
import mitogen.controller.Options;
import mitogen.testing.InProcess.Fault;
import org.junit.jupiter.api.Test;

/** Transfers between contexts, and what becomes of transfers that cannot do all that they are to do. */
final class TransferTroubleTest extends TransferFixture {
    // Between

    @Test
    void bytesTakeTheShortestWay() throws Exception {
        Wiretap tap = new Wiretap();
        Context host = mitogen.connect(inProcess().over(tap));
        Context one = host.connect(inProcess());
        Context two = host.connect(local());
        random("file", 4 * MEGABYTE);
        random("a/b/small", 10);
        Result result = Transfer.of(there(one, from), there(two, to)).run().orThrow();
        assertEquals(2, result.files());
        assertEquals(-1, Files.mismatch(from.resolve("file"), to.resolve("file")));
        assertTrue(tap.bytesUp() < MEGABYTE, () -> tap.bytesUp() + " bytes came to the controller");
        assertTrue(tap.bytesDown() < MEGABYTE, () -> tap.bytesDown() + " bytes came from the controller");
        assertEquals(
                2,
                Transfer.of(there(two, to), there(one, directory.resolve("back")))
                        .run()
                        .orThrow()
                        .files());
        assertEquals(
                2L,
                host.call(new Asked(directory.toString(), one)).longValue(),
                "a task there does it with what is below it");
    }

    /** In the middle of the tree. */
    private record Asked(String directory, Context one) implements mitogen.Task<Long> {
        @Override
        public Long run() throws IOException {
            return Transfer.of(Path.of(directory, "from"), one.files().getPath(directory, "third"))
                    .run()
                    .orThrow()
                    .files();
        }
    }

    @Test
    void severalDestinationsAreServedAndTheLostOneIsNamed() throws Exception {
        Context one = mitogen.connect(inProcess());
        Context never = mitogen.connect(exec("false"));
        Context two = mitogen.connect(inProcess());
        random("file", 3 * MEGABYTE);
        random("a/same", 1000);
        random("a/other", 1000);
        Path second = directory.resolve("second");
        Files.createDirectories(second.resolve("a"));
        Files.copy(from.resolve("a/same"), second.resolve("a/same"));
        Files.setLastModifiedTime(second.resolve("a/same"), Files.getLastModifiedTime(from.resolve("a/same")));
        Path lost = there(never, to);
        Result result = Transfer.of(from, List.of(there(one, to), lost, there(two, second)))
                .run();
        assertEquals(Set.of(lost), result.failures().keySet(), result::toString);
        assertInstanceOf(
                ConnectFailedException.class, result.failures().get(lost).getCause());
        assertEquals(5, result.files());
        assertEquals(1, result.skipped());
        for (String each : List.of("file", "a/same", "a/other")) {
            assertEquals(-1, Files.mismatch(from.resolve(each), to.resolve(each)));
            assertEquals(-1, Files.mismatch(from.resolve(each), second.resolve(each)));
        }
    }

    @Test
    void inAUnidirectionalTreeTheBytesComeThroughHere() throws Exception {
        reopen(Options.defaults().withOutput(new RecordedOutput()).withUnidirectional(true));
        random("file", 6 * MEGABYTE);
        random("a/b/small", 10);
        Context host = mitogen.connect(inProcess());
        Context one = host.connect(inProcess());
        Context two = host.connect(inProcess());
        Path second = directory.resolve("second");
        Result result = Transfer.of(
                        there(one, from), List.of(there(two, to), there(mitogen.connect(inProcess()), second)))
                .run()
                .orThrow();
        assertEquals(4, result.files());
        for (Path each : List.of(to, second)) {
            assertEquals(-1, Files.mismatch(from.resolve("file"), each.resolve("file")));
        }
        assertEquals(2, Transfer.of(there(one, from), to).run().orThrow().skipped());
        assertEquals(
                2,
                Transfer.of(there(one, from), there(host, to)).run().orThrow().skipped());
    }

    @Test
    void whoeverIsLostOnADetourIsNamed() throws Exception {
        reopen(Options.defaults().withOutput(new RecordedOutput()).withUnidirectional(true));
        endless("file");
        for (int i = 0; i < 2; i++) {
            Context one = mitogen.connect(local());
            Context two = mitogen.connect(local());
            Path lost = i == 0 ? there(one, from) : there(two, to);
            CompletableFuture<Result> run = start(Transfer.of(there(one, from), there(two, to)));
            Processes.kill((i == 0 ? one : two).call(ContextFixture.PID));
            Result result = run.get(20, TimeUnit.SECONDS);
            assertInstanceOf(
                    ContextLostException.class, result.failures().get(lost).getCause(), result::toString);
            Await.until("the hidden file goes", () -> names(to).isEmpty());
        }
    }

    @Test
    void thereHasToBeAContext() {
        assertThrows(IllegalArgumentException.class, () -> Transfer.of(from, to).run());
        assertThrows(IllegalArgumentException.class, () -> Transfer.of(from, List.of()));
        Context one = mitogen.connect(inProcess());
        assertThrows(
                java.util.regex.PatternSyntaxException.class,
                () -> Transfer.of(from, there(one, to)).withExclude("[a"));
    }

    // Disks

    private Context mounted(String options) throws Exception {
        Needs.root("mount a file system");
        Needs.command("unshare", "util-linux");
        Files.createDirectory(to);
        Context context = mitogen.connect(exec("unshare", "-m"));
        context.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", to.toString())
                .orThrow();
        return context;
    }

    @Test
    void aFullDiskIsAFailureOfWhatDoesNotFit() throws Exception {
        Context context = mounted("size=1m");
        random("a", 1000);
        random("big", 3 * MEGABYTE);
        random("sub/b", 1000);
        Result result = Transfer.of(from, there(context, to)).run();
        Path big = there(context, to.resolve("big"));
        assertEquals(Set.of(big), result.failures().keySet(), result::toString);
        FileSystemException failure =
                assertInstanceOf(FileSystemException.class, result.failures().get(big));
        assertEquals("No space left on device", failure.getReason());
        assertEquals(2, result.files());
        try (Stream<Path> all = Files.walk(there(context, to))) {
            assertEquals(4, all.count(), "to, a, sub, sub/b");
        }
        Result resumable = Transfer.of(from, there(context, to)).withResume().run();
        assertEquals(Set.of(big), resumable.failures().keySet());
        assertEquals(1, resumable.partial().size());
        assertTrue(Files.size(resumable.partial().get(0)) > 0);
    }

    @Test
    void aReadOnlyDiskIsAFailureOfEachPath() throws Exception {
        Context context = mounted("ro");
        random("a", 1000);
        random("sub/b", 1000);
        Result result = Transfer.of(from, there(context, to)).run();
        assertEquals(
                Set.of(there(context, to.resolve("a")), there(context, to.resolve("sub")), there(context, to)),
                result.failures().keySet(),
                result::toString);
        FileSystemException failure =
                assertInstanceOf(FileSystemException.class, result.failures().get(there(context, to.resolve("a"))));
        assertEquals("Read-only file system", failure.getReason());
    }

    /** Once, at the end: each file by itself would take ten times as long. */
    @Test
    void allIsOnTheDiskIfThatIsAsked() throws Exception {
        Path log = directory.resolve("calls");
        Needs.command("strace", "strace");
        Context context = mitogen.connect(
                exec("strace", "-f", "-qq", "-e", "trace=/^(sync.*|fsync|rename.*)$", "-o", log.toString()));
        random("file", 10);
        Transfer transfer = Transfer.of(from, there(context, to.resolve("\u00e4 b\n")));
        Files.createDirectory(to);
        transfer.run().orThrow();
        assertEquals(List.of("rename"), calls(log));
        random("file", 11);
        random("other", 12);
        transfer.withSync().run().orThrow();
        List<String> calls = calls(log);
        assertEquals("sync", calls.get(calls.size() - 1), calls::toString);
        assertEquals(1, calls.stream().filter("sync"::equals).count());
    }

    private static List<String> calls(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceAll("^\\d+ +|\\(.*", ""))
                .filter(call -> call.matches("[a-z0-9]+"))
                .map(call -> call.replaceAll("^sync.*", "sync").replaceAll("^rename.*", "rename"))
                .toList();
    }

    // Sources

    @Test
    void aSourceThatChangesOrVanishesIsAFailure() throws Exception {
        Fault.Switch link = Fault.onDemand();
        Context context = mitogen.connect(inProcess().over(link));
        Path changing = random("changing", 64 * MEGABYTE);
        Path vanishing = random("sub/vanishing", 1000);
        Path replaced = random("sub/replaced", 1000);
        random("sub/good", 1000);
        CompletableFuture<Result> run = start(Transfer.of(from, there(context, to)));
        link.freeze();
        Files.write(changing, new byte[1], StandardOpenOption.WRITE); // its size stays
        Files.delete(vanishing);
        Files.write(replaced, new byte[2000]);
        link.thaw();
        Result result = run.get();
        assertEquals(Set.of(changing, vanishing), result.failures().keySet(), result::toString);
        assertInstanceOf(NoSuchFileException.class, result.failures().get(vanishing));
        assertTrue(result.failures().get(changing).getMessage().contains("it changed while it was read"));
        assertEquals(Set.of("sub"), names(to));
        assertEquals(Set.of("good", "replaced"), names(to.resolve("sub")));
        assertEquals(2000, Files.size(to.resolve("sub/replaced")));
    }

    /** As operators collect logs: what was there at the time, and what is new the next time. */
    @Test
    void aLogThatGrowsIsCopiedAsItWas() throws Exception {
        Fault.Switch link = Fault.onDemand();
        Context context = mitogen.connect(inProcess().over(link));
        int size = 16 * MEGABYTE;
        Path log = random("log", size);
        Transfer transfer = Transfer.of(from, there(context, to)).withResume();
        CompletableFuture<Result> run = start(transfer);
        link.freeze();
        Files.write(log, new byte[100_000], StandardOpenOption.APPEND);
        link.thaw();
        Result result = run.get().orThrow();
        assertEquals(List.of(log), result.grown());
        assertEquals(size, Files.size(to.resolve("log")));
        assertEquals(size, Files.mismatch(log, to.resolve("log")), "the copy is its beginning");
        Result next = transfer.run().orThrow();
        assertEquals(100_000, next.bytes());
        assertEquals(List.of(), next.grown());
        assertEquals(-1, Files.mismatch(log, to.resolve("log")));
        Files.write(log, new byte[10], StandardOpenOption.WRITE); // it no longer begins as before
        Files.write(log, new byte[100_000], StandardOpenOption.APPEND);
        assertEquals(size + 200_000, transfer.run().orThrow().bytes());
        assertEquals(-1, Files.mismatch(log, to.resolve("log")));
        assertEquals(Set.of("log"), names(to));
    }

    @Test
    void whatNobodyMayReadIsAFailure() throws Exception {
        Context context = mitogen.connect(local());
        Path fake = Path.of("/proc/self/status"); // its size is none
        Result result = Transfer.of(fake, there(context, to)).run();
        assertTrue(result.failures().get(fake).getMessage().contains("it changed while it was read"), result::toString);
        assertEquals(Set.of("from"), names(directory));
    }

    @Test
    void whatAnAccountMayNotDoIsAFailure() throws Exception {
        Needs.root("become another account");
        Needs.command("setpriv", "util-linux");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Context nobody = mitogen.connect(exec("setpriv", "--reuid=65534", "--clear-groups"));
        Path secret = random("secret", 10);
        Path closed = random("closed/file", 10).getParent();
        random("good", 10);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Result down = Transfer.of(there(nobody, from), to).withDelete().run();
        assertEquals(
                Set.of(there(nobody, secret), there(nobody, closed)),
                down.failures().keySet(),
                down::toString);
        down.failures().values().forEach(each -> assertInstanceOf(AccessDeniedException.class, each));
        assertEquals(Set.of("good", "closed"), names(to));
        random("next", 10);
        Result up = Transfer.of(from, there(nobody, to)).run();
        assertEquals(
                Set.of("next", "secret", "", "file"),
                up.failures().keySet().stream()
                        .map(each -> each.equals(there(nobody, to))
                                ? ""
                                : each.getFileName().toString())
                        .collect(Collectors.toSet()),
                up::toString);
        assertInstanceOf(AccessDeniedException.class, up.failures().get(there(nobody, to.resolve("next"))));
    }
}
