package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.Secret;
import mitogen.methods.AskingMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Doas}.
 *
 * @param user the account, or null for root
 * @param password of the account that connects; or null
 * @param environment further variables; doas keeps none but those that doas.conf names
 * @param binary the command to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record DoasForm(
        String user,
        Secret password,
        Map<String, String> environment,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Doas, AskingMethod {
    /** Checks what doas would take for something else. */
    DoasForm {
        Names.check("user name", user);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
        environment = Names.environment(environment);
    }

    @Override
    public boolean sharesFiles() {
        return true;
    }

    /** What it remembers is for that terminal. With a password it gets one of its own. */
    @Override
    public boolean keepsTerminal() {
        return password == null;
    }

    @Override
    public AskingMethod withoutPassword() {
        return with(this, "password", null);
    }

    @Override
    public String label() {
        return user == null ? "doas" : "doas:" + user;
    }

    @Override
    public Map<String, String> variables() {
        return Shell.ENGLISH; // its own messages are that anyway; the question may be one of PAM's
    }

    @Override
    public boolean asks(String line) {
        return Shell.asksForPassword(line);
    }

    @Override
    public List<String> command(String script) {
        String text = Shell.inOwnLanguage(variables(), Shell.with(environment, script));
        if (password == null) {
            return doas(true, text);
        }
        // Where no password is asked for, nobody takes the line that is meant for the terminal; so find out first.
        String first = "for t in " + Shell.quoted(List.of(binary, "script"))
                + ";do command -v \"$t\" >/dev/null||{ echo \"$t: not found\" >&2;exit 127;};done;e=$("
                + Shell.quoted(doas(true, ":")) + " 2>&1 </dev/null)&&exec " + Shell.quoted(doas(true, text))
                + " 6<&- 7>&- 8>&-;case $e in *required*);;*)printf \"%s\\n\" \"$e\" >&2;exit 1;;esac;";
        return Shell.terminal(doas(false, text), true, first);
    }

    private List<String> doas(boolean silent, String script) {
        List<String> command = new ArrayList<>(List.of(binary));
        if (silent) {
            command.add("-n");
        }
        if (user != null) {
            command.addAll(List.of("-u", user));
        }
        command.addAll(List.of("sh", "-c", script));
        return command;
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        if (failure.stage() != Stage.CONNECTING) {
            return null; // from then on it is not doas that speaks
        }
        if (failure.missing(binary) || password != null && failure.missing("script")) {
            return failure.toolMissing(failure.missing(binary) ? binary : "script");
        }
        if (failure.said("doas: Authorization required") || failure.said("doas: Authentication required")) {
            return failure.passwordNeeded("doas");
        }
        // Behind "doas: ", or on a line of its own: what the terminal echoes may come in between.
        if (failure.said("Authorization failed") || failure.said("Authentication failed")) {
            return failure.passwordWrong("doas");
        }
        if (failure.said("doas: unknown user")) {
            return failure.unknownAccount(user);
        }
        if (failure.said("doas: ")) {
            return failure.because(
                    Reason.NOT_LET_IN,
                    "doas does not let us become " + (user == null ? "root" : user),
                    "doas.conf must permit sh to be run as that account; what doas printed tells more.");
        }
        return null;
    }
}
