package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;

/**
 * A running container of Podman, through {@code podman exec}: of the account that connects, so for containers of root
 * connect through sudo first.
 *
 * @param container name or identifier
 * @param user the account in the container, {@code name[:group]} or numbers, or null for the image's
 * @param workdir the working directory there, or null for the image's
 * @param environment further variables there; other accounts may see them in the process list
 * @param connection one of {@code podman system connection}, or null
 * @param url where a podman service listens, such as {@code unix:///run/podman/podman.sock}, or null for none
 * @param binary the podman to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
public record Podman(
        String container,
        String user,
        String workdir,
        Map<String, String> environment,
        String connection,
        String url,
        String binary,
        String java,
        Duration timeout)
        implements CommandMethod {
    /** Checks what podman would take for something else. */
    public Podman {
        Names.check("name of a container", Objects.requireNonNull(container, "container"));
        Names.check("user name", user);
        Names.check("working directory", workdir);
        environment = Names.environment(environment);
        Names.check("name of a connection", connection);
        Names.check("URL", url);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
    }

    /** A container, everything else as the image has it. */
    public static Podman podman(String container) {
        return new Podman(container, null, null, Map.of(), null, null, "podman", null, DEFAULT_TIMEOUT);
    }

    /** With an account in the container. */
    public Podman withUser(String name) {
        return new Podman(container, name, workdir, environment, connection, url, binary, java, timeout);
    }

    /** With a working directory there. */
    public Podman withWorkdir(String path) {
        return new Podman(container, user, path, environment, connection, url, binary, java, timeout);
    }

    /** With one more variable of the environment there. */
    public Podman withEnvironment(String name, String value) {
        return new Podman(
                container, user, workdir, Names.and(environment, name, value), connection, url, binary, java, timeout);
    }

    /** With a connection to a podman service, by its name. */
    public Podman withConnection(String name) {
        return new Podman(container, user, workdir, environment, name, url, binary, java, timeout);
    }

    /** With the place where a podman service listens. */
    public Podman withUrl(String address) {
        return new Podman(container, user, workdir, environment, connection, address, binary, java, timeout);
    }

    /** With another podman, by name or path. */
    public Podman withBinary(String command) {
        return new Podman(container, user, workdir, environment, connection, url, command, java, timeout);
    }

    @Override
    public Podman withJava(String path) {
        return new Podman(container, user, workdir, environment, connection, url, binary, path, timeout);
    }

    @Override
    public Podman withTimeout(Duration limit) {
        return new Podman(container, user, workdir, environment, connection, url, binary, java, limit);
    }

    @Override
    public boolean leadsAway() {
        return true;
    }

    @Override
    public String label() {
        return "podman:" + container;
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary)
                .option("--connection", connection)
                .option("--url", url)
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
                said("connect: permission denied")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not use the socket of the podman service",
                                "Connect as the account that the service runs under, through sudo if need be."),
                said("Cannot connect to Podman", "unable to connect to Podman", "failed to connect")
                        .means(
                                Reason.UNREACHABLE,
                                "the podman service does not answer",
                                "Check that it runs, and the url or connection: podman system connection list"),
                Oci.notFound(binary, container),
                Oci.notRunning(binary, container),
                Oci.noShell(container),
                Oci.noUser(user, container),
                Oci.noWorkdir(workdir, container));
    }
}
