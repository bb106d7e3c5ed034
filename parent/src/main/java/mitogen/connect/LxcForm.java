package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Lxc}.
 *
 * @param container name
 * @param directory where its configuration lies ({@code -P}), or null for the usual place
 * @param uid the account in the container, or -1 for root
 * @param gid its group, or -1 for that of root
 * @param environment further variables there; other accounts may see them in the process list
 * @param binary the lxc-attach to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
record LxcForm(
        String container,
        String directory,
        int uid,
        int gid,
        Map<String, String> environment,
        String binary,
        String java,
        Duration timeout)
        implements Lxc, CommandMethod {
    /** Checks what lxc-attach would take for something else. */
    LxcForm {
        Names.check("name of a container", Objects.requireNonNull(container, "container"));
        Names.check("directory", directory);
        Names.number("uid", uid);
        Names.number("gid", gid);
        environment = Names.environment(environment);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
    }

    @Override
    public String label() {
        return "lxc:" + container;
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary, "--name", container)
                .option("--lxcpath", directory)
                .option("--uid", uid < 0 ? null : String.valueOf(uid))
                .option("--gid", gid < 0 ? null : String.valueOf(gid))
                .add("--clear-env")
                .environment("--set-var", environment)
                .add("--")
                .shell("sh", script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return Cause.first(
                failure,
                said("Permission denied", "Operation not permitted", "privileges to control")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not enter the container " + container,
                                "Connect as the account that started it, through sudo if need be."),
                said("Failed to get init pid")
                        .means(
                                Reason.NOT_RUNNING,
                                "there is no running container " + container,
                                "lxc-attach does not tell whether it exists: lxc-ls --fancy. Start it: lxc-start "
                                        + container),
                Cause.noShell("the container " + container, "Failed to exec \"sh\""));
    }
}
