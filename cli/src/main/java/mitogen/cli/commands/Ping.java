package mitogen.cli.commands;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import mitogen.Context;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.output.Json;
import mitogen.cli.output.JsonFailure;
import mitogen.cli.remote.JavaVersion;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ToldFailure;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.work.Execution;
import mitogen.cli.work.Work;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mitogen ping}: whether the targets can be reached, which Java they have, and how far they are. */
@Command(
        name = "ping",
        sortOptions = false,
        description =
                "Connect to each target; show its Java, how long it took to be up, and the best of five round trips.",
        footer = {"", "Examples:", "  mitogen ping -t web[01-20]", "  mitogen ping -t 'web*' -o ConnectTimeout=3"})
public final class Ping implements Callable<Integer> {
    private static final int ROUND_TRIPS = 5;

    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Option(names = "--json", description = "print an object for each target, on a line of its own")
    private boolean json;

    public Ping(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.check();
        int width = 0;
        for (Target target : options.targets(terminal)) {
            width = Math.max(width, target.name().length());
        }
        String format = "%-" + width + "s  Java %s  up in %d ms  round trip %.1f ms";
        try (Execution execution = new Execution(terminal, options)) {
            return execution.run((target, context, same) -> {
                long start = System.nanoTime(); // a thread for each: its waiting is part of what is measured
                return Work.onThread("ping " + target.name(), () -> {
                    try {
                        Reply reply = measure(context, start);
                        execution.output().print(json ? reply.json(target) : reply.text(format, target));
                        return ExitStatus.OK;
                    } catch (RuntimeException failure) {
                        throw json ? told(execution, target, failure) : failure;
                    }
                });
            });
        }
    }

    /** What a target answered. */
    private record Reply(String version, Duration upAfter, Duration roundTrip) {
        String text(String format, Target target) {
            return String.format(
                    Locale.ROOT, format, target.name(), version, upAfter.toMillis(), roundTrip.toNanos() / 1e6);
        }

        String json(Target target) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("target", target.name());
            object.put("ok", true);
            JsonFailure.put(null, object);
            object.put("javaVersion", version);
            object.put("upAfterMs", upAfter.toMillis());
            object.put("roundTripMs", roundTrip.toNanos() / 1e6);
            return Json.of(object);
        }
    }

    private static RuntimeException told(Execution execution, Target target, Throwable failure) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("target", target.name());
        object.put("ok", false);
        JsonFailure.put(failure, object);
        execution.output().print(Json.of(object));
        return new ToldFailure(failure);
    }

    private static Reply measure(Context context, long start) {
        context.await();
        long upAfter = System.nanoTime() - start;
        String version = context.call(new JavaVersion());
        Duration best = context.ping();
        for (int i = 1; i < ROUND_TRIPS; i++) {
            Duration next = context.ping();
            best = next.compareTo(best) < 0 ? next : best;
        }
        return new Reply(version, Duration.ofNanos(upAfter), best);
    }
}
