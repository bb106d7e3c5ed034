package mitogen.parent;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import mitogen.agent.Agent;
import mitogen.connect.CommandMethod;
import mitogen.connect.PasswordMethod;

/**
 * One run of a script by a connection method: its process, what the tool asks before the script begins, and what is printed.
 * Whoever runs it starts a thread for {@link #readErrors}.
 */
abstract class ScriptRun implements Markers.Watcher {
    final Markers markers = new Markers();
    final StandardError standardError;
    final Questions questions; // null where none can come
    Process process; // set once, by start
    private InputStream errors; // what it prints to standard error, likewise

    /**
     * A run that has not begun.
     *
     * @param context whose native output is what is printed to standard error once the script is through
     */
    ScriptRun(Agent agent, int context, CommandMethod method) {
        standardError = new StandardError(agent, context);
        questions = method instanceof PasswordMethod asking && asking.mayAsk()
                ? new Questions(asking, markers.prompt)
                : null;
    }

    /** Standard input is the script's from now on. */
    abstract void begins();

    /** Starts the process. To be followed by {@link #started}. */
    final void start(Children siblings, CommandMethod method, String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                method instanceof PasswordMethod asking
                        ? asking.command(script, markers.prompt)
                        : method.command(script));
        builder.environment().putAll(method.variables());
        if (method instanceof PasswordMethod asking && asking.throughAskpass()) {
            builder.environment().put("SSH_ASKPASS", siblings.askpass().path);
            builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
            builder.environment().put("MITOGEN_PROMPT", markers.prompt);
        }
        process = builder.start();
        errors = Talk.without(process, method, markers);
    }

    /** The process has been started: where nothing can be asked, the script begins at once. */
    final void started() {
        if (questions == null) {
            begins();
        }
    }

    /** Reads standard error to its end. */
    final void readErrors() {
        standardError.read(errors, this);
    }

    /** Reads standard output, see {@link Markers#awaitUp}. */
    final boolean awaitUp(InputStream in) throws IOException {
        return markers.awaitUp(in, this);
    }

    @Override
    public final boolean begun(String line) {
        try {
            if (questions == null || !questions.answer(line, process.getOutputStream())) {
                return false;
            }
        } catch (IOException e) {
            return true; // it does not listen any more; its end will be told
        }
        if (questions.refusal() != null) {
            process.destroyForcibly(); // it would ask on
        }
        return true;
    }

    @Override
    public final void shell() {
        if (questions != null) {
            questions.close();
            begins();
        }
    }

    /** The last lines of standard output, but for those that are for us, and of standard error. */
    final List<String> printed() {
        List<String> lines = new ArrayList<>(markers.noise());
        lines.addAll(standardError.lines());
        return lines;
    }
}
