package mitogen.cli.options;

import picocli.CommandLine.Option;

/**
 * The option about contexts at the targets of commands. Most commands need none: the shell behind the last hop runs them, and no
 * Java has to be there.
 */
public final class ContextOptions {
    @Option(
            names = "--via-java",
            description = "run it by a Java at the target, not by the shell there; so it is for options about Java, and"
                    + " where standard input is a pipe")
    private boolean viaJava;

    /** Whether the options say so, this or others that make sense with a context alone. */
    public boolean needed(TargetOptions options) {
        return viaJava || options.areAboutJava();
    }
}
