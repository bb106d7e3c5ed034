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
 * The private form of {@link Instance}.
 *
 * @param kind {@code incus} or {@code lxd}
 * @param instance name, or {@code remote:name}
 * @param project that it belongs to, or null for the current one
 * @param uid the account in the instance, or -1 for root
 * @param gid its group, or -1 for that of root
 * @param workdir the working directory there, or null for the home of root; the root directory if it does not exist
 * @param environment further variables there
 * @param binary the client to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
record InstanceForm(
        String kind,
        String instance,
        String project,
        int uid,
        int gid,
        String workdir,
        Map<String, String> environment,
        String binary,
        String java,
        Duration timeout)
        implements Instance, CommandMethod {
    /** Checks what the client would take for something else. */
    InstanceForm {
        Objects.requireNonNull(kind, "kind");
        Names.check("name of an instance", Objects.requireNonNull(instance, "instance"));
        Names.check("name of a project", project);
        Names.number("uid", uid);
        Names.number("gid", gid);
        Names.check("working directory", workdir);
        environment = Names.environment(environment);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
    }

    static Instance of(String kind, String binary, String instance) {
        return new InstanceForm(
                kind, instance, null, -1, -1, null, Map.of(), binary, null, CommandMethod.DEFAULT_TIMEOUT);
    }

    @Override
    public boolean leadsAway() {
        return true;
    }

    @Override
    public String label() {
        return kind + ":" + instance;
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary, "exec", "--mode=non-interactive")
                .joined("--project", project)
                .joined("--user", uid < 0 ? null : String.valueOf(uid))
                .joined("--group", gid < 0 ? null : String.valueOf(gid))
                .joined("--cwd", workdir)
                .environment("--env", environment)
                .add(instance, "--")
                .shell("sh", script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
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
                                "there is no instance " + instance,
                                "Check its name, remote and project. To list all: " + binary + " list"),
                said("is not running", "is frozen")
                        .means(
                                Reason.NOT_RUNNING,
                                "the instance " + instance + " is not running",
                                "Start it: " + binary + " start " + instance),
                said("Get \"http", "dial unix", "dial tcp", "appear to be started")
                        .means(
                                Reason.UNREACHABLE,
                                "the engine of " + binary + " does not answer",
                                "Check that it runs: " + binary + " info"),
                Cause.noShell(instance, "Command not found", "exec: \"sh\""));
    }
}
