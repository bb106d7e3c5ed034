package mitogen.cli.copy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.Transfer;
import mitogen.cli.output.Output;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.status.ToldFailure;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.work.Execution;
import mitogen.cli.work.Work;

/** Copies files to or from a target, on a thread for each: no target waits for another. */
final class CopyWork implements Work {
    private final CopyOptions options;
    private final boolean toTarget;
    private final Plan plan;
    private volatile CopyOutput output;

    /** What is copied, and to where. */
    record Copy(Path from, Path to) {}

    /** Tells what is to be copied, once the target is up. */
    interface Plan {
        List<Copy> of(Target target, Context context) throws IOException;
    }

    /**
     * For all targets.
     *
     * @param toTarget whether the copies are at the targets, or here
     */
    CopyWork(CopyOptions options, boolean toTarget, Plan plan) {
        this.options = options;
        this.toTarget = toTarget;
        this.plan = plan;
    }

    /** What shows how far it is. */
    Output output(Terminal terminal, List<Target> targets) {
        output = new CopyOutput(terminal, targets);
        return output;
    }

    @Override
    public CompletionStage<Integer> start(Target target, Context context, Execution execution) {
        return execution.onThread("copy " + target.name(), () -> copy(target, context));
    }

    private int copy(Target target, Context context) {
        CopyReport report = new CopyReport(target.name(), toTarget, options.isDryRun());
        RuntimeException failure = null;
        try {
            context.await();
            for (Copy copy : plan.of(target, context)) {
                Transfer transfer = options.apply(Transfer.of(copy.from(), copy.to()));
                report.add(transfer.withProgress(now -> output.moved(target.name(), report.with(now)))
                        .run());
            }
            failure = report.failure();
        } catch (MitogenException e) {
            failure = e;
        } catch (IOException e) {
            failure = e.getCause() instanceof ContextLostException lost
                    ? lost
                    : new ProgramFailure("mitogen: " + CopyReport.text(e), ExitStatus.TASK_FAILED);
        }
        return told(report, failure, target);
    }

    /** Tells what came of it, and gives the exit status. */
    private int told(CopyReport report, RuntimeException failure, Target target) {
        if (options.wantsJson()) {
            output.print(report.json(failure));
            if (failure != null) {
                throw new ToldFailure(failure);
            }
            return ExitStatus.OK;
        }
        report.remarks().forEach(line -> output.complain(target.name(), "mitogen: " + line));
        report.lines().forEach(line -> output.result(target.name(), line));
        if (failure != null) {
            throw failure;
        }
        return ExitStatus.OK;
    }
}
