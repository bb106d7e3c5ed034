package mitogen.cli.commands;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Forward;
import mitogen.cli.output.Output;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.targets.Target;
import mitogen.cli.work.Execution;
import mitogen.cli.work.Work;

/** Opens the forwards of a command at one target, and forwards until the target is lost; the end of the command closes everything. On a thread of its own. */
final class ForwardWork implements Work {
    /** How often it is looked whether a connection has failed. */
    private static final long LOOK_MILLIS = 500;

    private final List<ForwardSpec> specs;

    ForwardWork(List<ForwardSpec> specs) {
        this.specs = specs;
    }

    @Override
    public CompletionStage<Integer> start(Target target, Context context, Execution execution) {
        return Work.onThread("forward " + target.name(), () -> {
            forward(target, context, execution.output());
            return ExitStatus.OK;
        });
    }

    private void forward(Target target, Context context, Output output) throws InterruptedException {
        context.await();
        Map<Forward, ForwardSpec> forwards = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (ForwardSpec spec : specs) {
            Forward forward = open(spec, target, context);
            forwards.put(forward, spec);
            lines.add(spec.text(forward.address(), target.name()));
        }
        lines.forEach(output::print);
        CountDownLatch ended = new CountDownLatch(1);
        context.onEnd().thenRun(ended::countDown);
        Map<Forward, IOException> told = new HashMap<>();
        while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            forwards.forEach((forward, spec) -> forward.lastFailure()
                    .filter(failure -> told.put(forward, failure) != failure)
                    .ifPresent(failure -> output.failure(
                            target.name(),
                            "a connection failed of " + spec.text(forward.address(), target.name()) + ": "
                                    + failure.getMessage())));
        }
        context.ping(); // throws the reason
    }

    private static Forward open(ForwardSpec spec, Target target, Context context) {
        try {
            return switch (spec.kind()) {
                case LOCAL -> context.forward(spec.listen(), spec.connect());
                case REMOTE -> context.reverse(spec.listen(), spec.connect());
                case SOCKS -> context.socks(spec.listen());
            };
        } catch (IOException e) {
            if (e.getCause() instanceof ContextLostException lost) {
                throw lost;
            }
            throw new ProgramFailure(
                    "mitogen: cannot listen at " + ForwardSpec.text(spec.listen())
                            + (spec.kind() == ForwardSpec.Kind.REMOTE ? " at " + target.name() : "") + ": "
                            + e.getMessage() + "\nGive another port; 0 stands for a free one.",
                    ExitStatus.TASK_FAILED);
        }
    }
}
