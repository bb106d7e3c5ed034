package mitogen.process;

import mitogen.CommandException.Reason;
import mitogen.ConnectFailedException;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Sender;
import mitogen.Task;

/**
 * Has the shell behind a connection method run a command until its end, without a context there.
 *
 * @param method leads there from this context
 * @param name of the place there
 * @param plan the command
 * @param output as in {@link RunProcess}, as are the next
 * @param errors for what is printed to standard error
 * @param started told when it runs
 */
record RunBehind(
        ConnectionMethod method,
        String name,
        Plan plan,
        Sender<byte[]> output,
        Sender<byte[]> errors,
        Sender<Started> started)
        implements Task<Ended> {
    @Override
    public Ended run() throws InterruptedException {
        String text;
        try {
            text = ShellText.of(plan);
        } catch (NotStartedException e) {
            return Ended.not(e.reason, e.getMessage());
        }
        boolean shown = plan.errors() == Plan.Output.CHANNEL || plan.errors() == Plan.Output.CONTEXT;
        Distant process;
        try {
            process = ((Shells.Place) Context.current()).shells().start(method, name, text, shown);
        } catch (ConnectFailedException e) {
            return Ended.unreached(e);
        }
        try {
            Ended ended = new Subprocess(plan, process, null, null, null)
                    .run(output, errors, started, Subprocess.SILENCE_NANOS);
            String not = process.notStarted();
            return not == null ? ended : notStarted(not);
        } catch (ContextLostException e) {
            return Ended.lost(e.end());
        } finally {
            process.release();
        }
    }

    /** Whoever controls the place may say anything. */
    private static Ended notStarted(String told) {
        int space = told.indexOf(' ');
        try {
            return Ended.not(Reason.valueOf(told.substring(0, Math.max(0, space))), told.substring(space + 1));
        } catch (IllegalArgumentException e) {
            return Ended.not(Reason.NOT_STARTED, told);
        }
    }
}
