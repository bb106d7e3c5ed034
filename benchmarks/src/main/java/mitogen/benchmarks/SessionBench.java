package mitogen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.connect.Ssh;
import mitogen.fixtures.Sshd;

/** {@code mitogen run} in a session that has its target connected, next to a bare JVM and to ssh. */
final class SessionBench implements Bench {
    private static final String NAME = "session";

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Path runtime = Files.createTempDirectory("mitogen-bench-"); // for this account alone
        List<String> mitogen = new ArrayList<>(List.of("env", "XDG_RUNTIME_DIR=" + runtime));
        mitogen.addAll(setup.command());
        try (Sshd server = Setup.sshd();
                SshMaster master = new SshMaster(server)) {
            Ssh method = server.method();
            List<String> way = List.of(
                    "-t",
                    method.user() + "@" + method.host() + ":" + method.port(),
                    "-F",
                    "/dev/null",
                    "-o",
                    "UserKnownHostsFile=" + server.folder() + "/known_hosts",
                    "--identity",
                    server.folder() + "/identity",
                    "--java",
                    Setup.java());
            List<String> run = with(with(with(mitogen, "run", "--session", "auto"), way), "--", "true");
            List<String> eval = with(with(mitogen, "eval", "--session", "auto"), way);
            List<String> cold = with(with(mitogen, "eval", "--session", "off"), way);
            List<String> bare = Setup.bare(Nothing.class);
            Scale scale = setup.scale();
            Samples[] one =
                    Turns.of(scale, scale.connects(), () -> Processes.millis(bare), () -> Processes.millis(run));
            report.add(Figure.of(NAME, "mitogen run, in a session", Unit.MILLISECONDS, one[1])
                    .withFloor("bare JVM start and end", one[0])
                    .withBudget(Budget.timesFloor(1.3)));
            Samples[] evaluated = Turns.of(
                    scale,
                    Math.max(1, scale.connects() / 3),
                    () -> Processes.millis(with(cold, "1+1")),
                    () -> Processes.millis(with(eval, "1+1")));
            report.add(Figure.of(NAME, "mitogen eval, in a session", Unit.MILLISECONDS, evaluated[1])
                    .withFloor("without one", evaluated[0]));
            int commands = scale.connects(); // 30
            Samples[] rows = {new Samples(), new Samples(), new Samples()};
            for (int i = 0; i < Math.max(1, commands / 10); i++) {
                rows[0].add(row(commands, Setup.ssh(method, "true")));
                rows[1].add(row(commands, master.command("true")));
                rows[2].add(row(commands, run));
            }
            report.add(Figure.of(NAME, commands + " commands in a row, in a session", Unit.MILLISECONDS, rows[2])
                    .withFloor("ssh", rows[0])
                    .withBudget(Budget.timesFloor(0.33)));
            report.add(Figure.of(NAME, "the same, beside a master", Unit.MILLISECONDS, rows[2])
                    .withFloor("ssh through a master", rows[1]));
        } finally {
            Processes.millis(with(mitogen, "session", "stop", "--all"));
            Sshd.delete(runtime);
        }
    }

    private static double row(int count, List<String> command) throws IOException, InterruptedException {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Processes.millis(command);
        }
        return sum;
    }

    private static List<String> with(List<String> command, String... words) {
        return with(command, List.of(words));
    }

    private static List<String> with(List<String> command, List<String> words) {
        List<String> all = new ArrayList<>(command);
        all.addAll(words);
        return all;
    }
}
