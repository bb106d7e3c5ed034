package mitogen.cli;

import picocli.CommandLine.Option;

/** The option about our standard input. */
final class InputOptions {
    @Option(
            names = {"-n", "--no-input"},
            description = "leave standard input unread, as in a shell's while-read loop; the programs' input is empty")
    private boolean none;

    /** What the targets read; null for nothing. */
    SharedInput open(Terminal terminal, TargetOptions options) {
        int targets = options.targets(terminal).size();
        return none || options.inputRead() || !terminal.input().mayBeRead()
                ? null
                : new SharedInput(terminal.input().stream(), targets);
    }
}
