package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Lxc}.
 *
 * @param tool whose container it is
 * @param container name; for LXD and Incus also {@code remote:name}
 * @param directory where LXC's configuration lies ({@code -P}), or null for the usual place
 * @param project that the instance belongs to, or null for the current one
 * @param uid the account in the container, or -1 for root
 * @param gid its group, or -1 for that of root
 * @param workdir the working directory there, or null for the home of root; the root directory if it does not exist
 * @param environment further variables there; other accounts may see them in the process list
 * @param binary the command to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record LxcForm(
        Tool tool,
        String container,
        String directory,
        String project,
        int uid,
        int gid,
        String workdir,
        Map<String, String> environment,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Lxc, CommandMethod {
    /** The three; LXD and Incus have the same client, by different names. */
    enum Tool {
        LXC("lxc-attach"),
        LXD("lxc"),
        INCUS("incus");

        final String command;

        Tool(String command) {
            this.command = command;
        }

        /** As in targets. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks what the tool would take for something else, or does not know. */
    LxcForm {
        Names.check("name of a container", Objects.requireNonNull(container, "container"));
        Names.check("directory", directory);
        Names.check("name of a project", project);
        Names.number("uid", uid);
        Names.number("gid", gid);
        Names.check("working directory", workdir);
        environment = Names.environment(environment);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
        if (tool == Tool.LXC && (project != null || workdir != null)) {
            throw new IllegalArgumentException("lxc-attach knows neither projects nor a working directory");
        }
        if (tool != Tool.LXC && directory != null) {
            throw new IllegalArgumentException(tool.word() + " has no directory of configurations to choose");
        }
    }

    static Lxc of(Tool tool, String container) {
        return new LxcForm(
                tool,
                container,
                null,
                null,
                -1,
                -1,
                null,
                Map.of(),
                tool.command,
                null,
                CommandMethod.DEFAULT_TIMEOUT,
                Duration.ZERO);
    }

    /** Only a client leads to an engine; lxc-attach itself is what the context runs below. */
    @Override
    public boolean leadsAway() {
        return tool != Tool.LXC;
    }

    @Override
    public String label() {
        return tool.word() + ":" + container;
    }

    @Override
    public List<String> command(String script) {
        return (tool == Tool.LXC ? attach() : exec()).shell("sh", script);
    }

    private CommandLine attach() {
        return new CommandLine(binary, "--name", container)
                .option("--lxcpath", directory)
                .option("--uid", number(uid))
                .option("--gid", number(gid))
                .add("--clear-env")
                .environment("--set-var", environment)
                .add("--");
    }

    private CommandLine exec() {
        return new CommandLine(binary, "exec", "--mode=non-interactive")
                .joined("--project", project)
                .joined("--user", number(uid))
                .joined("--group", number(gid))
                .joined("--cwd", workdir)
                .environment("--env", environment)
                .add(container, "--");
    }

    private static String number(int account) {
        return account < 0 ? null : String.valueOf(account);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return tool == Tool.LXC ? attachFailed(failure) : execFailed(failure);
    }

    private ConnectFailedException attachFailed(ConnectFailure failure) {
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

    private ConnectFailedException execFailed(ConnectFailure failure) {
        return Cause.first(
                failure,
                said(
                                "permission denied",
                                "needed permissions",
                                "ot authorized",
                                "Forbidden",
                                "Certificate is restricted")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not use the engine of " + binary,
                                "Connect through sudo first, or add the account to the group that owns the engine's socket,"
                                        + " which is as good as making it root."),
                said("Instance not found", "The remote \"", "Project not found")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no instance " + container,
                                "Check its name, remote and project. To list all: " + binary + " list"),
                said("is not running", "is frozen")
                        .means(
                                Reason.NOT_RUNNING,
                                "the instance " + container + " is not running",
                                "Start it: " + binary + " start " + container),
                said("Get \"http", "dial unix", "dial tcp", "appear to be started")
                        .means(
                                Reason.UNREACHABLE,
                                "the engine of " + binary + " does not answer",
                                "Check that it runs: " + binary + " info"),
                Cause.noShell(container, "Command not found", "exec: \"sh\""));
    }
}
