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
 * The private form of {@link Su}.
 *
 * @param user the account
 * @param password of that account; null where su needs none, as for root
 * @param login whether it is a login shell, in the account's home directory
 * @param preserve whether the environment is kept ({@code -p})
 * @param environment further variables
 * @param binary the command to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record SuForm(
        String user,
        Secret password,
        boolean login,
        boolean preserve,
        Map<String, String> environment,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Su, AskingMethod {
    /** Checks what su would take for something else. */
    SuForm {
        Names.check("user name", Objects.requireNonNull(user, "user"));
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
        environment = Names.environment(environment);
    }

    @Override
    public boolean sharesFiles() {
        return true;
    }

    @Override
    public AskingMethod withoutPassword() {
        return with(this, "password", null);
    }

    @Override
    public String label() {
        return "su:" + user;
    }

    /** It cannot be told not to ask, so it may always. */
    @Override
    public boolean mayAsk() {
        return true;
    }

    /** Of PAM's modules that take a password in place of the usual one, and of BusyBox; in the language that we set. */
    @Override
    public boolean asks(String line) {
        return Shell.asksForPassword(line);
    }

    /** It forks for the account's shell, or becomes that. */
    @Override
    public boolean asksAlone() {
        return true;
    }

    @Override
    public Map<String, String> variables() {
        return Shell.ENGLISH;
    }

    @Override
    public List<String> command(String script) {
        List<String> command = new ArrayList<>(List.of(binary));
        if (login) {
            command.add("-l");
        }
        if (preserve) {
            command.add("-p");
        }
        command.addAll(
                List.of("-c", Shell.line(Shell.inOwnLanguage(variables(), Shell.with(environment, script))), user));
        return command;
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        if (failure.stage() != Stage.CONNECTING) {
            return null; // from then on it is not su that speaks
        }
        if (failure.said("su: Authentication failure") || failure.said("su: incorrect password")) {
            return password == null ? failure.passwordNeeded("su") : failure.passwordWrong("su");
        }
        if (failure.said("does not exist") || failure.said("unknown user") || failure.said("User not known")) {
            return failure.unknownAccount(user);
        }
        if (failure.saidLine("su: ")) {
            return failure.because(
                    Reason.NOT_LET_IN,
                    "su does not let us become " + user,
                    "What su printed tells why; sudo may be the way there.");
        }
        return null;
    }
}
