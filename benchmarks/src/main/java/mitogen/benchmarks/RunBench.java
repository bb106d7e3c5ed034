package mitogen.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import mitogen.Command;
import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;
import mitogen.fixtures.Sshd;

/** Commands on a context that is up: what one costs, and how fast their input and output flow. */
final class RunBench implements Bench {
    private static final String NAME = "run";

    /** Commands in one sample. */
    private static final int COMMANDS = 20;

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Scale scale = setup.scale();
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(Local.local());
            Samples[] samples = Turns.of(
                    scale,
                    scale.rounds(),
                    () -> millis(() -> {
                        new ProcessBuilder("true").start().waitFor();
                        Tasks.call(context);
                    }),
                    () -> millis(() -> context.run("true").orThrow()));
            report.add(Figure.of(NAME, "true, local", Unit.MILLISECONDS, samples[1])
                    .withFloor("ProcessBuilder and a no-op call", samples[0])
                    .withBudget(Budget.beyondFloor(1)));
        }
        try (Sshd server = Setup.sshd();
                SshMaster master = new SshMaster(server);
                Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(server.method());
            Samples[] samples = Turns.of(
                    scale,
                    scale.rounds(),
                    () -> millis(() -> Processes.millis(master.command("true"))),
                    () -> millis(() -> context.run("true").orThrow()));
            report.add(Figure.of(NAME, "true, loopback ssh", Unit.MILLISECONDS, samples[1])
                    .withFloor("ssh through a master", samples[0]));
            byte[] zeros = new byte[scale.bytes()];
            String print = "head -c " + zeros.length + " /dev/zero";
            Samples[] rates = Turns.of(
                    scale,
                    scale.rounds(),
                    () -> rate(zeros.length, () -> {
                        Process ssh = new ProcessBuilder(master.command(print)).start();
                        ssh.getInputStream().transferTo(OutputStream.nullOutputStream());
                        end(ssh);
                    }),
                    () -> rate(
                            zeros.length,
                            () -> context.run(Command.shell(print)
                                            .withOutput(Command.Output.to(OutputStream.nullOutputStream())))
                                    .orThrow()),
                    () -> rate(zeros.length, () -> {
                        Process ssh = new ProcessBuilder(master.command("cat >/dev/null"))
                                .redirectOutput(Redirect.DISCARD)
                                .start();
                        try (OutputStream in = ssh.getOutputStream()) {
                            stream(zeros).transferTo(in);
                        }
                        end(ssh);
                    }),
                    () -> rate(
                            zeros.length,
                            () -> context.run(Command.shell("cat >/dev/null").withInput(stream(zeros)))
                                    .orThrow()));
            report.add(Figure.of(NAME, "output, loopback ssh", Unit.GIGABYTES_PER_SECOND, rates[1])
                    .withFloor("ssh through a master", rates[0]));
            report.add(Figure.of(NAME, "input, loopback ssh", Unit.GIGABYTES_PER_SECOND, rates[3])
                    .withFloor("ssh through a master", rates[2]));
        }
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    static void end(Process ssh) throws IOException, InterruptedException {
        if (ssh.waitFor() != 0) {
            throw new IOException("ssh ended with exit status " + ssh.exitValue());
        }
    }

    /** The mean time of one of several. */
    private static double millis(Step step) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < COMMANDS; i++) {
            step.run();
        }
        return Processes.millisSince(start) / COMMANDS;
    }

    /** In 10^9 bytes a second. */
    static double rate(long bytes, Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        return (double) bytes / (System.nanoTime() - start);
    }

    /** What is timed. */
    interface Step {
        void run() throws Exception;
    }
}
