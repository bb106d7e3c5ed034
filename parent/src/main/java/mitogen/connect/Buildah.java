package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;

/**
 * A working container of Buildah, through {@code buildah run}: each context is started in it, no process of its own has
 * to run.
 *
 * @param container name or identifier, as {@code buildah from} printed it
 * @param user the account in the container, {@code name[:group]} or numbers, or null for the image's
 * @param workdir the working directory there, or null for the image's
 * @param environment further variables there; other accounts may see them in the process list
 * @param options further options of {@code buildah run}, such as {@code --volume=/usr:/usr:ro} or {@code --network=none}
 * @param binary the buildah to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
public record Buildah(
        String container,
        String user,
        String workdir,
        Map<String, String> environment,
        List<String> options,
        String binary,
        String java,
        Duration timeout)
        implements CommandMethod {
    /** Checks what buildah would take for something else. */
    public Buildah {
        Names.check("name of a container", Objects.requireNonNull(container, "container"));
        Names.check("user name", user);
        Names.check("working directory", workdir);
        environment = Names.environment(environment);
        options = Names.options(options);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
    }

    /** A container, everything else as the image has it. */
    public static Buildah buildah(String container) {
        return new Buildah(container, null, null, Map.of(), List.of(), "buildah", null, DEFAULT_TIMEOUT);
    }

    /** With an account in the container. */
    public Buildah withUser(String name) {
        return new Buildah(container, name, workdir, environment, options, binary, java, timeout);
    }

    /** With a working directory there. */
    public Buildah withWorkdir(String path) {
        return new Buildah(container, user, path, environment, options, binary, java, timeout);
    }

    /** With one more variable of the environment there. */
    public Buildah withEnvironment(String name, String value) {
        return new Buildah(
                container, user, workdir, Names.and(environment, name, value), options, binary, java, timeout);
    }

    /** With one more option of {@code buildah run}, as one word. */
    public Buildah withOption(String option) {
        return new Buildah(container, user, workdir, environment, Names.and(options, option), binary, java, timeout);
    }

    /** With another buildah, by name or path. */
    public Buildah withBinary(String command) {
        return new Buildah(container, user, workdir, environment, options, command, java, timeout);
    }

    @Override
    public Buildah withJava(String path) {
        return new Buildah(container, user, workdir, environment, options, binary, path, timeout);
    }

    @Override
    public Buildah withTimeout(Duration limit) {
        return new Buildah(container, user, workdir, environment, options, binary, java, limit);
    }

    @Override
    public String label() {
        return "buildah:" + container;
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary, "run")
                .option("--user", user)
                .option("--workingdir", workdir)
                .environment("--env", environment)
                .words(options)
                .add(container, "--")
                .shell("sh", script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return Cause.first(
                failure,
                said("container not known")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no working container " + container,
                                "Check its name; those of the account that connects: " + binary + " containers"),
                Oci.noShell(container),
                Oci.noUser(user, container));
    }
}
