package mitogen.cli.options;

import mitogen.cli.session.SessionException;
import mitogen.cli.session.SessionFolder;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Surroundings;
import mitogen.cli.words.Quoted;
import mitogen.cli.words.SessionChoice;
import picocli.CommandLine.Option;

/** The option about sessions. A command that comes to ask here does not run in one. */
public final class SessionOptions {
    @Option(
            names = "--session",
            paramLabel = "WHICH",
            description = "keep the connections for later commands: auto (starts a session when it is needed), off, or"
                    + " the name of one that was started (default: $MITOGEN_SESSION, or else off)")
    private String session;

    /** Which session is meant, or {@link SessionChoice#OFF}. */
    public String choice(Surroundings surroundings, String otherwise) {
        String choice = session != null ? session : surroundings.environment().get(SessionChoice.VARIABLE);
        return choice == null || choice.isEmpty() ? otherwise : choice;
    }

    /** Refuses a session that is not there. */
    public void check(Surroundings surroundings) {
        String choice = choice(surroundings, SessionChoice.OFF);
        if (surroundings.session() != null || choice.equals(SessionChoice.AUTO) || choice.equals(SessionChoice.OFF)) {
            return;
        }
        try {
            if (!SessionFolder.of(surroundings.environment()).names().contains(choice)) {
                throw new UsageException(
                        "there is no session " + choice + "\nStart it: mitogen session start " + Quoted.word(choice));
            }
        } catch (SessionException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
