package mitogen.cli.status;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import mitogen.CallException;
import mitogen.MitogenException;

/** What is said about a failure: first what and where, then what to do, and the stack trace only on demand. */
public final class Failures {
    static final String TASK_REMEDY = "Run it again with -vv for the stack trace.";
    static final String INTERNAL_REMEDY =
            "This is a fault in Mitogen itself. Please report it, with the output of -vv.";

    private Failures() {}

    /** The failure behind what the JDK's futures wrap around it. */
    public static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /** The lines to print after {@code mitogen: }. */
    public static String text(Throwable failure, boolean withTrace) {
        String text;
        if (failure instanceof CallException) {
            text = "the task failed " + failure.getMessage().replace("\n", "\n  ")
                    + (withTrace ? "" : "\n" + TASK_REMEDY);
        } else if (failure instanceof MitogenException
                || failure instanceof UsageException
                || failure instanceof ProgramFailure
                || failure instanceof NotStarted) {
            text = failure.getMessage();
        } else {
            text = "internal error: " + failure + "\n" + INTERNAL_REMEDY;
        }
        boolean ours = failure instanceof UsageException; // a trace would tell nothing of what was typed
        return withTrace && !ours ? text + "\n" + trace(failure) : text;
    }

    /** The stack trace as Java prints it, without the last line's end. */
    public static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        return trace.toString().stripTrailing();
    }
}
