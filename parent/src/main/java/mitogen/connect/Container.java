package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

/**
 * A container of Docker, Podman or Buildah, through the user's own {@code docker exec}, {@code podman exec} or {@code
 * buildah run}. Docker and Podman enter a running container. Podman and Buildah see only the containers of the account that
 * connects: for containers of root, connect through sudo first.
 */
public sealed interface Container extends ProcessMethod<Container> permits ContainerForm {
    /**
     * {@return a running container of Docker, by name or identifier} Everything else is as in the image and in the user's
     * configuration.
     *
     * @param container its name or identifier
     */
    static Container docker(String container) {
        return ContainerForm.of(ContainerForm.Tool.DOCKER, container);
    }

    /**
     * {@return a running container of Podman, by name or identifier} Everything else is as in the image.
     *
     * @param container its name or identifier
     */
    static Container podman(String container) {
        return ContainerForm.of(ContainerForm.Tool.PODMAN, container);
    }

    /**
     * {@return a working container of Buildah, as {@code buildah from} printed it} No process has to run in it.
     *
     * @param container its name or identifier
     */
    static Container buildah(String container) {
        return ContainerForm.of(ContainerForm.Tool.BUILDAH, container);
    }

    /**
     * {@return this method with an account in the container: {@code name[:group]} or numbers}
     *
     * @param name the name of the account
     */
    default Container withUser(String name) {
        return with(this, "user", name);
    }

    /**
     * {@return this method with a working directory in the container}
     *
     * @param path the directory, by its path there
     */
    default Container withWorkdir(String path) {
        return with(this, "workdir", path);
    }

    /**
     * {@return this method with one more environment variable there; other accounts may see it in the process list}
     *
     * @param name the name of the variable
     * @param value its value
     */
    default Container withEnvironment(String name, String value) {
        return plus(this, "environment", name, value);
    }

    /**
     * {@return this method with an engine at this address: {@code ssh://web1} or {@code unix:///run/docker.sock}} It is
     * the {@code --host} of docker, and the {@code --url} of podman.
     *
     * @param address where the engine listens
     * @throws IllegalArgumentException for buildah, which has no engine
     */
    default Container withEngine(String address) {
        return with(this, "engine", address);
    }

    /**
     * {@return this method with an engine that the tool knows by this name: a context of docker, a {@code system
     * connection} of podman}
     *
     * @param name the name that the tool knows
     * @throws IllegalArgumentException for buildah, which has no engine
     */
    default Container withConnection(String name) {
        return with(this, "connection", name);
    }

    /**
     * {@return this method with one more option, as one word, of {@code docker exec}, {@code podman exec} or {@code
     * buildah run}: {@code --privileged}, {@code --volume=/usr:/usr:ro}}
     *
     * @param option the option, not empty
     */
    default Container withOption(String option) {
        return plus(this, "options", option);
    }

    /**
     * {@return this method with another command than {@code docker}, {@code podman} or {@code buildah}, by name or
     * path}
     *
     * @param command its name, or its path
     */
    default Container withBinary(String command) {
        return with(this, "binary", command);
    }
}
