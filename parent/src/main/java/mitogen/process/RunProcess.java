package mitogen.process;

import java.util.concurrent.CancellationException;
import mitogen.Sender;
import mitogen.Task;

/**
 * Runs a command in this context until its end.
 *
 * @param plan the command
 * @param output takes its standard output, if the plan says {@link Plan.Output#CHANNEL}; or null. If the plan says that it feeds
 *     another command, this one has the channel closed if the command succeeds, and failed otherwise
 * @param errors the same for its standard error
 * @param started is told when it runs, or null
 */
record RunProcess(Plan plan, Sender<byte[]> output, Sender<byte[]> errors, Sender<Started> started)
        implements Task<Ended> {
    @Override
    public Ended run() throws InterruptedException {
        Subprocess process;
        try {
            process = Starter.start(plan);
        } catch (NotStartedException e) {
            return fed(Ended.not(e.reason, e.getMessage()));
        }
        return fed(
                process.run(output, errors, started, Subprocess.SILENCE_NANOS)); // if it throws, the channel fails, too
    }

    /** Whoever reads the output may take it for the whole only now: a command that fails has written a part of it. */
    private Ended fed(Ended ended) {
        if (plan.feeds() && ended.reason() == null && ended.status() == 0) {
            output.close();
        } else if (plan.feeds()) {
            output.fail(new CancellationException("the command that wrote this did not succeed"));
        }
        return ended;
    }
}
