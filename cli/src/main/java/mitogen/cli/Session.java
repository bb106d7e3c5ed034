package mitogen.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mitogen.ConnectFailedException;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.connect.ContextSpec;
import mitogen.controller.Mitogen;
import mitogen.controller.Mitogen.ClassUse;
import mitogen.controller.Options;
import mitogen.controller.Runtimes;

/**
 * The targets of one command: connects them all at once, has the work done at each, and gathers what became of them. No
 * target waits for another, and none that fails hides another. The main thread starts the work and takes the outcomes; the work
 * of a target puts its outcome into a queue, from whatever thread completes it.
 */
final class Session implements AutoCloseable {
    /** Stands in the queue for "standard output cannot be written"; {@link Terminal#checked} says why. */
    private static final Outcome OUTPUT_FAILED = new Outcome(null, null, ExitStatus.OUTPUT_FAILED);

    /**
     * How long a failure waits for an interrupt before it is told. Ctrl-C is for all of the process group: ssh may end
     * by it before our own JVM has noticed. In steps: each takes longer on a busy machine, where the JVM notices later.
     */
    private static final long INTERRUPT_MILLIS = 500;

    private static final long STEP_MILLIS = 10;

    private final TargetOptions options;
    private final List<Target> targets;
    private List<List<ConnectionMethod>> ways; // of the targets; forgotten when they are used, with their passwords
    private final Output output;
    private final OwnLog log;
    private final Mitogen mitogen;
    private final Thread onInterrupt = new Thread(this::interrupted, "mitogen-interrupt");
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    /** The contexts that lie on the path to others, by the path to them. */
    private final Map<List<ConnectionMethod>, Context> shared = new HashMap<>();

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private int notInterrupted; // so many of the next outcomes came before an interrupt was waited for

    /** Opens a session; nothing is connected yet. The classes are what the targets may ask for besides our own. */
    Session(Terminal terminal, TargetOptions options, Map<String, byte[]> classes) {
        this.options = options;
        targets = options.targets(terminal);
        ways = options.ways(targets);
        output = Output.of(terminal, targets);
        output.whenBroken(() -> outcomes.add(OUTPUT_FAILED));
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

    /** The controller's own context. */
    Context here() {
        return mitogen.context();
    }

    /** Has all printed that has arrived so far. */
    void drain() {
        mitogen.drain();
    }

    /** Does the work at every target, reports the failures as they come, and gives the command's exit status. */
    int run(Work work) {
        return all((target, way) -> work.start(target, connect(target, way), this), options::wipePasswords);
    }

    /** The same for work that connects by itself, each on a thread of its own. */
    int runConnecting(ConnectingWork work) {
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
                if (outcome.equals(OUTPUT_FAILED)) {
                    return ExitStatus.OUTPUT_FAILED;
                }
                done.add(outcome);
                if (outcome.failed()) {
                    failed++;
                    report(outcome);
                }
                output.progress(done.size(), failed, targets.size());
            }
        } catch (InterruptedException e) {
            interrupted.countDown();
            return ExitStatus.INTERRUPTED;
        }
        if (targets.size() > 1 && failed > 0 && interrupted.getCount() > 0) {
            mitogen.drain();
            output.finish(); // lines without an end, too
            output.notice(again(done, failed));
        }
        return ExitStatus.of(done);
    }

    /** The last line: what to give to -t to have it done again where it failed. */
    private static String again(List<Outcome> done, int failed) {
        String targets = done.stream()
                .filter(Outcome::failed)
                .map(outcome -> outcome.target().text())
                .collect(Collectors.collectingAndThen(Collectors.toList(), FoldedNames::of));
        return "mitogen: " + failed + " of " + done.size() + " targets failed: -t " + targets;
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
        if (outcome.failure() instanceof ToldFailure || isOfAnInterrupt(outcome)) {
            return; // what breaks while we end everything is no news
        }
        mitogen.drain(); // what the program printed comes before what we say about it
        Throwable failure = outcome.failure();
        if (failure == null) {
            if (targets.size() > 1) {
                output.failure(outcome.target().name(), ExitStatus.text(outcome.status()));
            }
        } else if (failure instanceof ProgramFailure) {
            if (!failure.getMessage().isEmpty()) {
                output.complain(outcome.target().name(), failure.getMessage());
            }
        } else {
            output.failure(outcome.target().name(), Failures.text(failure, options.wantsTraces()));
        }
    }

    /** Whether an interrupt is what ended it, which may be noticed only after its effects. */
    private boolean isOfAnInterrupt(Outcome outcome) {
        boolean mayBe = outcome.failure() instanceof ConnectFailedException
                || outcome.failure() instanceof ContextLostException
                || outcome.status() >= ExitStatus.FIRST_SIGNAL;
        if (!mayBe || notInterrupted > 0) {
            notInterrupted = Math.max(0, notInterrupted - 1);
            return interrupted.getCount() == 0;
        }
        try {
            boolean is = false;
            for (long waited = 0; !is && waited < INTERRUPT_MILLIS; waited += STEP_MILLIS) {
                is = interrupted.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
            }
            notInterrupted = outcomes.size();
            return is;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The shutdown hook: Ctrl-C, or SIGTERM. The JVM exits with 130, or 143, when this is done. */
    private void interrupted() {
        interrupted.countDown();
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
