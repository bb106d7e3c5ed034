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
 * The private form of {@link Nspawn}.
 *
 * @param machine name of a running machine, or null
 * @param directory a root directory, or null; one of the two is given
 * @param user the account in there, or null for root
 * @param workdir the working directory there, or null for the home or the root
 * @param environment further variables there; other accounts may see them in the process list
 * @param options further options of the tool, such as {@code --bind-ro=/usr} or {@code --private-network}
 * @param binary the tool to run, or null for the one that it takes
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record NspawnForm(
        String machine,
        String directory,
        String user,
        String workdir,
        Map<String, String> environment,
        List<String> options,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Nspawn, CommandMethod {
    /** Checks what tool would take for something else. */
    NspawnForm {
        Names.check("name of a machine", machine);
        Names.check("directory", directory);
        Names.check("user name", user);
        Names.check("working directory", workdir);
        environment = Names.environment(environment);
        options = Names.options(options);
        Names.check("command", binary);
        if ((machine == null) == (directory == null)) {
            throw new IllegalArgumentException("either a machine or a root directory is to be given");
        }
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
    }

    @Override
    public String label() {
        return "nspawn:" + (machine != null ? machine : directory);
    }

    private String tool() {
        return binary != null ? binary : machine != null ? "systemd-run" : "systemd-nspawn";
    }

    @Override
    public List<String> command(String script) {
        if (machine != null) {
            return new CommandLine(tool(), "--quiet", "--pipe", "--wait", "--collect", "--machine=" + machine)
                    .joined("--uid", user)
                    .joined("--working-directory", workdir)
                    .environment("--setenv", environment)
                    .words(options)
                    .add("--")
                    .shell("/bin/sh", script);
        }
        // Not registered, as there may be nothing to register with; and behind an init, which the context is not.
        return new CommandLine(tool(), "--quiet", "--pipe", "--register=no", "--keep-unit", "--as-pid2")
                .add("--directory=" + directory)
                .joined("--user", user)
                .joined("--chdir", workdir)
                .environment("--setenv", environment)
                .words(options)
                .add("--")
                .shell("/bin/sh", script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return Cause.first(
                failure,
                said("Need to be root", "Access denied", "authentication required", "ermission denied")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not enter machines",
                                "Connect through sudo first."),
                said("No machine '")
                        .means(
                                Reason.NOT_RUNNING,
                                "there is no running machine " + machine,
                                "Those that there are: machinectl list. Start it: machinectl start " + machine),
                said("Host is down", "Failed to connect to bus", "Failed to create bus connection")
                        .means(
                                Reason.UNREACHABLE,
                                "systemd does not answer, or is not what runs this machine",
                                "Without it there are root directories only, as in nspawn:/srv/root."),
                said("Failed to resolve path", "doesn't look like it has an OS tree", "Failed to open OS tree")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no root file system at " + directory,
                                "systemd-nspawn wants a directory with at least a /usr in it."),
                said("Failed to resolve user", "Failed to change to specified working directory")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no such account or working directory in there",
                                "Look into its /etc/passwd."),
                Cause.noShell(machine != null ? machine : directory, "execv(/bin/sh", "/bin/sh) failed"));
    }
}
