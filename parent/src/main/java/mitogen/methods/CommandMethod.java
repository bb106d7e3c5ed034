package mitogen.methods;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectionMethod;

/** A connection method that consists of running a command: options in, command line out, and what its errors mean. */
public interface CommandMethod extends ConnectionMethod {
    /** How long a connect may take unless said otherwise. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** Reasons of failures that may pass by themselves. */
    Set<Reason> PASSING = Set.of(Reason.CONNECTION_REFUSED, Reason.UNREACHABLE, Reason.TIMEOUT, Reason.NOT_RUNNING);

    /** Stands for the script in a command that is made to be shown, not run. */
    String SHOWN = "…";

    /**
     * The command that runs a shell script at the far side, its standard input and output passed through.
     *
     * @param script text for {@code sh -c}; contains no single quote, exclamation mark, double backslash or newline, so
     *     that it can be put between single quotes for any login shell
     */
    List<String> command(String script);

    /** The Java to use there, or null for the usual one. */
    String java();

    /** What is used where no Java is named; null to look for one there. Asked in the context that connects. */
    default String usualJava() {
        return null;
    }

    /** Whether it leads to another account of the same machine, with the same files. */
    default boolean sharesFiles() {
        return false;
    }

    /**
     * Whether the command is a client that leads to another machine, or to an engine: what it starts here helps it on its
     * way, and nothing of the place itself runs below it. It may run {@code ssh}, which must not ask anybody.
     */
    default boolean leadsAway() {
        return false;
    }

    /**
     * Whether the command needs the terminal that the context which connects may have, because what it may do belongs to
     * that. All others are run where there is none: nothing of a connect asks there, or changes how it is set.
     */
    default boolean keepsTerminal() {
        return false;
    }

    /** The machine by way of which the command goes first, where only so many connects may be under way; null for none. */
    default String jumpHost() {
        return null;
    }

    /** Whether the failure means that a machine was too busy to talk to us, and that nothing was done there. */
    default boolean dropped(ConnectFailure failure) {
        return false;
    }

    /** How long a connect is tried again that has failed for a reason that may pass. */
    default Duration patience() {
        return Duration.ZERO;
    }

    /** Whether the failure may pass by itself, as when a machine starts. Asked only where there is patience. */
    default boolean mayPass(ConnectFailure failure) {
        ConnectFailedException known = diagnose(failure);
        return known != null && PASSING.contains(known.reason());
    }

    /** Arguments that are left out where the tool says that it does not know them, as it is an older one. */
    default List<String> dispensable() {
        return List.of();
    }

    /** How long the connect may take, until the context is up. */
    Duration timeout();

    /** Environment variables that are set for the command, besides those of the context that connects. */
    default Map<String, String> variables() {
        return Map.of();
    }

    /** Whether what the tool printed asks the user to do something at once, such as to touch a key; it is logged then. */
    default boolean urges(String printed) {
        return false;
    }

    /** How far a tool has come before the far side's shell speaks. */
    enum Step {
        /** The name has an address. */
        RESOLVED,
        /** The network connection is there. */
        CONNECTED,
        /** There is none, or none that the tool knows of: it goes through another program. */
        PROXIED,
        /** The far side has let it in. */
        LET_IN
    }

    /**
     * How the lines begin that the tool prints to its standard error only because it was told to say how it gets on. They
     * are no part of the output, nor of errors.
     */
    default List<String> progressPrefixes() {
        return List.of();
    }

    /** What such a line tells of; null for nothing of interest. */
    default Step step(String line) {
        return null;
    }

    /**
     * What a failure means, if the tool's own messages tell.
     *
     * @return the exception, or null where they don't
     */
    ConnectFailedException diagnose(ConnectFailure failure);
}
