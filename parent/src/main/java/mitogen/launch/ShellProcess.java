package mitogen.launch;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mitogen.methods.AskingMethod;
import mitogen.methods.CommandMethod;
import mitogen.process.Tool;

/**
 * The command of a connection method, run around a script: it gets past noise and questions to the shell that runs the
 * script, and then hears what the script says. Carries out what {@link Admission} decides. The script may be for anything:
 * {@link ChildProcess} starts a context by it, {@link ScriptOutput} takes its output.
 *
 * <p>Whoever starts it has one thread for {@link #readOutput} and another for {@link #readErrors}.
 */
final class ShellProcess implements StandardOutput.Listener, StandardError.Listener {
    /** Whoever started the process hears of it. */
    interface Owner {
        /**
         * The script said something; after the first word standard input is the script's. On the thread that reads standard
         * output. Whether no more is to be read from there for now.
         */
        boolean said(Marker marker);

        /** Whether a line of standard output is for the owner, and no noise. On the thread that reads it. */
        default boolean heard(String line) {
            return false;
        }

        /** The tool printed this to standard error. On the thread that reads from there. */
        default void printed(String text) {}
    }

    /** How long a shell may take to remove what has a name, in milliseconds. */
    private static final int GRACE = 1000;

    final Process process;
    final StandardInput input;
    final StandardOutput output;
    final StandardError standardError;
    final Timeline timeline = new Timeline();
    private final String nonce = Marker.nonce();
    private final Tool tool;
    private final UnaryOperator<InputStream> progress; // takes out what the tool tells of its progress
    private final Owner owner;
    private final boolean leadsAway;
    private final Questions questions;
    private final Admission admission; // guarded by this, as is the next
    private final KeptLines noise = new KeptLines();
    private volatile boolean up;
    private volatile boolean killed;
    private volatile long stays = -1; // number of the process that goes on when the link is lost

    /** Starts the tool of a method. */
    interface Starter {
        /** The tool, of which the builder has the command. */
        Tool start(ProcessBuilder builder) throws IOException;
    }

    /**
     * Starts it.
     *
     * @param context whose native output is what is printed to standard error once the script is through
     * @param script gives the script for a nonce
     */
    ShellProcess(LocalTools tools, int context, CommandMethod method, UnaryOperator<String> script, Owner owner)
            throws IOException {
        this(tools, StandardError.ofContext(tools.agent, context), method, script, owner, builder -> {
            Process process = start(builder, tools.agent.config.id == 0);
            return new Tool(process, process.getInputStream(), process.getErrorStream());
        });
    }

    /**
     * Starts it.
     *
     * @param standardError takes what is printed to standard error
     * @param script gives the script for a nonce
     */
    ShellProcess(
            LocalTools tools,
            StandardError standardError,
            CommandMethod method,
            UnaryOperator<String> script,
            Owner owner,
            Starter starter)
            throws IOException {
        this.owner = owner;
        this.standardError = standardError;
        leadsAway = method.leadsAway();
        ProcessBuilder builder = Detached.builder(tools, method, script.apply(nonce));
        if (asks(method)) {
            AskingMethod asking = (AskingMethod) method;
            String prompt =
                    asking.askpass() == null ? null : tools.askpass().prepare(asking.askpass(), builder.environment());
            questions = new Questions(asking, prompt);
            admission = new Admission(asking.password() != null);
        } else {
            questions = new Questions(null, null);
            admission = new Admission(false);
        }
        tool = starter.start(builder);
        process = tool.process();
        input = new StandardInput(process);
        output = new StandardOutput(tool.out());
        progress = from -> ProgressFilter.without(from, method, timeline);
    }

    /** Whether the tool may ask something, so that nothing may be written before the script has spoken. */
    static boolean asks(CommandMethod method) {
        return method instanceof AskingMethod asking && asking.mayAsk();
    }

    /** Starts a tool that leads to a command. What leads elsewhere has no processes here that could print when it has ended. */
    static Starter commandStarter(LocalTools tools, CommandMethod method) {
        return builder -> {
            try {
                return Tool.start(
                        builder,
                        program -> Detached.find(program) != null,
                        !method.leadsAway(),
                        each -> start(each, tools.agent.config.id == 0));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a tool was started");
            }
        };
    }

    /** Behind a start file that empties PATH, tools are looked for all the same. A controller's PATH is its user's. */
    static Process start(ProcessBuilder builder, boolean isController) throws IOException {
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

    /** Reads what is printed to standard output, until the owner wants no more, or to its end. */
    void readOutput() throws IOException {
        output.readLines(this);
    }

    /** Reads standard error to its end. */
    void readErrors() {
        readErrors(errors());
    }

    /** Reads a part of standard error, as it came, to the end of that part. */
    void readErrors(InputStream part) {
        standardError.read(withoutProgress(part), this);
    }

    /** What is printed to standard error, as it comes. */
    InputStream errors() {
        return tool.err();
    }

    /** The same without the lines that the tool prints only because it was told to. */
    InputStream withoutProgress(InputStream part) {
        return progress.apply(part);
    }

    @Override
    public boolean begun(String line) {
        return asked(line, false);
    }

    @Override
    public boolean line(String text, boolean whole) {
        if (owner.heard(text)) {
            return false;
        }
        Marker marker = Marker.in(text, nonce);
        String others = marker == null ? text : marker.before();
        last(others);
        if (!others.isBlank()) {
            standardError.noise(whole ? others + "\n" : others, process);
        }
        if (marker == null) {
            return false;
        }
        timeline.heard(marker.word());
        hear(Admission.Input.SCRIPT);
        questions.close();
        return admission() == Admission.State.IN && owner.said(marker);
    }

    @Override
    public synchronized void last(String text) {
        noise.keep(text);
    }

    @Override
    public void printed(String text) {
        if (text.startsWith(nonce + " sh") || text.contains("\n" + nonce + " sh")) {
            hear(Admission.Input.SCRIPT_ASTRAY);
        }
        owner.printed(text);
    }

    @Override
    public boolean begunError(String line) {
        return asked(line, true);
    }

    private boolean asked(String line, boolean error) {
        Admission.Input input = questions.asked(line, error, process);
        return input != null && hear(input) != Admission.Act.NOTHING;
    }

    /** Nothing else is written to the tool before the answer, which it takes without waiting. */
    private synchronized Admission.Act hear(Admission.Input input) {
        Admission.Act act = admission.on(input);
        switch (act) {
            case NOTHING -> {}
            case ANSWER -> answer();
            case KILL -> kill();
        }
        return act;
    }

    private void answer() {
        byte[] line = questions.answer();
        try {
            input.write(line);
        } catch (IOException e) {
            // it does not listen any more; its end will be told
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    synchronized Admission.State admission() {
        return admission.state();
    }

    /** Whether the password was sent. */
    synchronized boolean answered() {
        return admission.answered();
    }

    /** The script is over, and what runs instead has no file with a name. */
    void up() {
        up = true;
        standardError.up();
    }

    /**
     * Ends the process. Waits for nothing. A shell here gets {@link #GRACE} before it is forced, because the script may just
     * have created its scratch file, and removes the name when it is asked to end. Elsewhere, the shell hears that the tool
     * has ended.
     */
    void kill() {
        if (killed) {
            return;
        }
        killed = true;
        if (isStaying()) {
            // it is the child itself, which goes on
        } else if (up || leadsAway) {
            force();
        } else {
            process.toHandle().destroy();
            var unused = process.onExit()
                    .completeOnTimeout(process, GRACE, TimeUnit.MILLISECONDS)
                    .thenRun(process.toHandle()::destroyForcibly);
        }
        closePipes();
    }

    /** Ends the process by force, and what helps it on its way, such as the ssh for a jump host. */
    private void force() {
        List<ProcessHandle> helpers =
                leadsAway ? process.descendants().toList() : List.of(); // they are nobody's when it has ended
        process.toHandle().destroyForcibly();
        helpers.forEach(ProcessHandle::destroyForcibly);
    }

    /** A sudo may not be killed by the account that started it, and ends with its standard input. */
    private void closePipes() {
        input.close();
        close(tool.out());
        close(tool.err());
    }

    private static void close(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // nobody is at its other end
        }
    }

    /** What runs at the far side goes on when the link is lost, as the process of that number; -1 if it does not. */
    void staysAs(long pid) {
        stays = pid;
    }

    /** Whether this process is the child itself, which goes on. Another machine cannot claim that. */
    private boolean isStaying() {
        return !leadsAway && stays == process.pid();
    }

    @Override
    public boolean killed() {
        return killed;
    }

    /** Waits for the end of a process whose output has ended: its exit status, -1 if it was ended by {@link #kill}. */
    int exitStatus() {
        try {
            if (!process.waitFor(stays < 0 ? 2000 : 100, TimeUnit.MILLISECONDS)) {
                kill();
                if (isStaying()) {
                    return -1;
                }
                force();
                process.waitFor(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return killed || process.isAlive() ? -1 : process.exitValue();
    }

    /** The first and the last lines of standard output, but for those that are for us, and of standard error. */
    synchronized List<String> printed() {
        List<String> lines = new ArrayList<>(noise.all());
        lines.addAll(standardError.lines());
        return lines;
    }
}
