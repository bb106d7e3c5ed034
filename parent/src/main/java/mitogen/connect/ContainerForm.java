package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Container}.
 *
 * @param tool whose container it is
 * @param container name or identifier
 * @param user the account in the container, {@code name[:group]} or numbers, or null for the image's
 * @param workdir the working directory there, or null for the image's
 * @param environment further variables there
 * @param engine where the engine listens, or null for what the tool decides
 * @param connection the name by which the tool knows the engine, or null
 * @param options further options of the command that enters the container
 * @param binary the command to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record ContainerForm(
        Tool tool,
        String container,
        String user,
        String workdir,
        Map<String, String> environment,
        String engine,
        String connection,
        List<String> options,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Container, CommandMethod {
    /** What the three differ in. */
    enum Tool {
        /** What goes by that name but is Podman's is understood too. */
        DOCKER("--host", "--context", "--workdir"),
        PODMAN("--url", "--connection", "--workdir"),
        BUILDAH(null, null, "--workingdir");

        private final String engine;
        private final String connection;
        private final String workdir;

        Tool(String engine, String connection, String workdir) {
            this.engine = engine;
            this.connection = connection;
            this.workdir = workdir;
        }

        String command() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks what the tool would take for something else. */
    ContainerForm {
        Names.check("name of a container", Objects.requireNonNull(container, "container"));
        Names.check("user name", user);
        Names.check("working directory", workdir);
        environment = Names.environment(environment);
        Names.check("URL", engine);
        Names.check("name of a connection", connection);
        if (tool == Tool.BUILDAH && (engine != null || connection != null)) {
            throw new IllegalArgumentException("buildah has no engine that could be elsewhere");
        }
        options = Names.options(options);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
    }

    static Container of(Tool tool, String container) {
        return new ContainerForm(
                tool,
                container,
                null,
                null,
                Map.of(),
                null,
                null,
                List.of(),
                tool.command(),
                null,
                CommandMethod.DEFAULT_TIMEOUT,
                Duration.ZERO);
    }

    /** Only a client leads to an engine; buildah itself is what the context runs below. */
    @Override
    public boolean leadsAway() {
        return tool != Tool.BUILDAH;
    }

    @Override
    public String label() {
        return tool.command() + ":" + container;
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary)
                .option(tool.connection, connection)
                .option(tool.engine, engine)
                .words(tool == Tool.BUILDAH ? List.of("run") : List.of("exec", "--interactive"))
                .option("--user", user)
                .option(tool.workdir, workdir)
                .environment("--env", environment)
                .words(options)
                .words(tool == Tool.BUILDAH ? List.of(container, "--") : List.of(container))
                .shell("sh", script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        List<Cause> causes = new ArrayList<>(
                switch (tool) {
                    case DOCKER -> docker();
                    case PODMAN -> podman();
                    case BUILDAH -> buildah();
                });
        if (tool != Tool.BUILDAH) {
            causes.addAll(List.of(Oci.notFound(binary, container), Oci.notRunning(binary, container)));
        }
        causes.addAll(List.of(Oci.noShell(container), Oci.noUser(user, container)));
        if (tool != Tool.BUILDAH) {
            causes.add(Oci.noWorkdir(workdir, container));
        }
        return Cause.first(failure, causes.toArray(new Cause[0]));
    }

    private List<Cause> docker() {
        return List.of(
                said("context not found")
                        .means(
                                Reason.NOT_FOUND,
                                "docker has no context " + connection,
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
                                "Check that it runs, and the host or context that is asked: " + binary + " info"));
    }

    private static List<Cause> podman() {
        return List.of(
                said("connect: permission denied")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not use the socket of the podman service",
                                "Connect as the account that the service runs under, through sudo if need be."),
                said("Cannot connect to Podman", "unable to connect to Podman", "failed to connect")
                        .means(
                                Reason.UNREACHABLE,
                                "the podman service does not answer",
                                "Check that it runs, and the url or connection: podman system connection list"));
    }

    private List<Cause> buildah() {
        return List.of(said("container not known")
                .means(
                        Reason.NOT_FOUND,
                        "there is no working container " + container,
                        "Check its name; those of the account that connects: " + binary + " containers"));
    }
}
