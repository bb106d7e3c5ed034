package mitogen.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.connect.ContextSpec;
import mitogen.controller.ClassUse;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.Runtimes;

/**
 * The targets of one command: connects them all at once, has the work done at each, and gathers what became of them. No
 * target waits for another, and none that fails hides another.
 */
final class Session implements AutoCloseable {
    /** Stands in the queue for "nobody reads our output any more". */
    private static final Outcome BROKEN_PIPE = new Outcome(null, null, ExitStatus.BROKEN_PIPE);

    private final TargetOptions options;
    private final List<Target> targets;
    private List<List<ConnectionMethod>> ways; // of the targets; forgotten when they are used, with their passwords
    private final Output output;
    private final OwnLog log;
    private final Mitogen mitogen;
    private final Thread onInterrupt = new Thread(this::interrupted, "mitogen-interrupt");
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    /** The contexts that lie on the way to others, by the way to them. */
    private final Map<List<ConnectionMethod>, Context> shared = new HashMap<>();

    private volatile boolean interrupted;

    /** Opens a session; nothing is connected yet. The classes are what the targets may ask for besides our own. */
    Session(Terminal terminal, TargetOptions options, Map<String, byte[]> classes) {
        this.options = options;
        targets = options.targets();
        ways = options.ways(targets);
        output = Output.of(terminal, targets);
        output.whenBroken(() -> outcomes.add(BROKEN_PIPE));
        Runtimes runtimes = options.runtimes();
        log = OwnLog.to(output);
        mitogen = Mitogen.open(options.classes()
                .apply(Options.defaults()
                        .withOutput(output)
                        .withLogLevel(options.logLevel())
                        .withRuntimes(runtimes)
                        .withClasses(classes)));
        Runtime.getRuntime().addShutdownHook(onInterrupt);
    }

    /** Does the work at every target and closes the session: gives the command's exit status. */
    static int run(Terminal terminal, TargetOptions options, Map<String, byte[]> classes, Work work) {
        try (Session session = new Session(terminal, options, classes)) {
            int status = session.run(work);
            session.explainClasses();
            return status;
        }
    }

    Output output() {
        return output;
    }

    /** Has all printed that has arrived so far. */
    void drain() {
        mitogen.drain();
    }

    /** Does the work at every target, reports the failures as they come, and gives the command's exit status. */
    int run(Work work) {
        return all((target, way) -> work.start(target, connect(target, way)), options::wipePasswords);
    }

    /** The same for work that connects by itself, each on a thread of its own. */
    int run(WayWork work) {
        return all(
                (target, way) -> {
                    CompletableFuture<Integer> done = new CompletableFuture<>();
                    Thread thread = new Thread(
                            () -> {
                                try {
                                    done.complete(work.run(target, mitogen.context(), way));
                                } catch (Throwable failure) {
                                    done.completeExceptionally(failure);
                                }
                            },
                            "target " + target.name());
                    thread.setDaemon(true);
                    thread.start();
                    return done;
                },
                () -> {});
    }

    /** Begins with one target. */
    private interface Start {
        CompletionStage<Integer> start(Target target, List<ConnectionMethod> way);
    }

    /** Begins with all of them, runs what is to be run then, and waits. */
    private int all(Start work, Runnable begun) {
        output.progress(0, 0, targets.size());
        for (int i = 0; i < targets.size(); i++) {
            start(targets.get(i), ways.get(i), work);
        }
        ways = null;
        shared.clear();
        begun.run();
        List<Outcome> done = new ArrayList<>();
        int failed = 0;
        try {
            while (done.size() < targets.size()) {
                Outcome outcome = outcomes.take();
                if (outcome.equals(BROKEN_PIPE)) {
                    return ExitStatus.BROKEN_PIPE;
                }
                done.add(outcome);
                failed += outcome.failed() ? 1 : 0;
                if (outcome.failure() != null) {
                    report(outcome);
                }
                output.progress(done.size(), failed, targets.size());
            }
        } catch (InterruptedException e) {
            interrupted = true;
            return ExitStatus.INTERRUPTED;
        }
        return ExitStatus.of(done);
    }

    private void explainClasses() {
        if (options.classes().explains()) {
            mitogen.drain();
            for (ClassUse use : mitogen.classReport()) {
                output.complain(use.context(), ClassOptions.text(use));
            }
        }
    }

    private void start(Target target, List<ConnectionMethod> way, Start work) {
        try {
            work.start(target, way).whenComplete((status, failure) -> outcomes.add(outcome(target, status, failure)));
        } catch (RuntimeException failure) {
            outcomes.add(Outcome.failed(target, failure));
        }
    }

    /** Never throws: the loop in {@link #run} counts on an outcome for each target. */
    private static Outcome outcome(Target target, Object status, Throwable failure) {
        if (failure != null) {
            return Outcome.failed(target, Failures.unwrap(failure));
        }
        return status instanceof Integer number
                ? Outcome.ended(target, number)
                : Outcome.failed(target, new IllegalStateException("an exit status of " + status));
    }

    /** The last hop is the target's own; those before it are shared with other targets behind them. */
    private Context connect(Target target, List<ConnectionMethod> all) {
        Context context = mitogen.context();
        for (int i = 1; i < all.size(); i++) {
            List<ConnectionMethod> way = all.subList(0, i);
            Context known = shared.get(way);
            if (known == null) {
                known = connect(context, way.get(i - 1), nameOf(target.hops().subList(0, i)));
                shared.put(way, known);
            }
            context = known;
        }
        return connect(context, all.get(all.size() - 1), target.name());
    }

    private Context connect(Context from, ConnectionMethod method, String name) {
        return output.named(name, () -> from.connect(method));
    }

    private static String nameOf(List<ConnectionMethod> way) {
        return new ContextSpec(way).toString();
    }

    private void report(Outcome outcome) {
        if (interrupted || outcome.failure() instanceof ToldFailure) {
            return; // what breaks while we end everything is no news
        }
        mitogen.drain(); // what the program printed comes before what we say about it
        Throwable failure = outcome.failure();
        if (failure instanceof ProgramFailure) {
            if (!failure.getMessage().isEmpty()) {
                output.complain(outcome.target().name(), failure.getMessage());
            }
        } else {
            output.failure(outcome.target().name(), Failures.text(failure, options.wantsTraces()));
        }
    }

    /** The shutdown hook: Ctrl-C, or SIGTERM. The JVM exits with 130, or 143, when this is done. */
    private void interrupted() {
        interrupted = true;
        mitogen.close();
        output.finish();
    }

    @Override
    public void close() {
        mitogen.close();
        options.wipePasswords();
        output.finish();
        log.close();
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException alreadyShuttingDown) {
            // It runs, or has run.
        }
    }
}
