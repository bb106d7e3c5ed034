package mitogen.methods;

import java.util.List;
import java.util.Locale;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.internal.Printable;

/**
 * All that is known of a connect that failed.
 *
 * @param hop the name of the context that was to be connected: {@code ssh:bastion/ssh:web1}
 * @param from the context that connects, or {@code the controller}
 * @param stage how far it came
 * @param command the command line that was run, without the first stage's text
 * @param exitStatus of that command; 128 plus the signal number where a signal ended it; -1 where we ended it
 * @param answered whether a password was asked for, and given
 * @param letIn whether the tool said that the far side has let it in
 * @param lines what the far side, or the command itself, printed last; at most 100
 */
public record ConnectFailure(
        String hop,
        String from,
        Stage stage,
        List<String> command,
        int exitStatus,
        boolean answered,
        boolean letIn,
        List<String> lines) {
    /** Whether a line that was printed contains the text. */
    public boolean said(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    /** Whether a line that was printed begins with the text. */
    public boolean saidLine(String text) {
        return lines.stream().anyMatch(line -> line.startsWith(text));
    }

    /** Whether the tool, ssh, said that it does not know an option, given as {@code -oName=value}. */
    public boolean doesNotKnow(String option) {
        String name = option.substring(2, option.indexOf('=')).toLowerCase(Locale.ROOT);
        return exitStatus == 255 && said("Bad configuration option: " + name);
    }

    /** Whether a shell said that it does not find the command. */
    public boolean missing(String tool) {
        return exitStatus == 127 && (said(tool + ": not found") || said(tool + ": command not found"));
    }

    /** That the command which was to be run is not installed. */
    public ConnectFailedException toolMissing(String tool) {
        return because(
                Reason.TOOL_MISSING,
                "the command " + tool + " is not installed there",
                "Install it where the connect runs, or add its directory to PATH.");
    }

    /** There is no account of that name. */
    public ConnectFailedException unknownAccount(String user) {
        return because(Reason.NOT_LET_IN, "there is no account " + user + " there", "Check its spelling.");
    }

    /** That a tool asked for a password and there was none. */
    public ConnectFailedException passwordNeeded(String tool) {
        return because(
                Reason.PASSWORD_NEEDED,
                tool + " needs a password, and none was given",
                "Give one: --ask-password, --password-file or --password-command.");
    }

    /** That a tool did not accept the password. */
    public ConnectFailedException passwordWrong(String tool) {
        return because(
                Reason.PASSWORD_WRONG,
                tool + " did not accept the password",
                "One attempt was made. Check the password and which account it belongs to.");
    }

    /**
     * Makes the exception, with a message of the usual form.
     *
     * @param problem what happened, to follow "cannot connect ssh:web1 from the controller: "
     * @param remedy what to do about it, a sentence
     */
    public ConnectFailedException because(Reason reason, String problem, String remedy) {
        StringBuilder text = new StringBuilder("cannot connect " + hop + " from " + from + ": " + problem + "\n  "
                + remedy
                + "\n  It ran: "
                + String.join(" ", command) + (exitStatus < 0 ? "" : "\n  which ended with exit status " + exitStatus)
                + " " + stage + ".");
        if (!lines.isEmpty()) {
            text.append("\n  The last lines it printed:");
            lines.forEach(line -> text.append("\n  | ").append(line));
        }
        return new ConnectFailedException(
                reason,
                Printable.line(hop),
                Printable.text(text.toString()),
                stage,
                command.stream().map(Printable::line).toList(),
                exitStatus,
                lines.stream().map(Printable::line).toList());
    }
}
