package mitogen.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mitogen.Command;
import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;

/** The example {@code inventory.py}, some 50 lines, as one step on a context that is up, next to the same script run directly. */
final class ScriptBench implements Bench {
    @Override
    public void run(Setup setup, Report report) throws Exception {
        String python = Processes.find("python3");
        byte[] text = example();
        Path file = Files.createTempFile("mitogen-bench-", ".py");
        Samples direct = new Samples();
        Samples step = new Samples();
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new Discarded()))) {
            Files.write(file, text);
            Context context = mitogen.connect(Local.local());
            Command script = Command.scriptBytes(text, List.of())
                    .withInterpreter(python)
                    .withOutput(Command.Output.ofContext())
                    .withErrors(Command.Output.ofContext());
            for (int i = -setup.scale().warmUp(); i < setup.scale().connects(); i++) {
                double toFile = Processes.millis(List.of(python, file.toString()));
                long start = System.nanoTime();
                context.run(script).orThrow();
                double toStep = Processes.millisSince(start);
                if (i >= 0) {
                    direct.add(toFile);
                    step.add(toStep);
                }
            }
        } finally {
            Files.delete(file);
        }
        report.add(Figure.of("script", "examples/inventory.py, local child that is up", Unit.MILLISECONDS, step)
                .withFloor("python3 FILE", direct)
                .withBudget(Budget.beyondFloor(1)));
    }

    private static byte[] example() throws IOException {
        try (InputStream in = ScriptBench.class.getResourceAsStream("inventory.py")) {
            return in.readAllBytes();
        }
    }

    private static final class Discarded implements OutputListener {
        @Override
        public boolean bytes(Context context, Stream stream, byte[] chunk) {
            return true;
        }
    }
}
