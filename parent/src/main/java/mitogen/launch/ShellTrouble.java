package mitogen.launch;

import java.util.regex.Pattern;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.methods.ConnectFailure;

/** Tells why the far side's shell did not run the script: what a login shell or its start files do in its place. */
final class ShellTrouble {
    /** The first line of the loader's jar lets a shell end with it. */
    private static final int READ_BY_A_SHELL = 79;

    /** How a terminal shows the bytes of the loader and the core, which nobody prints. */
    private static final Pattern ECHO = Pattern.compile("\\^[@A-Z\\\\_].*\\^@");

    private static final String INTERACTIVE =
            " Let it do so in interactive shells alone: case $- in *i*) exec fish;; esac";

    private ShellTrouble() {}

    /** That the far side showed what it was sent, also where it did not end; null if it did not. */
    static ConnectFailedException echo(ConnectFailure failure) {
        return failure.lines().stream().noneMatch(line -> ECHO.matcher(line).find())
                ? null
                : because(
                        failure,
                        "a terminal is between us and the shell, which has read what was sent to the script",
                        "The account's shell, or a start file there, runs another shell in a terminal, such as one that"
                                + " records it (script)." + INTERACTIVE);
    }

    /** The exception, or null where nothing tells. */
    static ConnectFailedException of(ConnectFailure failure) {
        ConnectFailedException echo = echo(failure);
        if (echo != null) {
            return echo;
        }
        if (failure.exitStatus() < 0) {
            return because(
                    failure,
                    "it closed its standard output and did not end, so it was ended from here",
                    "A start file there (.bashrc …) may close or redirect it: exec >file." + INTERACTIVE);
        }
        if (failure.said("restricted") && (failure.said("exec: restricted") || failure.said("/' in command names"))) {
            return because(
                    failure,
                    "the account's shell is restricted (rbash): it runs no command by its path",
                    "Take another account, or give this one another shell, by chsh.");
        }
        if (failure.lines().stream().anyMatch(line -> line.matches("/\\S+: No such file or directory"))) {
            return because(
                    failure,
                    "the account's shell is not there, or the program that runs it",
                    "The line below names it. If it is a script, look at the interpreter in its first line.");
        }
        if (failure.exitStatus() == READ_BY_A_SHELL) {
            return because(
                    failure,
                    "another shell than the one that was given the script read what was sent behind it",
                    "A start file there (.bashrc, .zshenv, .tcshrc, config.fish …) becomes another shell."
                            + INTERACTIVE);
        }
        if (failure.exitStatus() == 0) {
            return because(
                    failure,
                    "it ended without running the script, and without an error",
                    "A start file there (.bashrc, .zshenv, .tcshrc, config.fish …) exits, or something else is run in"
                            + " the script's place: a ForceCommand, a login shell that takes no commands or records"
                            + " them.");
        }
        return null;
    }

    private static ConnectFailedException because(ConnectFailure failure, String problem, String remedy) {
        return failure.because(Reason.BOOTSTRAP_FAILED, problem, remedy);
    }
}
