package mitogen.integration;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.Transfer;
import mitogen.Transfer.Result;
import mitogen.controller.Options;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A controller, and two directories to copy between. */
abstract class TransferFixture extends ControllerFixture {
    static final int MEGABYTE = 1 << 20;

    @TempDir
    Path directory;

    Path from;
    Path to;

    @Override
    Options options() {
        return Options.defaults().withOutput(new RecordedOutput());
    }

    @BeforeEach
    final void makeDirectories() throws IOException {
        from = Files.createDirectory(directory.resolve("from"));
        to = directory.resolve("to");
    }

    static Path there(Context context, Path path) {
        return context.files().getPath(path.toString());
    }

    Path random(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.createDirectories(from.resolve(name).getParent());
        return Files.write(from.resolve(name), bytes);
    }

    /** A file that takes a while. */
    Path endless(String name) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(from.resolve(name).toFile(), "rw")) {
            file.write(1);
            file.setLength(1L << 40);
        }
        return from.resolve(name);
    }

    static Set<String> names(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path hidden() {
        if (!Files.exists(to)) {
            return null;
        }
        return names(to).stream()
                .filter(name -> name.startsWith(".mitogen-"))
                .findAny()
                .map(to::resolve)
                .orElse(null);
    }

    CompletableFuture<Result> start(Transfer transfer) throws Exception {
        CompletableFuture<Result> run = CompletableFuture.supplyAsync(transfer::run);
        Await.until("the file is begun", () -> {
            Path hidden = hidden();
            return run.isDone() || hidden != null && Files.exists(hidden) && Files.size(hidden) > 0;
        });
        return run;
    }
}
