package mitogen.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link JmhBenchmarks} with JMH's own arguments, and sets each next to its floor. */
final class JmhMain {
    static final Map<String, String> FLOORS = Map.of(
            "sequentialCall", "rawPipePingPong",
            "pipelinedCalls", "rawPipePingPong",
            "channelDown64MiB", "rawPipeCopy",
            "channelUp64MiB", "rawPipeCopy");

    private JmhMain() {}

    /** Arguments: JMH's, and {@code --markdown}. */
    public static void main(String[] arguments) throws IOException {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean markdown = given.remove("--markdown");
        try {
            run(new CommandLineOptions(given.toArray(new String[0])), markdown);
        } catch (CommandLineOptionException | RunnerException e) {
            System.err.println("bench: " + e);
            System.exit(1);
        }
    }

    private static void run(CommandLineOptions options, boolean markdown) throws IOException, RunnerException {
        if (options.shouldHelp()) {
            options.showHelp();
        } else if (options.shouldList()) {
            new Runner(options).list();
        } else {
            ChainedOptionsBuilder strict = new OptionsBuilder().parent(options).shouldFailOnError(true);
            Report report = report(new Runner(strict.build()).run());
            System.out.println();
            report.print(System.out, markdown);
        }
    }

    /** As time for one operation, whatever JMH printed; each iteration is a sample. */
    static Report report(Collection<RunResult> results) {
        Map<String, Samples> times = new LinkedHashMap<>();
        for (RunResult result : results) {
            BenchmarkParams what = result.getParams();
            String name =
                    what.getBenchmark().substring(JmhBenchmarks.class.getName().length() + 1);
            double unit = what.getTimeUnit().toNanos(1) / (double) TimeUnit.MICROSECONDS.toNanos(1);
            Samples samples = times.computeIfAbsent(name, any -> new Samples());
            result.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                    .map(score -> what.getMode() == Mode.Throughput ? unit / score : unit * score)
                    .forEach(samples::add);
        }
        Report report = new Report();
        times.forEach((name, samples) -> {
            Figure figure = Figure.of("jmh", name, Unit.MICROSECONDS, samples);
            String floor = FLOORS.get(name);
            report.add(times.containsKey(floor) ? figure.withFloor(floor, times.get(floor)) : figure);
        });
        return report;
    }
}
