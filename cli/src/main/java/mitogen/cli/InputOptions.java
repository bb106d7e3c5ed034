package mitogen.cli;

import picocli.CommandLine.Option;

/** The option about our standard input, which does not reach the targets yet. */
final class InputOptions {
    static final String FULL = "standard input has something in it, and is not passed on yet"
            + "\nGive -n to leave it unread, as in a shell's while-read loop; or put the data into an argument or a"
            + " script.";

    @Option(
            names = {"-n", "--no-input"},
            description = "leave standard input unread; without this, one that has something in it is a fault")
    private boolean none;

    /**
     * Our standard input, where it may still turn out to have something in it; null where it has nothing.
     *
     * @throws UsageException if it has something in it
     */
    StandardInput open(Terminal terminal) {
        StandardInput.State state =
                none ? StandardInput.State.EMPTY : terminal.input().state();
        if (state == StandardInput.State.FULL) {
            throw new UsageException(FULL);
        }
        return state == StandardInput.State.OPEN ? terminal.input() : null;
    }
}
