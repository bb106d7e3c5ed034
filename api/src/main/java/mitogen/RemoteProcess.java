package mitogen;

/**
 * A process at a context, as {@link Context#start(Command)} gives it. It is used as one that {@link ProcessBuilder} has
 * started. All methods are thread-safe.
 *
 * <ul>
 *   <li>Streams are flow-controlled: a reader that is slow stops the process, and nothing else. Reading fails with an {@link
 *       java.io.IOException} if the context is lost; the cause is the {@link ContextLostException}.
 *   <li>{@link #waitFor()} and {@link #exitValue} throw a {@link ContextLostException} if the context is lost before the exit
 *       status is known, and a {@link CommandException} if the process was killed because of a limit of its {@link Command}.
 *       {@link #onExit} completes with that exception.
 *   <li>The exit is told after the last byte of output that the process has written was sent here.
 *   <li>The process ends with its context. It ends also if the link to the context breaks.
 *   <li>{@link #toHandle}, and what needs it, is not supported.
 * </ul>
 */
public abstract class RemoteProcess extends Process {
    /** For implementations. */
    protected RemoteProcess() {}

    /**
     * Sends a signal to the process. Does nothing if the process has ended.
     *
     * @param name the signal's name without SIG: {@code HUP}, {@code USR1}
     * @throws IllegalArgumentException if that is no name of a signal
     */
    public abstract void signal(String name);

    /** Ends the process and all processes below it: with SIGTERM, and one second later with SIGKILL. Returns at once. */
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

    /** {@return what made its terminal there: {@code script} or {@code python3}; null if it has none} */
    public abstract String terminalTool();
}
