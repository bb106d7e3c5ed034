package mitogen.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.agent.Agent;
import mitogen.controller.Mitogen;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/** Bytes on the wire. */
final class SizeBench implements Bench {
    /**
     * A local child whose first stage is written to one file, and all that it reads to another.
     *
     * @param script the file for the first stage
     * @param input the file for standard input
     */
    record Recorded(String script, String input) implements CommandMethod {
        @Override
        public String label() {
            return "recorded";
        }

        @Override
        public String java() {
            return null; // the first stage with the search for Java is the longer one
        }

        @Override
        public Duration timeout() {
            return DEFAULT_TIMEOUT;
        }

        @Override
        public List<String> command(String text) {
            return List.of("sh", "-c", "printf %s \"$0\" >\"$1\"; tee \"$2\" | sh -c \"$0\"", text, script, input);
        }

        @Override
        public ConnectFailedException diagnose(ConnectFailure failure) {
            return null;
        }
    }

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Path script = Files.createTempFile("mitogen-bench-", ".script");
        Path input = Files.createTempFile("mitogen-bench-", ".input");
        double connected;
        double called;
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(new Recorded(script.toString(), input.toString()));
            context.await();
            connected = Files.size(input);
            Tasks.call(context);
            called = Files.size(input);
            double stage = Files.size(script);
            double loader = resource("loader.jar");
            double core = resource("core.pack");
            report.add(bytes("first stage (script)", stage));
            report.add(bytes("loader.jar", loader));
            report.add(bytes("core.pack", core));
            report.add(
                    bytes("first stage + loader + core", stage + loader + core).withBudget(Budget.atMost(24 * 1024)));
            report.add(bytes("all that goes down, connect", stage + connected));
            report.add(bytes("all that goes down, connect + first call", stage + called));
        } finally {
            Files.delete(script);
            Files.delete(input);
        }
    }

    private static Figure bytes(String name, double size) {
        return Figure.of("size", name, Unit.BYTES, Samples.of(size));
    }

    private static int resource(String name) throws IOException {
        try (InputStream in = Agent.class.getResourceAsStream("/mitogen/boot/" + name)) {
            return in.readAllBytes().length;
        }
    }
}
