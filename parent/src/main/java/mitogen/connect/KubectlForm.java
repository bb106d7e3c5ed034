package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Kubectl}.
 *
 * @param pod name, or kind and name: {@code deployment/web} for any pod of that
 * @param container one of the pod's containers, or null for its default
 * @param namespace of the pod, or null for that of the context
 * @param context of the kubectl configuration, or null for the current one
 * @param kubeconfig path of a configuration instead of the user's, or null
 * @param binary the kubectl to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record KubectlForm(
        String pod,
        String container,
        String namespace,
        String context,
        String kubeconfig,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Kubectl, CommandMethod {
    /** Checks what kubectl would take for something else. */
    KubectlForm {
        Names.check("name of a pod", Objects.requireNonNull(pod, "pod"));
        Names.check("name of a container", container);
        Names.check("name of a namespace", namespace);
        Names.check("name of a context", context);
        Names.check("file", kubeconfig);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
    }

    @Override
    public boolean leadsAway() {
        return true;
    }

    @Override
    public String label() {
        return "kubectl:" + pod + (container == null ? "" : "." + container);
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary)
                .joined("--kubeconfig", kubeconfig)
                .joined("--context", context)
                .joined("--namespace", namespace)
                .add("exec", "--stdin")
                .joined("--container", container)
                .add(pod, "--")
                .shell("sh", script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return Cause.first(
                failure,
                said("You must be logged in", "Unauthorized")
                        .means(
                                Reason.NOT_LET_IN,
                                "the cluster did not accept our credentials",
                                "Log in anew, or check the user of the context: kubectl auth whoami"),
                said("(Forbidden)")
                        .means(
                                Reason.NO_PERMISSION,
                                "we may not run commands in this pod",
                                "Ask for the right to create pods/exec: kubectl auth can-i create pods/exec"),
                said("does not exist", "context was not found")
                        .means(
                                Reason.NOT_FOUND,
                                "kubectl has no context " + context,
                                "List them with: kubectl config get-contexts"),
                said("(NotFound)")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no such pod or namespace: " + pod
                                        + (namespace == null ? "" : " in " + namespace),
                                "Check their names: kubectl get pods --all-namespaces"),
                said("is not valid for pod", "container not found")
                        .means(
                                Reason.NOT_FOUND,
                                "the pod " + pod + " has no running container " + container,
                                "Check its name and state: kubectl describe pod " + pod),
                said("completed pod", "is not running", "not created or running", "does not have a host assigned")
                        .means(
                                Reason.NOT_RUNNING,
                                "the pod " + pod + " is not running",
                                "Look why: kubectl describe pod " + pod),
                said("Unable to connect to the server", "was refused - did you specify", "no such host")
                        .means(
                                Reason.UNREACHABLE,
                                "the server of the cluster does not answer",
                                "Check the context and the way to the server: kubectl cluster-info"),
                Oci.noShell(container == null ? pod : container));
    }
}
