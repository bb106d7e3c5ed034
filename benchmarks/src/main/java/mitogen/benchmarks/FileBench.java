package mitogen.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.fixtures.Sshd;

/** Files behind loopback ssh, by {@code Context.files()}: a large one, small ones, and a walk through a tree. */
final class FileBench implements Bench {
    private static final String NAME = "file";

    private static final int FILES_PER_FOLDER = 100;

    /** Small files in one sample. */
    private static final int SMALL = 20;

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Path folder = Files.createTempDirectory("mitogen-bench-");
        try (Sshd server = Setup.sshd();
                SshMaster master = new SshMaster(server);
                Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(server.method());
            large(setup, report, folder, master, context);
            small(setup, report, folder, context);
            walk(setup, report, folder, master, context);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void large(Setup setup, Report report, Path folder, SshMaster master, Context context)
            throws Exception {
        int bytes = setup.scale().bytes();
        Path here = Files.write(folder.resolve("here"), new byte[bytes]);
        Path there = folder.resolve("there");
        Samples[] rates = Turns.of(
                setup.scale(),
                setup.scale().rounds(),
                () -> RunBench.rate(bytes, () -> {
                    Process cat = new ProcessBuilder(master.command("cat " + here)).start();
                    cat.getInputStream().transferTo(OutputStream.nullOutputStream());
                    RunBench.end(cat);
                }),
                () -> RunBench.rate(
                        bytes,
                        () -> Files.copy(context.files().getPath(here.toString()), OutputStream.nullOutputStream())),
                () -> RunBench.rate(
                        bytes,
                        () -> RunBench.end(new ProcessBuilder(master.command("cat >" + there))
                                .redirectInput(Redirect.from(here.toFile()))
                                .start())),
                () -> RunBench.rate(bytes, () -> {
                    Path to = context.files().getPath(there.toString());
                    Files.copy(here, to, StandardCopyOption.REPLACE_EXISTING);
                }));
        report.add(Figure.of(NAME, "a large file from there", Unit.GIGABYTES_PER_SECOND, rates[1])
                .withFloor("ssh cat, through a master", rates[0]));
        report.add(Figure.of(NAME, "a large file to there", Unit.GIGABYTES_PER_SECOND, rates[3])
                .withFloor("ssh cat, through a master", rates[2]));
    }

    /** Each access has a file system of its own, which has cached nothing. */
    private static void small(Setup setup, Report report, Path folder, Context context) throws Exception {
        Path file = Files.write(folder.resolve("small"), new byte[1000]);
        Samples[] micros = Turns.of(
                setup.scale(),
                setup.scale().rounds(),
                () -> micros(() -> Tasks.call(context)),
                () -> micros(() -> Files.readAllBytes(context.files().getPath(file.toString()))),
                () -> micros(() -> Files.write(context.files().getPath(file.toString()), new byte[1000])));
        report.add(Figure.of(NAME, "1,000 bytes read", Unit.MICROSECONDS, micros[1])
                .withFloor("a no-op call", micros[0]));
        report.add(Figure.of(NAME, "1,000 bytes written", Unit.MICROSECONDS, micros[2])
                .withFloor("a no-op call", micros[0]));
    }

    private static double micros(RunBench.Step step) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < SMALL; i++) {
            step.run();
        }
        return (System.nanoTime() - start) / 1e3 / SMALL;
    }

    private static void walk(Setup setup, Report report, Path folder, SshMaster master, Context context)
            throws Exception {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        int files = setup.scale().submits();
        for (int i = 0; i < files; i++) {
            Path parent = tree.resolve(String.valueOf(i / FILES_PER_FOLDER));
            if (i % FILES_PER_FOLDER == 0) {
                Files.createDirectory(parent);
            }
            Files.createFile(parent.resolve(String.valueOf(i)));
        }
        Samples[] millis = Turns.of(
                setup.scale(),
                setup.scale().rounds(),
                () -> Processes.millis(master.command("find " + tree + " -printf '%s %p\\n'")),
                () -> walked(context.files(), tree, files),
                () -> walked(FileSystems.getDefault(), tree, files));
        String name = "a walk with sizes, " + files + " files";
        report.add(Figure.of(NAME, name, Unit.MILLISECONDS, millis[1])
                .withFloor("ssh find -printf, through a master", millis[0])
                .withBudget(Budget.timesFloor(1.5)));
        report.add(
                Figure.of(NAME, name, Unit.MILLISECONDS, millis[1]).withFloor("the same walk, local files", millis[2]));
    }

    private static double walked(FileSystem system, Path tree, int files) throws IOException {
        long start = System.nanoTime();
        long found = sizes(system, tree);
        if (found != files) {
            throw new IOException("the walk found " + found + " of " + files + " files");
        }
        return Processes.millisSince(start);
    }

    private static long sizes(FileSystem there, Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(there.getPath(tree.toString()))) {
            return all.filter(path -> Files.isRegularFile(path) && size(path) == 0)
                    .count();
        }
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
