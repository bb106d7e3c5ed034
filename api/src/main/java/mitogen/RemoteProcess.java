package mitogen;

/**
 * A process in a context, started by {@link Context#start(Command)}. Use it like a process that {@link ProcessBuilder} has
 * started. All methods are thread-safe.
 *
 * <ul>
 *   <li>Streams are flow-controlled: a slow reader stops the process, and nothing else. Reading fails with an {@link
 *       java.io.IOException} if the context is lost or closed before the process has ended, because the output is then not
 *       complete.
 *   <li>If the process was killed because of its {@link Command} (the timeout is over, or the input broke), its exit status is
 *       that of the signal: 143 or 137. {@link #result} tells why.
 *   <li>{@link #waitFor()} and {@link #exitValue} throw a {@link ContextLostException} if the context is lost before the exit
 *       status is known, and a {@link CommandException} if an output cannot be written here. {@link #onExit} completes with
 *       that exception.
 *   <li>The exit is reported after the last byte of output that the process wrote was sent here. If nobody reads for five
 *       seconds after the end, the exit is reported anyway; what was not read can still be read.
 *   <li>The process ends when its context ends. It also ends if the link to the context breaks.
 *   <li>{@link #toHandle} is not supported, nor are the methods that need it.
 * </ul>
 */
public abstract class RemoteProcess extends Process {
    /** For implementations. */
    protected RemoteProcess() {}

    /**
     * Sends a signal to the process. Does nothing if the process has ended.
     *
     * @param name the signal's name without SIG: {@code HUP}, {@code USR1}
     * @throws IllegalArgumentException if there is no signal of that name
     */
    public abstract void signal(String name);

    /** Ends the process and all processes below it: with SIGTERM, and at most one second later with SIGKILL. Returns at once. */
    public abstract void destroyTree();

    /**
     * Tells a process that was started with {@link Command#withTerminal} that its terminal has another size.
     *
     * @param columns the width, 1 to 9999
     * @param rows the height, 1 to 9999
     * @throws IllegalArgumentException if one of them is out of range
     * @throws IllegalStateException if the process has no terminal
     */
    public abstract void resize(int columns, int rows);

    /**
     * Waits for the end of the process.
     *
     * @return its result, also of a command that failed. It has what was collected of outputs for which {@link
     *     Command.Output#collected} was set
     * @throws CommandException if the process was killed because of its {@link Command}, or an output cannot be written here;
     *     the reason says which
     * @throws ContextLostException if the context is lost before the result is known
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the process goes on
     */
    public abstract CommandResult result();

    /** {@return the tool that made the terminal there: {@code script} or {@code python3}; null if there is no terminal} */
    public abstract String terminalTool();

    /**
     * A place where commands run. Every {@link Context} is one. All methods are thread-safe. A method that waits throws a {@link
     * MitogenException} if its thread is interrupted; the command is killed then.
     */
    public interface Place {
        /** Waits for a command. If the wait is interrupted, the command is killed, because nobody takes its result. */
        private static CommandResult awaited(Call<CommandResult> call) {
            try {
                return call.await();
            } finally {
                call.cancel(true);
            }
        }

        /**
         * Sends a command here to be run, and returns at once.
         *
         * @param command what to run
         * @return the call; its result has the exit status and what the command printed. Cancelling the call kills the command.
         *     The call fails with a {@link CommandException} if the command could not be started, or did not end by itself
         */
        Call<CommandResult> submit(Command command);

        /**
         * Runs a command here and waits for its end: {@code web.run(Command.of("df", "-h").withDirectory("/srv"))}.
         *
         * @param command what to run
         * @return its exit status and what it printed, also of a command that failed: see {@link CommandResult#orThrow}
         * @throws CommandException if the command could not be started, or did not end by itself; the reason says which
         * @throws ConnectFailedException if the context could not be reached
         * @throws ContextLostException if the context ended first, and the command with it
         */
        default CommandResult run(Command command) {
            return awaited(submit(command));
        }

        /**
         * {@return the exit status of a program, and what it printed} The program runs here, as {@link #run(Command)} runs it.
         *
         * @param words the program and its arguments; no shell is involved
         */
        default CommandResult run(String... words) {
            return run(Command.of(words));
        }

        /**
         * Sends a command to the end of a path that begins here, and returns at once. The shell behind the last hop runs the
         * command: no Java, no context and no file is needed there. The hops before it are contexts for as long as the
         * command runs. If the link ends first, the command and its process group there are ended.
         *
         * <p>A command that needs more than a shell gets a context at the end of the path, too: see {@link
         * Command#needsContext}.
         *
         * @param method the last hop, and the only one
         * @param command what to run
         * @return the call, as {@link #submit(Command)} gives it; also fails with a {@link ConnectFailedException} or a {@link
         *     ContextLostException}
         */
        Call<CommandResult> submit(ConnectionMethod method, Command command);

        /**
         * {@return the call of a command at the end of a path, as {@link #submit(ConnectionMethod, Command)} gives it}
         *
         * @param hops the path, as {@link Context#connect(String)} takes it
         * @param command what to run
         * @throws IllegalArgumentException if the text cannot be read as hops
         */
        Call<CommandResult> submit(String hops, Command command);

        /**
         * Runs a command at the end of a path, as {@link #submit(ConnectionMethod, Command)} does, and waits for its end.
         *
         * @param method the last hop, and the only one
         * @param command what to run
         * @return its exit status and what it printed, as {@link #run(Command)} gives them
         */
        default CommandResult run(ConnectionMethod method, Command command) {
            return awaited(submit(method, command));
        }

        /**
         * {@return the result of a command at the end of a path, as {@link #run(ConnectionMethod, Command)} gives it}
         *
         * @param hops the path, as {@link Context#connect(String)} takes it
         * @param command what to run
         */
        default CommandResult run(String hops, Command command) {
            return awaited(submit(hops, command));
        }

        /**
         * Starts a command here. The process ends when this context ends.
         *
         * @param command what to start
         * @return the process, as soon as it runs
         * @throws CommandException if it could not be started; the reason says why
         * @throws MitogenException as {@link #run(Command)} does
         */
        RemoteProcess start(Command command);

        /**
         * {@return the process of a program that runs here} It is started as {@link #start(Command)} starts it.
         *
         * @param words the program and its arguments; no shell is involved
         */
        default RemoteProcess start(String... words) {
            return start(Command.of(words));
        }

        /**
         * Starts a command here that goes on when this context ends. The command has an empty input, and a session of its own
         * where there is {@code setsid}. Its output is discarded, unless its own command line sends the output elsewhere.
         *
         * @param command what to start; no script, and without input, outputs, timeout and terminal
         * @return its process id
         * @throws IllegalArgumentException if the command is or has one of these
         * @throws MitogenException as {@link #start(Command)} does
         */
        long startDetached(Command command);
    }
}
