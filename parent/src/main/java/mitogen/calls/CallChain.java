package mitogen.calls;

import java.util.concurrent.CancellationException;
import mitogen.Call;
import mitogen.Call.Chain;
import mitogen.CallException;
import mitogen.Context;
import mitogen.Task;
import mitogen.Task.Action;
import mitogen.route.Reply;
import mitogen.wire.Frame;

/**
 * A chain, at the side of its caller. What is submitted between two resets is one run of it, which fails as a whole. Thread-safe;
 * its lock is held while a call is queued at its link, so that calls are sent in the order in which they were submitted.
 */
final class CallChain implements Chain {
    /** Makes the calls of chains. */
    interface Submitter {
        <T> Call<T> submit(AgentContext context, Object work, Run run);
    }

    private final Submitter submitter;
    private final Chains chains;
    private final AgentContext context;
    private final int number;
    private Run run = new Run(0); // guarded by this

    CallChain(Submitter submitter, Chains chains, AgentContext context) {
        this.submitter = submitter;
        this.chains = chains;
        this.context = context;
        number = chains.newNumber();
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public <T> Call<T> submit(Task<T> task) {
        return submitter.submit(context, task, run());
    }

    @Override
    public Call<Void> submit(Action action) {
        return submitter.submit(context, action, run());
    }

    private synchronized Run run() {
        return run;
    }

    @Override
    public synchronized void reset() {
        run = new Run(run.number + 1);
    }

    @Override
    public String toString() {
        return "chain " + number + " to " + context;
    }

    /** What was submitted between two resets. */
    final class Run {
        final int number;
        private Throwable failure; // guarded by the chain

        Run(int number) {
            this.number = number;
        }

        int chain() {
            return CallChain.this.number;
        }

        /**
         * Sends one of its calls, or fails it if an earlier one has failed.
         *
         * @return the handle for the reply, 0 if it was not sent
         */
        int send(Frame message, PendingCall<?> call) {
            Throwable failed;
            synchronized (CallChain.this) { // so that nothing is sent after the end
                failed = failure;
                if (failed == null) {
                    return chains.ask(message, (Reply) call);
                }
            }
            call.fail(
                    failed instanceof CallException
                            ? new CallException(context.name(), ((CallException) failed).remote())
                            : failed instanceof CancellationException
                                    ? new CancellationException("an earlier call of the chain was cancelled")
                                    : failed);
            return 0;
        }

        /** One of its calls has failed. Nothing more is sent, and the target need not remember it. */
        void failed(Throwable why) {
            synchronized (CallChain.this) {
                if (failure == null) {
                    failure = why;
                    chains.end(context.id(), this, 0);
                }
            }
        }

        /** Stops one of its calls, which has been sent. */
        void stop(int replyTo) {
            chains.end(context.id(), this, replyTo);
        }
    }
}
