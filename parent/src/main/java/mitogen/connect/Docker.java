package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;

/**
 * A running container of Docker, through the user's own {@code docker exec}. What goes by that name but is Podman's is
 * understood too.
 *
 * @param container name or identifier
 * @param user the account in the container, {@code name[:group]} or numbers, or null for the image's
 * @param workdir the working directory there, or null for the image's
 * @param environment further variables there; other accounts may see them in the process list
 * @param context of the docker client, or null
 * @param host where the engine listens, such as {@code ssh://web1} or {@code unix:///run/docker.sock}, or null for what the context or the environment says
 * @param binary the docker client to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
public record Docker(
        String container,
        String user,
        String workdir,
        Map<String, String> environment,
        String context,
        String host,
        String binary,
        String java,
        Duration timeout)
        implements CommandMethod {
    /** Checks what docker would take for something else. */
    public Docker {
        Names.check("name of a container", Objects.requireNonNull(container, "container"));
        Names.check("user name", user);
        Names.check("working directory", workdir);
        environment = Names.environment(environment);
        Names.check("name of a context", context);
        Names.check("URL", host);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
    }

    /** A container, everything else as the image and the user's configuration have it. */
    public static Docker docker(String container) {
        return new Docker(container, null, null, Map.of(), null, null, "docker", null, DEFAULT_TIMEOUT);
    }

    /** With an account in the container. */
    public Docker withUser(String name) {
        return new Docker(container, name, workdir, environment, context, host, binary, java, timeout);
    }

    /** With a working directory there. */
    public Docker withWorkdir(String path) {
        return new Docker(container, user, path, environment, context, host, binary, java, timeout);
    }

    /** With one more variable of the environment there. */
    public Docker withEnvironment(String name, String value) {
        return new Docker(
                container, user, workdir, Names.and(environment, name, value), context, host, binary, java, timeout);
    }

    /** With a context of the docker client. */
    public Docker withContext(String name) {
        return new Docker(container, user, workdir, environment, name, host, binary, java, timeout);
    }

    /** With the place where the engine listens. */
    public Docker withHost(String address) {
        return new Docker(container, user, workdir, environment, context, address, binary, java, timeout);
    }

    /** With another docker, by name or path. */
    public Docker withBinary(String command) {
        return new Docker(container, user, workdir, environment, context, host, command, java, timeout);
    }

    @Override
    public Docker withJava(String path) {
        return new Docker(container, user, workdir, environment, context, host, binary, path, timeout);
    }

    @Override
    public Docker withTimeout(Duration limit) {
        return new Docker(container, user, workdir, environment, context, host, binary, java, limit);
    }

    @Override
    public boolean leadsAway() {
        return true;
    }

    @Override
    public String label() {
        return "docker:" + container;
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary)
                .option("--context", context)
                .option("--host", host)
                .add("exec", "--interactive")
                .option("--user", user)
                .option("--workdir", workdir)
                .environment("--env", environment)
                .add(container)
                .shell("sh", script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return Cause.first(
                failure,
                said("context not found")
                        .means(
                                Reason.NOT_FOUND,
                                "docker has no context " + context,
                                "List them with: " + binary + " context ls"),
                said("permission denied while trying to connect", "connect: permission denied")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not use the engine's socket",
                                "Connect through sudo first, or add the account to the group that owns the socket"
                                        + " (usually docker), which is as good as making it root."),
                said("Cannot connect to", "error during connect", "failed to connect to", "unable to connect to")
                        .means(
                                Reason.UNREACHABLE,
                                "the engine of " + binary + " does not answer",
                                "Check that it runs, and the host or context that is asked: " + binary + " info"),
                Oci.notFound(binary, container),
                Oci.notRunning(binary, container),
                Oci.noShell(container),
                Oci.noUser(user, container),
                Oci.noWorkdir(workdir, container));
    }
}
