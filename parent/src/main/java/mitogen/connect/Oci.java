package mitogen.connect;

import static mitogen.connect.Cause.said;

import mitogen.ConnectFailedException.Reason;

/** What engines of OCI containers say, which is mostly what their common parts say: containerd, runc, crun. */
final class Oci {
    private Oci() {}

    static Cause notFound(String binary, String container) {
        return said("No such container", "no such container", "container not known")
                .means(
                        Reason.NOT_FOUND,
                        "there is no container " + container,
                        "Check its name. To list all: " + binary + " ps --all");
    }

    static Cause notRunning(String binary, String container) {
        return said("is not running", "container state improper", "is paused", "is restarting")
                .means(
                        Reason.NOT_RUNNING,
                        "the container " + container + " is not running",
                        "Start it: " + binary + " start " + container);
    }

    static Cause noShell(String container) {
        return Cause.noShell("the container " + container, "exec: \"sh\"", "exec: \\\"sh\\\"", "executable file `sh`");
    }

    static Cause noUser(String user, String container) {
        return said("unable to find user", "unknown user error", "no matching entries in passwd file")
                .means(
                        Reason.NOT_FOUND,
                        "there is no account " + user + " in the container " + container,
                        "Look into its /etc/passwd, or give the number.");
    }

    static Cause noWorkdir(String workdir, String container) {
        return said("chdir to cwd")
                .means(
                        Reason.NOT_FOUND,
                        "the working directory " + workdir + " cannot be entered in the container " + container,
                        "Create it there, or name another.");
    }
}
