package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import mitogen.methods.CommandMethod;

/**
 * A running container of a Kubernetes pod, through the user's own {@code kubectl exec}. The cluster decides about the
 * account and the working directory.
 */
public sealed interface Kubectl extends ProcessMethod<Kubectl> permits KubectlForm {
    /**
     * {@return the method for a pod, by its name, or by kind and name: {@code deployment/web} is any of its pods} Everything else is
     * as in the configuration.
     *
     * @param pod the pod
     */
    static Kubectl kubectl(String pod) {
        return new KubectlForm(
                pod, null, null, null, null, "kubectl", null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return this method with one of the pod's containers}
     *
     * @param name the container
     */
    default Kubectl withContainer(String name) {
        return with(this, "container", name);
    }

    /**
     * {@return this method with the namespace of the pod}
     *
     * @param name the namespace
     */
    default Kubectl withNamespace(String name) {
        return with(this, "namespace", name);
    }

    /**
     * {@return this method with a context of the configuration}
     *
     * @param name the context
     */
    default Kubectl withContext(String name) {
        return with(this, "context", name);
    }

    /**
     * {@return this method with another configuration, by its path on the machine where kubectl runs}
     *
     * @param path the file
     */
    default Kubectl withKubeconfig(String path) {
        return with(this, "kubeconfig", path);
    }

    /**
     * {@return this method with another kubectl, by name or path}
     *
     * @param command its name, or its path
     */
    default Kubectl withBinary(String command) {
        return with(this, "binary", command);
    }
}
