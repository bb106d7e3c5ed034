package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Jail}.
 *
 * @param jail name or number
 * @param user an account of the jail, or null for root
 * @param clean whether nothing of the environment outside is passed in ({@code -l})
 * @param binary the jexec to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record JailForm(
        String jail, String user, boolean clean, String binary, String java, Duration timeout, Duration patience)
        implements Jail, CommandMethod {
    /** Checks what jexec would take for something else. */
    JailForm {
        Names.check("name of a jail", Objects.requireNonNull(jail, "jail"));
        Names.check("user name", user);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
    }

    @Override
    public String label() {
        return "jail:" + jail;
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary)
                .flag(clean, "-l")
                .option("-U", user)
                .add(jail)
                .shell("sh", script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return Cause.first(
                failure,
                said("Operation not permitted")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not enter jails",
                                "Connect through sudo or doas first."),
                said("\" not found", "No such process")
                        .means(
                                Reason.NOT_RUNNING,
                                "there is no running jail " + jail,
                                "Those that there are: jls. Start it: service jail start " + jail),
                said("no such user")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no account " + user + " in the jail " + jail,
                                "Look into its /etc/passwd."),
                Cause.noShell("the jail " + jail, "execvp: sh"));
    }
}
