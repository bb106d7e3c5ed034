package mitogen.cli.options;

import picocli.CommandLine.Option;

/** The option {@code --help}, which picocli itself obeys: nobody else looks at it. */
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable")
    private boolean asked;
}
