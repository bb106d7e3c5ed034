package mitogen.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the benches that are named, or all, and prints their figures. {@code scripts/bench} is the way to start it. */
final class Main {
    private Main() {}

    /** All benches by name, in the order in which they run. */
    static Map<String, Bench> benches() {
        Map<String, Bench> benches = new LinkedHashMap<>();
        benches.put("size", new SizeBench());
        benches.put("connect-local", new ConnectLocalBench());
        benches.put("connect-ssh", new ConnectSshBench());
        benches.put("call", new CallBench());
        benches.put("pipelined", new PipelinedBench());
        benches.put("bulk", new BulkBench());
        benches.put("channel", new ChannelBench());
        benches.put("flow", new FlowBench());
        benches.put("run", new RunBench());
        benches.put("file", new FileBench());
        benches.put("socket", new SocketBench());
        benches.put("transfer", new TransferBench());
        benches.put("round-trips", new RoundTripsBench());
        benches.put("command", new CommandBench());
        benches.put("session", new SessionBench());
        benches.put("script", new ScriptBench());
        benches.put("memory", new MemoryBench());
        benches.put("tree", new TreeBench());
        benches.put("runtime", new RuntimeBench());
        return benches;
    }

    /** Arguments: names of benches, {@code --markdown}, {@code --smoke}. */
    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>(Arrays.asList(arguments));
        boolean markdown = names.remove("--markdown");
        Scale scale = names.remove("--smoke") ? Scale.SMOKE : Scale.FULL;
        Map<String, Bench> benches = benches();
        for (String name : names) {
            if (!benches.containsKey(name)) {
                System.err.println(
                        "bench: there is no bench \"" + name + "\"; there are " + String.join(", ", benches.keySet()));
                System.exit(2);
            }
        }
        Setup setup = new Setup(scale, List.of("target/mitogen"));
        Report report = new Report();
        boolean failed = false;
        for (Map.Entry<String, Bench> bench : benches.entrySet()) {
            if (names.isEmpty() || names.contains(bench.getKey())) {
                System.err.println("bench: " + bench.getKey());
                try {
                    bench.getValue().run(setup, report);
                } catch (Bench.Unavailable e) {
                    report.skip(bench.getKey(), e.getMessage());
                } catch (Exception e) {
                    report.skip(bench.getKey(), "it failed");
                    e.printStackTrace();
                    failed = true;
                }
            }
        }
        report.print(System.out, markdown);
        System.exit(failed ? 1 : 0);
    }
}
