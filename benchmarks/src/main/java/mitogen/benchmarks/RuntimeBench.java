package mitogen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.connect.Exec;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.Runtimes;

/** A Java that is sent to a root directory with nothing but BusyBox, next to a place that has one. */
final class RuntimeBench implements Bench {
    private static final String NAME = "runtime";
    private static final String FLOOR = "local child, the machine's Java";

    @Override
    public void run(Setup setup, Report report) throws Exception {
        String busybox = Processes.find("busybox");
        if (!System.getProperty("user.name").equals("root")) {
            throw new Unavailable("it takes root to make a root directory");
        }
        Path folder = Files.createTempDirectory("mitogen-bench-");
        try {
            Exec place = place(folder.resolve("root"), busybox);
            Runtimes linked = Runtimes.linked().withCache(folder.resolve("cache"));
            Samples first = new Samples();
            Samples local = new Samples();
            Samples sent = new Samples();
            Samples found = new Samples();
            Samples closed = new Samples();
            try (Mitogen keeping = Mitogen.open(Options.defaults().withRuntimes(linked));
                    Mitogen removing = Mitogen.open(Options.defaults().withRuntimes(linked.leavingNothing()))) {
                first.add(connect(removing, place, new Samples()));
                Samples unused = new Samples();
                for (int i = setup.scale().warmUp() == 0 ? 0 : -1;
                        i < Math.max(1, setup.scale().connects() / 3);
                        i++) {
                    delete(folder.resolve("root/root/.cache"));
                    double each = connect(removing, place, i < 0 ? unused : closed);
                    connect(keeping, place, unused);
                    double again = connect(keeping, place, unused);
                    double bare = connect(keeping, Local.local(), unused);
                    if (i >= 0) {
                        sent.add(each);
                        found.add(again);
                        local.add(bare);
                    }
                }
            }
            report.add(Figure.of(NAME, "the archive", Unit.KILOBYTES, Samples.of(size(folder.resolve("cache")) / 1e3)));
            report.add(Figure.of(NAME, "connect + first call, linked and sent", Unit.MILLISECONDS, first));
            report.add(Figure.of(NAME, "connect + first call, sent", Unit.MILLISECONDS, sent)
                    .withFloor(FLOOR, local));
            report.add(Figure.of(NAME, "close, and removal", Unit.MILLISECONDS, closed));
            report.add(Figure.of(NAME, "connect + first call, sent before", Unit.MILLISECONDS, found)
                    .withFloor(FLOOR, local));
        } finally {
            delete(folder);
        }
    }

    private static double connect(Mitogen mitogen, mitogen.ConnectionMethod method, Samples closed) {
        long start = System.nanoTime();
        Context context = mitogen.connect(method);
        Tasks.call(context);
        double time = Processes.millisSince(start);
        start = System.nanoTime();
        context.close();
        closed.add(Processes.millisSince(start));
        return time;
    }

    private static Exec place(Path root, String busybox) throws IOException, InterruptedException {
        String make = "mkdir -p $1/bin $1/dev/shm $1/proc $1/root $1/tmp; mknod -m 666 $1/dev/null c 1 3;"
                + "mknod -m 666 $1/dev/urandom c 1 9; cp $2 $1/bin/busybox;"
                + "for name in $($2 --list); do [ $name = busybox ] || ln -s busybox $1/bin/$name; done";
        Processes.millis(List.of("sh", "-c", make, "sh", root.toString(), busybox));
        String enter = "mount -t proc proc " + root + "/proc; exec chroot " + root + " \"$@\"";
        return Exec.exec("unshare", "-m", "sh", "-c", enter, "sh");
    }

    private static long size(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
