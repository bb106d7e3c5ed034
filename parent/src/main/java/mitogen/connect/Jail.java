package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;

/**
 * A running jail of FreeBSD, through {@code jexec}.
 *
 * @param jail name or number
 * @param user an account of the jail, or null for root
 * @param clean whether nothing of the environment outside is passed in ({@code -l})
 * @param binary the jexec to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
public record Jail(String jail, String user, boolean clean, String binary, String java, Duration timeout)
        implements CommandMethod {
    /** Checks what jexec would take for something else. */
    public Jail {
        Names.check("name of a jail", Objects.requireNonNull(jail, "jail"));
        Names.check("user name", user);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
    }

    /** A jail, as its root. */
    public static Jail jail(String jail) {
        return new Jail(jail, null, false, "jexec", null, DEFAULT_TIMEOUT);
    }

    /** With an account in the jail. */
    public Jail withUser(String name) {
        return new Jail(jail, name, clean, binary, java, timeout);
    }

    /** With nothing of the environment outside passed in. */
    public Jail withCleanEnvironment() {
        return new Jail(jail, user, true, binary, java, timeout);
    }

    /** With another jexec, by name or path. */
    public Jail withBinary(String command) {
        return new Jail(jail, user, clean, command, java, timeout);
    }

    @Override
    public Jail withJava(String path) {
        return new Jail(jail, user, clean, binary, path, timeout);
    }

    @Override
    public Jail withTimeout(Duration limit) {
        return new Jail(jail, user, clean, binary, java, limit);
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
