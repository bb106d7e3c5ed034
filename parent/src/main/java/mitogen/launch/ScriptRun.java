package mitogen.launch;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;
import mitogen.methods.AskingMethod;
import mitogen.methods.CommandMethod;

/**
 * One run of a script by a connection method: its process, what the tool asks before the script begins, and what is printed.
 * Whoever runs it starts a thread for {@link #readErrors}.
 */
abstract class ScriptRun implements Markers.Watcher {
    final Markers markers = new Markers();
    final StandardError standardError;
    private final boolean isController;
    Questions questions; // set once, by start, as is all below; null where none can come
    Process process;
    private InputStream errors; // what it prints to standard error
    private boolean leadsAway;
    private volatile boolean killed;

    /**
     * A run that has not begun.
     *
     * @param context whose native output is what is printed to standard error once the script is through
     */
    ScriptRun(Agent agent, int context) {
        standardError = new StandardError(agent, context);
        isController = agent.config.id == 0;
    }

    /** Standard input is the script's from now on. */
    abstract void begins();

    /** Starts the process. To be followed by {@link #started}. */
    final void start(LocalTools tools, CommandMethod method, String script) throws IOException {
        leadsAway = method.leadsAway();
        ProcessBuilder builder = Detached.builder(tools, method, script);
        if (method instanceof AskingMethod asking && asking.mayAsk()) {
            String prompt =
                    asking.askpass() == null ? null : tools.askpass().prepare(asking.askpass(), builder.environment());
            questions = new Questions(asking, prompt);
        }
        process = start(builder);
        errors = ProgressFilter.without(process, method, markers);
    }

    /** Behind a start file that empties PATH, tools are looked for all the same. A controller's PATH is its user's. */
    private Process start(ProcessBuilder builder) throws IOException {
        String tool = builder.command().get(0);
        try {
            return builder.start();
        } catch (IOException e) {
            if (isController) {
                throw e;
            }
            for (String directory : new String[] {"/usr/bin/", "/bin/"}) {
                if (tool.indexOf('/') < 0 && new File(directory + tool).canExecute()) {
                    builder.command().set(0, directory + tool);
                    return builder.start();
                }
            }
            throw e;
        }
    }

    /** The process has been started: where nothing can be asked, the script begins at once. */
    final void started() {
        if (questions == null) {
            begins();
        }
    }

    /**
     * Ends the process by force, and what helps it on its way, such as the ssh for a jump host. Waits for nothing.
     *
     * <p>The JDK's own way closes the process's standard input first, and waits for whoever writes there: that may be for
     * ever, where another process holds the pipe, which is full. It is left to the writer, and to the JDK at the end.
     */
    final void kill() {
        List<ProcessHandle> helpers =
                leadsAway ? process.descendants().toList() : List.of(); // they are nobody's when it has ended
        killed = true;
        process.toHandle().destroyForcibly();
        close(process.getInputStream());
        close(process.getErrorStream());
        helpers.forEach(ProcessHandle::destroyForcibly);
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // it is no stream that can fail
        }
    }

    @Override
    public final boolean killed() {
        return killed;
    }

    /** Waits for the end of a process whose output has ended: its exit status, -1 if it was ended by {@link #kill}. */
    final int exitStatus() {
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                kill();
                process.waitFor(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return killed || process.isAlive() ? -1 : process.exitValue();
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
    public final boolean begun(String line, boolean error) {
        try {
            if (questions == null || !questions.answer(line, error, process)) {
                return false;
            }
        } catch (IOException e) {
            return true; // it does not listen any more; its end will be told
        }
        if (questions.state().refused()) {
            kill(); // it would ask on
        }
        return true;
    }

    /** The script has begun. */
    void answered() {}

    @Override
    public final void noise(String text) {
        standardError.noise(text, process);
    }

    @Override
    public final void shell() {
        answered();
        if (questions != null) {
            questions.close();
            begins();
        }
    }

    /** The first and the last lines of standard output, but for those that are for us, and of standard error. */
    final List<String> printed() {
        List<String> lines = new ArrayList<>(markers.noise());
        lines.addAll(standardError.lines());
        return lines;
    }
}
