package mitogen.connect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.Secret;

/**
 * Another account of the same machine, through {@code su}, that of util-linux or BusyBox. The account's own shell runs
 * it, whichever that is.
 *
 * @param user the account
 * @param password of that account; null where su needs none, as for root
 * @param login whether it is a login shell, in the account's home directory
 * @param preserve whether the environment is kept ({@code -p})
 * @param environment further variables
 * @param binary the command to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
public record Su(
        String user,
        Secret password,
        boolean login,
        boolean preserve,
        Map<String, String> environment,
        String binary,
        String java,
        Duration timeout)
        implements PasswordMethod {
    /** Checks what su would take for something else. */
    public Su {
        Names.check("user name", Objects.requireNonNull(user, "user"));
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        environment = Names.environment(environment);
    }

    /** To become root. */
    public static Su su() {
        return su("root");
    }

    /** To become another account. */
    public static Su su(String user) {
        return new Su(user, null, false, false, Map.of(), "su", null, DEFAULT_TIMEOUT);
    }

    @Override
    public Su withPassword(Secret secret) {
        return new Su(user, secret, login, preserve, environment, binary, java, timeout);
    }

    /** With a login shell, in the account's home directory. */
    public Su withLogin() {
        return new Su(user, password, true, preserve, environment, binary, java, timeout);
    }

    /** With the environment kept. */
    public Su withEnvironmentPreserved() {
        return new Su(user, password, login, true, environment, binary, java, timeout);
    }

    /** With one more environment variable. */
    public Su withEnvironment(String name, String value) {
        Map<String, String> more = Names.and(environment, name, value);
        return new Su(user, password, login, preserve, more, binary, java, timeout);
    }

    /** With another command than {@code su}. */
    public Su withBinary(String command) {
        return new Su(user, password, login, preserve, environment, command, java, timeout);
    }

    @Override
    public Su withJava(String path) {
        return new Su(user, password, login, preserve, environment, binary, path, timeout);
    }

    @Override
    public Su withTimeout(Duration limit) {
        return new Su(user, password, login, preserve, environment, binary, java, limit);
    }

    @Override
    public boolean sharesFiles() {
        return true;
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
            return failure.because(Reason.NOT_LET_IN, "there is no account " + user + " there", "Check its spelling.");
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
