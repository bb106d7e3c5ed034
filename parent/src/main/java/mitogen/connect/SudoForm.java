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
 * The private form of {@link Sudo}.
 *
 * @param user the account, or null for root
 * @param password of the account that connects, or whatever else sudo asks for; or null
 * @param login whether the account's login shell runs it, in its home directory ({@code -i})
 * @param preserve whether the environment is kept, as far as sudoers allows ({@code -E})
 * @param environment further variables
 * @param role SELinux role ({@code -r}), or null
 * @param type SELinux type ({@code -t}), or null
 * @param terminal whether sudo gets a terminal, for {@code requiretty}; takes {@code script} (util-linux)
 * @param binary the command to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record SudoForm(
        String user,
        Secret password,
        boolean login,
        boolean preserve,
        Map<String, String> environment,
        String role,
        String type,
        boolean terminal,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Sudo, AskingMethod {
    /** Checks what sudo would take for something else. */
    SudoForm {
        Names.check("user name", user);
        Names.check("SELinux role", role);
        Names.check("SELinux type", type);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
        environment = Names.environment(environment);
    }

    @Override
    public boolean sharesFiles() {
        return true;
    }

    /** A ticket may be for that terminal. With a password none is needed; without, sudo asks nothing ({@code -n}). */
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
        return user == null ? "sudo" : "sudo:" + user;
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("LANGUAGE", "C");
    }

    /** Whatever modules of PAM ask, and in whatever words: sudo has them asked by the program. */
    @Override
    public String askpass() {
        return "SUDO_ASKPASS";
    }

    @Override
    public List<String> command(String script) {
        List<String> command = new ArrayList<>(List.of(binary, password == null ? "-n" : "-A"));
        if (user != null) {
            command.addAll(List.of("-u", user));
        }
        if (login) {
            command.add("-i");
        }
        if (preserve) {
            command.add("-E");
        }
        if (role != null) {
            command.addAll(List.of("-r", role));
        }
        if (type != null) {
            command.addAll(List.of("-t", type));
        }
        String text = Shell.inOwnLanguage(variables(), Shell.with(environment, script));
        if (preserve && password != null) {
            text = "unset SUDO_ASKPASS MITOGEN_PROMPT;" + text;
        }
        command.addAll(List.of("--", "sh", "-c", login ? Shell.withoutDollars(text) : text));
        return terminal ? Shell.terminal(command, false, null) : command;
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        if (failure.stage() != Stage.CONNECTING) {
            return null; // from then on it is not sudo that speaks
        }
        if (failure.missing(binary) || terminal && failure.missing("script")) {
            return failure.toolMissing(failure.missing(binary) ? binary : "script");
        }
        if (failure.said("a password is required") || failure.said("interactive authentication is required")) {
            return failure.passwordNeeded("sudo");
        }
        if (failure.said("incorrect password attempt")
                || failure.said("incorrect authentication attempt")
                || failure.said("Sorry, try again.")) {
            return failure.passwordWrong("sudo");
        }
        if (failure.said("must have a tty")) {
            return failure.because(
                    Reason.NOT_LET_IN,
                    "sudo works only with a terminal there (requiretty)",
                    "Give it one, by the option tty, as in sudo?tty.");
        }
        if (failure.said("unknown user")) {
            return failure.unknownAccount(user);
        }
        if (failure.saidLine("sudo: ")
                || failure.said("is not in the sudoers file")
                || failure.said("is not allowed to execute")
                || failure.said("may not run sudo")) {
            return failure.because(
                    Reason.NOT_LET_IN,
                    "sudo does not let us become " + (user == null ? "root" : user),
                    "sudoers must allow sh to be run as that account; what sudo printed tells more.");
        }
        return null;
    }
}
