package mitogen.process;

import mitogen.Sender;
import mitogen.Task;

/**
 * Runs a command in this context until its end.
 *
 * @param plan the command
 * @param output takes its standard output, if the plan says {@link Plan.Output#CHANNEL}; or null
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
            return Ended.not(e.reason, e.getMessage());
        }
        return process.run(output, errors, started, Subprocess.SILENCE_NANOS);
    }
}
