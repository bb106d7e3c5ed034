package mitogen.cli.work;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.cli.contexts.OwnTree;
import mitogen.cli.contexts.Session;
import mitogen.cli.contexts.Tree;
import mitogen.cli.options.ClassOptions;
import mitogen.cli.options.ContextOptions;
import mitogen.cli.options.Flow;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.output.FailureReport;
import mitogen.cli.output.LastRun;
import mitogen.cli.output.Outcome;
import mitogen.cli.output.Output;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.Failures;
import mitogen.cli.status.NotStarted;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.controller.Mitogen.ClassUse;
import mitogen.controller.Options;
import mitogen.controller.Runtimes;

/**
 * The targets of one command: connects them all at once, has the work done at each, and gathers what became of them. No
 * target waits for another, and none that fails hides another. The main thread starts the work and takes the outcomes; the work
 * of a target puts its outcome into a queue, from whatever thread completes it.
 */
public final class Execution implements AutoCloseable {
    /** Stands in the queue for "standard output cannot be written"; {@link Terminal#checked} says why. */
    private static final Outcome OUTPUT_FAILED = new Outcome(null, null, ExitStatus.OUTPUT_FAILED);

    /** Stands in the queue for an interrupt of a command in a session. */
    private static final Outcome INTERRUPTED = new Outcome(null, null, ExitStatus.INTERRUPTED);

    /**
     * How long a failure waits for an interrupt before it is told. Ctrl-C is for all of the process group: ssh may end
     * by it before our own JVM has noticed. In steps: each takes longer on a busy machine, where the JVM notices later.
     */
    private static final long INTERRUPT_MILLIS = 500;

    private static final long STEP_MILLIS = 10;

    static final String AGAIN = "\nTo do it again there: --failed in place of -t";

    private final Terminal terminal;
    private final TargetOptions options;
    private final List<Target> targets;
    private List<List<ConnectionMethod>> ways; // of the targets; forgotten when they are used, with their passwords
    private final Output output;
    private final Tree tree;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    private final FailureReport failures;
    private final Runnable uninterrupted;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private int notInterrupted; // so many of the next outcomes came before an interrupt was waited for

    /** Opens an execution; nothing is connected yet. */
    public Execution(Terminal terminal, TargetOptions options) {
        this(terminal, options, UnaryOperator.identity());
    }

    /** The same; {@code served} adds what the targets may ask for besides our own classes. */
    private Execution(Terminal terminal, TargetOptions options, UnaryOperator<Options> served) {
        this.options = options;
        targets = options.targets(terminal);
        ways = options.ways(targets, terminal.surroundings());
        this.terminal = terminal;
        options.flow().check();
        output = options.output(terminal, targets);
        failures = new FailureReport(output, targets.size() > 1, options.wantsTraces());
        output.whenBroken(() -> outcomes.add(OUTPUT_FAILED));
        Runtimes runtimes = options.runtimes();
        Session session = terminal.surroundings().session();
        tree = session != null
                ? session.tree(output)
                : new OwnTree(
                        output,
                        options.logLevel(),
                        options.classes().apply(served.apply(Options.defaults().withRuntimes(runtimes))),
                        options.flow().retry());
        uninterrupted = terminal.surroundings().onInterrupt(this::interrupted);
    }

    /** Does the work at every target and closes the execution: gives the command's exit status. */
    public static int run(Terminal terminal, TargetOptions options, Work work) {
        try (Execution execution = new Execution(terminal, options)) {
            int status = execution.run(work);
            execution.explainClasses();
            return status;
        }
    }

    /**
     * Has a program run at every target, in a context that no other command has, and closes the execution: gives the command's
     * exit status.
     *
     * @param served adds what the targets may ask for besides our own classes; not in a session
     */
    public static int runAlone(Terminal terminal, TargetOptions options, UnaryOperator<Options> served, Work work) {
        try (Execution execution = new Execution(terminal, options, served)) {
            int status = execution.runAlone(work);
            execution.explainClasses();
            return status;
        }
    }

    /** Runs a command at every target, by a shell or in a context, and closes the execution: gives the command's exit status. */
    public static int run(Terminal terminal, TargetOptions options, ContextOptions contexts, CommandWork work) {
        boolean kept = terminal.surroundings().session() != null;
        if (!kept && (work.streams() || contexts.needed(options))) {
            return run(terminal, options, work);
        }
        try (Execution execution = new Execution(terminal, options)) {
            return execution.reach(
                    target -> context -> work.startKept(target, context, execution),
                    target -> (from, last) -> work.startBehind(target, from, last, execution));
        }
    }

    /** Connects every target of a session, and gives the exit status. */
    public static int connect(Terminal terminal, TargetOptions options) {
        try (Execution execution = new Execution(terminal, options)) {
            CompletionStage<Integer> done = CompletableFuture.completedFuture(ExitStatus.OK);
            return execution.reach(target -> context -> done, target -> (from, last) -> done);
        }
    }

    /** Has a command begun at every target: see {@link Tree#reach}. */
    private int reach(
            Function<Target, Function<Context, CompletionStage<Integer>>> there,
            Function<Target, BiFunction<Context, ConnectionMethod, CompletionStage<Integer>>> behind) {
        return done(all(
                (target, way) -> tree.reach(target.places(), way, there.apply(target), behind.apply(target)), begun()));
    }

    /** What is run once all have begun. */
    private Runnable begun() {
        return options.flow().triesAgain() ? () -> {} : options::wipePasswords;
    }

    private int done(int status) {
        tree.allDone();
        return status;
    }

    /** Where the work prints. */
    public Output output() {
        return output;
    }

    /** The controller's own context. */
    public Context here() {
        return tree.root();
    }

    /** Has all printed that has arrived so far. */
    public void drain() {
        tree.drain();
    }

    /** A call is under way, and ends with the command. */
    <T> Call<T> begun(Call<T> call) {
        return tree.begun(call);
    }

    /** Does what waits on a thread of its own, as {@link Work#onThread}. In a session it is interrupted when the command ends. */
    public CompletionStage<Integer> onThread(String name, Callable<Integer> work) {
        return Work.onThread(name, () -> tree.onThisThread(work));
    }

    /** Does the work at every target, reports the failures as they come, and gives the command's exit status. */
    public int run(Work work) {
        return done(all(
                (target, way) -> tree.at(target.places(), way, context -> work.start(target, context, this)), begun()));
    }

    private int runAlone(Work work) {
        return done(all(
                (target, way) -> tree.alone(target.places(), way, context -> work.start(target, context, this)),
                begun()));
    }

    /** The same for work that connects by itself, each on a thread of its own. */
    public int runConnecting(ConnectingWork work) {
        return all(
                (target, way) -> Work.onThread("target " + target.name(), () -> work.run(target, tree.root(), way)),
                () -> {});
    }

    /** Begins with one target. */
    private interface Start {
        CompletionStage<Integer> start(Target target, List<ConnectionMethod> way);
    }

    /** Begins with the targets as the options about the flow say, runs what is to be run once all have begun, and waits. */
    private int all(Start work, Runnable begun) {
        Flow flow = options.flow().flow(targets.size());
        output.progress(0, 0, targets.size());
        List<Outcome> done = new ArrayList<>();
        int started = 0;
        int failed = 0;
        try {
            while (true) {
                for (int end = flow.startable(started, done.size(), failed); started < end; started++) {
                    start(targets.get(started), ways.get(started), work);
                }
                if (started == targets.size() && ways != null) {
                    allBegun(begun);
                }
                if (done.size() == started) {
                    break;
                }
                Outcome outcome = outcomes.take();
                if (outcome.equals(OUTPUT_FAILED)) {
                    return ExitStatus.OUTPUT_FAILED;
                }
                if (outcome.equals(INTERRUPTED)) {
                    return ExitStatus.INTERRUPTED;
                }
                done.add(outcome);
                failed += outcome.failed() ? 1 : 0;
                report(outcome);
                output.progress(done.size(), failed, targets.size());
            }
        } catch (InterruptedException e) {
            interrupted.countDown();
            return ExitStatus.INTERRUPTED;
        }
        targets.subList(started, targets.size()).forEach(target -> done.add(Outcome.failed(target, new NotStarted())));
        if (interrupted.getCount() > 0) {
            conclude(done);
        }
        return Outcome.statusOf(done);
    }

    private void allBegun(Runnable begun) {
        ways = null;
        tree.allBegun();
        begun.run();
    }

    /** Keeps what failed for the next run, and tells it. */
    private void conclude(List<Outcome> done) {
        boolean several = targets.size() > 1;
        boolean kept = (several || options.fromLastRun())
                && LastRun.of(terminal.surroundings().environment()).keep(done);
        if (several && done.stream().anyMatch(Outcome::failed) && !options.isQuiet()) {
            tree.drain();
            output.finish(); // lines without an end, too
            Map<String, Integer> order = new HashMap<>();
            targets.forEach(target -> order.put(target.name(), order.size()));
            done.sort(Comparator.comparing(outcome -> order.get(outcome.target().name())));
            output.notice(FailureReport.summary(done) + (kept ? AGAIN : ""));
        }
    }

    private void explainClasses() {
        if (options.classes().explains()) {
            tree.drain();
            for (ClassUse use : tree.classReport()) {
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

    /** Never throws: the loop in {@link #all} counts on an outcome for each target. */
    private static Outcome outcome(Target target, Object status, Throwable failure) {
        if (failure != null) {
            return Outcome.failed(target, Failures.unwrap(failure));
        }
        return status instanceof Integer number
                ? Outcome.ended(target, number)
                : Outcome.failed(target, new IllegalStateException("an exit status of " + status));
    }

    private void report(Outcome outcome) {
        if (!outcome.failed()) {
            output.ended(outcome, this::drain);
        } else if (!isOfAnInterrupt(outcome)) { // what breaks while we end everything is no news
            tree.drain(); // what the program printed comes before what we say about it
            output.ended(outcome, () -> {});
            failures.add(outcome);
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

    /** Ctrl-C, or SIGTERM; or the client of a session is gone. */
    private void interrupted() {
        interrupted.countDown();
        if (terminal.surroundings().session() != null) {
            outcomes.add(
                    INTERRUPTED); // before what the cancelled calls come to; the rest is done by the command's thread
            tree.close();
        } else {
            tree.close();
            output.close();
        }
    }

    @Override
    public void close() {
        tree.close();
        options.wipePasswords();
        output.close();
        uninterrupted.run();
    }
}
