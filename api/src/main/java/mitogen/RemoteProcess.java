package mitogen;

/**
 * A process at a context, started by {@link Context#start(Command)}. Use it like a process that {@link ProcessBuilder} has
 * started. All methods are thread-safe.
 *
 * <ul>
 *   <li>Streams are flow-controlled: a slow reader stops the process, and nothing else. Reading fails with an {@link
 *       java.io.IOException} if the context is lost, or is closed before the process has ended: what was read is not all.
 *   <li>If the process was killed because of its {@link Command} (the timeout is over, or the input broke), its exit status is
 *       that of the signal: 143 or 137. {@link #result} tells why.
 *   <li>{@link #waitFor()} and {@link #exitValue} throw a {@link ContextLostException} if the context is lost before the exit
 *       status is known, and a {@link CommandException} if an output cannot be written here. {@link #onExit} completes with
 *       that exception.
 *   <li>The exit is reported after the last byte of output that the process wrote was sent here. If nobody reads for five
 *       seconds after the end, it is reported then; what was not read can still be read.
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
}
