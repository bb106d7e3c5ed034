package mitogen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mitogen.Context;
import mitogen.Transfer;
import mitogen.controller.Mitogen;
import mitogen.fixtures.Sshd;

/**
 * A tree of small files, and one large file, over loopback ssh: by a transfer, and by the tools that people use, in turn. The
 * context is connected before; the tools connect each time.
 */
final class TransferBench implements Bench {
    private static final String NAME = "transfer";
    private static final int IN_DIRECTORY = 100;
    private static final int LARGEST = 4096;

    /** Copies something, or shows that nothing has changed. */
    private interface Way {
        void run() throws Exception;
    }

    private static void shell(String line) throws IOException, InterruptedException {
        Processes.millis(List.of("sh", "-c", line));
    }

    private static double millis(Way way) throws Exception {
        long start = System.nanoTime();
        way.run();
        return Processes.millisSince(start);
    }

    private static String quoted(List<String> words) {
        StringBuilder line = new StringBuilder();
        for (String each : words) {
            line.append('\'').append(each.replace("'", "'\\''")).append("' ");
        }
        return line.toString();
    }

    /** An ssh that knows its way: the name of the host, which comes first, does not count. */
    private static Path rsh(Path folder, List<String> ssh) throws IOException {
        Path script = folder.resolve("rsh");
        Files.writeString(script, "#!/bin/sh\nshift\nexec " + quoted(ssh) + "\"$@\"\n");
        script.toFile().setExecutable(true);
        return script;
    }

    /** The options of ssh as those of scp. */
    private static String scp(List<String> ssh) {
        List<String> scp = new ArrayList<>(List.of("scp", "-q", "-O"));
        for (int i = 2; i < ssh.size() - 2; i++) { // without ssh -T, and the host
            String each = ssh.get(i);
            if (each.equals("-p") || each.equals("-l")) {
                i++;
                scp.add(each.equals("-p") ? "-oPort=" + ssh.get(i) : "-oUser=" + ssh.get(i));
            } else if (!each.startsWith("-oSessionType") && !each.startsWith("-oRemoteCommand")) {
                scp.add(each);
            }
        }
        return quoted(scp) + ssh.get(ssh.size() - 1);
    }

    private static void makeTree(Path tree, int files) throws IOException {
        Random random = new Random(files);
        for (int i = 0; i < files; i++) {
            Path directory = tree.resolve("d" + i / IN_DIRECTORY);
            if (i % IN_DIRECTORY == 0) {
                Files.createDirectories(directory);
            }
            byte[] bytes = new byte[random.nextInt(LARGEST)];
            random.nextBytes(bytes);
            Files.write(directory.resolve("file" + i), bytes);
        }
    }

    private static void makeLarge(Path file, int bytes) throws IOException {
        byte[] chunk = new byte[bytes];
        new Random(bytes).nextBytes(chunk);
        Files.write(file, chunk);
    }

    @Override
    public void run(Setup setup, Report report) throws Exception {
        for (String each : List.of("rsync", "tar", "scp")) {
            var unused = Processes.find(each);
        }
        boolean smoke = setup.scale().equals(Scale.SMOKE);
        int files = smoke ? 200 : 50_000;
        Path folder = folder();
        try (Sshd ssh = Setup.sshd();
                Mitogen mitogen = Mitogen.open()) {
            List<String> words = new ArrayList<>(Setup.ssh(ssh.method(), ""));
            words.remove(words.size() - 1);
            Path rsh = rsh(folder, words);
            Context context = mitogen.connect(ssh.method()).await();
            trees(report, folder, rsh, context, files, smoke ? 1 : 3);
            large(report, folder, rsh, scp(words), context, setup.scale().bytes() * 4, smoke ? 1 : 7);
        } finally {
            shell("rm -rf '" + folder + "'");
        }
    }

    /** In memory if that can be: a disk that is shared would be measured, and nothing else. */
    private static Path folder() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "mitogen-bench")
                : Files.createTempDirectory("mitogen-bench");
    }

    private static Path there(Context context, Path path) {
        return context.files().getPath(path.toString());
    }

    private static void trees(Report report, Path folder, Path rsh, Context context, int files, int rounds)
            throws Exception {
        Path from = folder.resolve("tree");
        makeTree(from, files);
        Map<String, Way> ways = Map.of(
                "rsync", () -> shell("rsync -a -e '" + rsh + "' '" + from + "/' x:'" + folder + "/rsync/'"),
                "tar",
                        () -> shell("mkdir '" + folder + "/tar' && tar -C '" + from + "' -cf - . | '" + rsh
                                + "' x tar -C '" + folder + "/tar' -xf -"),
                "ours",
                        () -> Transfer.of(from, there(context, folder.resolve("ours")))
                                .run()
                                .orThrow());
        Samples[] first = {new Samples(), new Samples(), new Samples()};
        Samples[] second = {new Samples(), new Samples()};
        List<String> names = List.of("ours", "rsync", "tar");
        for (int i = -1; i < rounds; i++) {
            for (int way = 0; way < names.size(); way++) {
                String name = names.get(way);
                shell("rm -rf '" + folder.resolve(name) + "'; sync");
                double time = millis(ways.get(name));
                double again = name.equals("tar") ? 0 : millis(ways.get(name));
                if (i >= 0) {
                    first[way].add(time);
                    if (way < second.length) {
                        second[way].add(again);
                    }
                }
            }
        }
        shell("diff -r '" + from + "' '" + folder + "/ours'");
        String tree = String.format("%,d small files", files);
        report.add(Figure.of(NAME, tree + ", first copy", Unit.MILLISECONDS, first[0])
                .withFloor("rsync -a", first[1])
                .withBudget(Budget.timesFloor(1)));
        report.add(Figure.of(NAME, tree + ", first copy", Unit.MILLISECONDS, first[0])
                .withFloor("tar | ssh", first[2]));
        report.add(Figure.of(NAME, tree + ", nothing changed", Unit.MILLISECONDS, second[0])
                .withFloor("rsync -a", second[1])
                .withBudget(Budget.timesFloor(1.2)));
    }

    private static void large(Report report, Path folder, Path rsh, String scp, Context context, int bytes, int rounds)
            throws Exception {
        Path file = folder.resolve("large");
        makeLarge(file, bytes);
        List<String> names = List.of("ssh cat", "scp", "rsync", "down", "up");
        List<Way> ways = List.of(
                () -> shell("'" + rsh + "' x cat '" + file + "' > '" + folder + "/copy'"),
                () -> shell(scp + ":'" + file + "' '" + folder + "/copy'"),
                () -> shell("rsync -aW -e '" + rsh + "' x:'" + file + "' '" + folder + "/copy'"),
                () -> Transfer.of(there(context, file), folder.resolve("copy"))
                        .run()
                        .orThrow(),
                () -> Transfer.of(file, there(context, folder.resolve("copy")))
                        .run()
                        .orThrow());
        List<Samples> rates = new ArrayList<>();
        ways.forEach(unused -> rates.add(new Samples()));
        for (int i = -2; i < rounds; i++) {
            for (int way = 0; way < ways.size(); way++) {
                shell("rm -f '" + folder + "/copy'");
                double rate = bytes / 1e6 / millis(ways.get(way));
                if (i >= 0) {
                    rates.get(way).add(rate);
                }
            }
        }
        String size = (bytes >> 20) + " MiB in one file, ";
        for (int way = 3; way < ways.size(); way++) {
            for (int tool = 0; tool < 3; tool++) {
                Figure figure = Figure.of(NAME, size + names.get(way), Unit.GIGABYTES_PER_SECOND, rates.get(way))
                        .withFloor(names.get(tool), rates.get(tool));
                report.add(tool == 0 ? figure.withBudget(Budget.timesFloorAtLeast(0.95)) : figure);
            }
        }
    }
}
