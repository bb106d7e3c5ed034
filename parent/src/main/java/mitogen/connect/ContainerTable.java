package mitogen.connect;

import static mitogen.connect.MethodTable.other;
import static mitogen.connect.Syntax.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The part of {@link MethodTable} for containers, jails, root directories and namespaces. */
final class ContainerTable {
    static final List<Syntax<?>> ALL = List.of(
            command(Syntax.of("docker", Docker.class, Docker::docker, Docker::container))
                    .text("user", Docker::withUser, Docker::user)
                    .text("workdir", Docker::withWorkdir, Docker::workdir)
                    .variables("env", Docker::withEnvironment, Docker::environment)
                    .text("context", Docker::withContext, Docker::context)
                    .text("host", Docker::withHost, Docker::host)
                    .text("binary", Docker::withBinary, method -> other("docker", method.binary())),
            command(Syntax.of("podman", Podman.class, Podman::podman, Podman::container))
                    .text("user", Podman::withUser, Podman::user)
                    .text("workdir", Podman::withWorkdir, Podman::workdir)
                    .variables("env", Podman::withEnvironment, Podman::environment)
                    .text("connection", Podman::withConnection, Podman::connection)
                    .text("url", Podman::withUrl, Podman::url)
                    .text("binary", Podman::withBinary, method -> other("podman", method.binary())),
            command(Syntax.of("buildah", Buildah.class, Buildah::buildah, Buildah::container))
                    .text("user", Buildah::withUser, Buildah::user)
                    .text("workdir", Buildah::withWorkdir, Buildah::workdir)
                    .variables("env", Buildah::withEnvironment, Buildah::environment)
                    .texts("o", Buildah::withOption, Buildah::options)
                    .text("binary", Buildah::withBinary, method -> other("buildah", method.binary())),
            command(Syntax.of("kubectl", Kubectl.class, Kubectl::kubectl, Kubectl::pod))
                    .text("container", Kubectl::withContainer, Kubectl::container)
                    .text("namespace", Kubectl::withNamespace, Kubectl::namespace)
                    .text("context", Kubectl::withContext, Kubectl::context)
                    .text("kubeconfig", Kubectl::withKubeconfig, Kubectl::kubeconfig)
                    .text("binary", Kubectl::withBinary, method -> other("kubectl", method.binary())),
            command(Syntax.of("lxc", Lxc.class, Lxc::lxc, Lxc::container))
                    .text("directory", Lxc::withDirectory, Lxc::directory)
                    .text(
                            "user",
                            (method, text) -> user(text, method::withUser),
                            method -> user(method.uid(), method.gid()))
                    .variables("env", Lxc::withEnvironment, Lxc::environment)
                    .text("binary", Lxc::withBinary, method -> other("lxc-attach", method.binary())),
            command(Syntax.of("lxd", Lxd.class, Lxd::lxd, Lxd::instance))
                    .text("project", Lxd::withProject, Lxd::project)
                    .text(
                            "user",
                            (method, text) -> user(text, method::withUser),
                            method -> user(method.uid(), method.gid()))
                    .text("workdir", Lxd::withWorkdir, Lxd::workdir)
                    .variables("env", Lxd::withEnvironment, Lxd::environment)
                    .text("binary", Lxd::withBinary, method -> other("lxc", method.binary())),
            command(Syntax.of("incus", Incus.class, Incus::incus, Incus::instance))
                    .text("project", Incus::withProject, Incus::project)
                    .text(
                            "user",
                            (method, text) -> user(text, method::withUser),
                            method -> user(method.uid(), method.gid()))
                    .text("workdir", Incus::withWorkdir, Incus::workdir)
                    .variables("env", Incus::withEnvironment, Incus::environment)
                    .text("binary", Incus::withBinary, method -> other("incus", method.binary())),
            command(Syntax.of("jail", Jail.class, Jail::jail, Jail::jail))
                    .text("user", Jail::withUser, Jail::user)
                    .flag("clean", Jail::withCleanEnvironment, Jail::clean)
                    .text("binary", Jail::withBinary, method -> other("jexec", method.binary())),
            command(Syntax.of(
                            "nspawn",
                            Nspawn.class,
                            place -> place.contains("/") ? Nspawn.directory(place) : Nspawn.machine(place),
                            method -> method.machine() != null ? method.machine() : method.directory()))
                    .text("user", Nspawn::withUser, Nspawn::user)
                    .text("workdir", Nspawn::withWorkdir, Nspawn::workdir)
                    .variables("env", Nspawn::withEnvironment, Nspawn::environment)
                    .texts("o", Nspawn::withOption, Nspawn::options)
                    .text("binary", Nspawn::withBinary, Nspawn::binary),
            command(Syntax.of("setns", Setns.class, ContainerTable::setns, ContainerTable::target))
                    .text(
                            "ns",
                            (method, text) -> method.withNamespaces(namespaces(text)),
                            method -> ns(method.namespaces()))
                    .text(
                            "user",
                            (method, text) -> user(text, method::withUser),
                            method -> user(method.uid(), method.gid()))
                    .text("binary", Setns::withBinary, method -> other("nsenter", method.binary())),
            command(Syntax.of("chroot", Chroot.class, Chroot::chroot, Chroot::directory))
                    .text("user", Chroot::withUser, Chroot::user)
                    .text("binary", Chroot::withBinary, method -> other("chroot", method.binary())),
            command(Syntax.of(
                            "unshare",
                            Unshare.class,
                            text -> Unshare.unshare(namespaces(text)),
                            method -> ns(method.namespaces())))
                    .text("root", Unshare::withDirectory, Unshare::directory)
                    .text("workdir", Unshare::withWorkdir, Unshare::workdir)
                    .flag("asroot", Unshare::asRoot, Unshare::root)
                    .text("binary", Unshare::withBinary, method -> other("unshare", method.binary())));

    private ContainerTable() {}

    /** {@code UID} or {@code UID:GID}. */
    private static <M> M user(String text, BiFunction<Integer, Integer, M> set) {
        if (!text.matches("[0-9]{1,9}(:[0-9]{1,9})?")) {
            throw new IllegalArgumentException("'" + text + "' is not a number, or two as in 1000:1000");
        }
        int colon = text.indexOf(':');
        return colon < 0
                ? set.apply(Integer.valueOf(text), -1)
                : set.apply(Integer.valueOf(text.substring(0, colon)), Integer.valueOf(text.substring(colon + 1)));
    }

    private static String user(int uid, int gid) {
        return uid < 0 ? null : gid < 0 ? String.valueOf(uid) : uid + ":" + gid;
    }

    /** Names with a plus sign in between, as in {@code mount+pid}. */
    private static Namespace[] namespaces(String text) {
        return Arrays.stream(text.split("\\+", -1))
                .map(name -> named(Namespace.values(), name))
                .toArray(Namespace[]::new);
    }

    private static String ns(Set<Namespace> namespaces) {
        return namespaces.size() == Namespace.values().length
                ? null
                : namespaces.stream().sorted().map(ContainerTable::word).collect(Collectors.joining("+"));
    }

    /** {@code PID} or {@code ENGINE:CONTAINER}. */
    private static Setns setns(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? Setns.process(Long.parseLong(text.matches("[0-9]{1,18}") ? text : "0"))
                : Setns.container(named(Setns.Engine.values(), text.substring(0, colon)), text.substring(colon + 1));
    }

    private static String target(Setns method) {
        return method.engine() == null ? method.target() : word(method.engine()) + ":" + method.target();
    }

    private static <E extends Enum<E>> E named(E[] all, String name) {
        for (E each : all) {
            if (word(each).equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is none of "
                + Arrays.stream(all).map(ContainerTable::word).collect(Collectors.joining(", ")));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
