package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.util.List;
import java.util.Map;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;

/** What the clients of LXD and of Incus, which came from it, have in common: nearly everything. */
final class Instances {
    private Instances() {}

    static List<String> command(
            String binary,
            String instance,
            String project,
            int uid,
            int gid,
            String workdir,
            Map<String, String> environment,
            String script) {
        return new CommandLine(binary, "exec", "--mode=non-interactive")
                .joined("--project", project)
                .joined("--user", uid < 0 ? null : String.valueOf(uid))
                .joined("--group", gid < 0 ? null : String.valueOf(gid))
                .joined("--cwd", workdir)
                .environment("--env", environment)
                .add(instance, "--")
                .shell("sh", script);
    }

    static ConnectFailedException diagnose(ConnectFailure failure, String binary, String instance) {
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
                                "Check its name, remote and project; those that there are: " + binary + " list"),
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
