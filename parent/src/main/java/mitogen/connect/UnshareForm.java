package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.connect.Namespaces.Kind;
import mitogen.connect.Namespaces.Own;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Own}.
 *
 * @param namespaces that are not shared any more
 * @param directory that becomes the root, or null for the same root
 * @param workdir the working directory, or null for the same, or the root
 * @param root whether the account becomes root in a user namespace of its own, which needs no rights where the kernel allows it
 * @param binary the unshare to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record UnshareForm(
        Set<Kind> namespaces,
        String directory,
        String workdir,
        boolean root,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Own, CommandMethod {
    /** Checks what unshare would take for something else. */
    UnshareForm {
        namespaces = Set.copyOf(namespaces);
        Names.check("directory", directory);
        Names.check("working directory", workdir);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
    }

    @Override
    public String label() {
        return "unshare" + (directory == null ? "" : ":" + directory);
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("LANGUAGE", "C");
    }

    @Override
    public List<String> command(String script) {
        boolean processes = namespaces.contains(Kind.PID);
        CommandLine command = new CommandLine(binary);
        for (Kind each : Kind.values()) {
            command.flag(namespaces.contains(each), each.option());
        }
        // The new process is a child of unshare then, which alone is what the context that connects can kill.
        return command.flag(processes, "--fork")
                .flag(processes, "--kill-child")
                .flag(processes, "--mount-proc")
                .flag(root, "--map-root-user")
                .joined("--root", directory)
                .joined("--wd", workdir)
                .add("--")
                .shell("/bin/sh", Shell.inOwnLanguage(variables(), script));
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return Cause.first(
                failure,
                said("peration not permitted", "ermission denied")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not make namespaces",
                                "Connect through sudo first, or become root of a user namespace (asRoot), if the kernel"
                                        + " allows that."),
                said("cannot change root directory")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no directory " + directory + " to change to",
                                "Check its path, on the machine that the context that connects runs on."),
                said("mount /proc failed: No such file")
                        .means(
                                Reason.NOT_FOUND,
                                directory + " has no directory /proc",
                                "Make an empty one; the file system is mounted there for as long as the context is."),
                said("cannot chdir")
                        .means(
                                Reason.NOT_FOUND,
                                "the working directory " + workdir + " cannot be entered",
                                "Check its path, as it is in the new root."),
                Cause.noShell(directory == null ? "the root directory" : directory, "failed to execute"));
    }
}
