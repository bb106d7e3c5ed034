package mitogen.connect;

import static mitogen.connect.Syntax.command;
import static mitogen.connect.Syntax.other;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import mitogen.connect.ContainerForm.Tool;
import mitogen.connect.Namespaces.Engine;
import mitogen.connect.Namespaces.Entered;
import mitogen.connect.Namespaces.Kind;
import mitogen.connect.Namespaces.Own;

/** The part of {@link MethodTable} for containers, jails, root directories and namespaces. */
final class ContainerTable {
    static final List<Syntax<?, ?>> ALL = List.of(
            container(Tool.DOCKER, Container::docker, "context", "host"),
            container(Tool.PODMAN, Container::podman, "connection", "url"),
            container(Tool.BUILDAH, Container::buildah, null, null),
            command(Syntax.<Kubectl, KubectlForm>of("kubectl", KubectlForm.class, Kubectl::kubectl, KubectlForm::pod))
                    .text("container", Kubectl::withContainer, KubectlForm::container)
                    .text("namespace", Kubectl::withNamespace, KubectlForm::namespace)
                    .text("context", Kubectl::withContext, KubectlForm::context)
                    .text("kubeconfig", Kubectl::withKubeconfig, KubectlForm::kubeconfig)
                    .text("binary", Kubectl::withBinary, method -> other("kubectl", method.binary())),
            lxc(LxcForm.Tool.LXC, Lxc::lxc),
            lxc(LxcForm.Tool.LXD, Lxc::lxd),
            lxc(LxcForm.Tool.INCUS, Lxc::incus),
            command(Syntax.<Jail, JailForm>of("jail", JailForm.class, Jail::jail, JailForm::jail))
                    .text("user", Jail::withUser, JailForm::user)
                    .flag("clean", Jail::withCleanEnvironment, JailForm::clean)
                    .text("binary", Jail::withBinary, method -> other("jexec", method.binary())),
            command(Syntax.<Nspawn, NspawnForm>of(
                            "nspawn",
                            NspawnForm.class,
                            place -> place.contains("/") ? Nspawn.directory(place) : Nspawn.machine(place),
                            method -> method.machine() != null ? method.machine() : method.directory()))
                    .text("user", Nspawn::withUser, NspawnForm::user)
                    .text("workdir", Nspawn::withWorkdir, NspawnForm::workdir)
                    .variables("env", Nspawn::withEnvironment, NspawnForm::environment)
                    .texts("o", Nspawn::withOption, NspawnForm::options)
                    .text("binary", Nspawn::withBinary, NspawnForm::binary),
            command(Syntax.<Entered, SetnsForm>of(
                            "setns", SetnsForm.class, ContainerTable::setns, ContainerTable::target))
                    .text(
                            "ns",
                            (method, text) -> method.withNamespaces(namespaces(text)),
                            method -> ns(method.namespaces()))
                    .text(
                            "user",
                            (method, text) -> user(text, method::withUser),
                            method -> user(method.uid(), method.gid()))
                    .text("binary", Entered::withBinary, method -> other("nsenter", method.binary())),
            command(Syntax.<Chroot, ChrootForm>of("chroot", ChrootForm.class, Chroot::chroot, ChrootForm::directory))
                    .text("user", Chroot::withUser, ChrootForm::user)
                    .text("binary", Chroot::withBinary, method -> other("chroot", method.binary())),
            command(Syntax.<Own, UnshareForm>of(
                            "unshare",
                            UnshareForm.class,
                            text -> Namespaces.unshare(namespaces(text)),
                            method -> ns(method.namespaces())))
                    .text("root", Own::withDirectory, UnshareForm::directory)
                    .text("workdir", Own::withWorkdir, UnshareForm::workdir)
                    .flag("asroot", Own::asRoot, UnshareForm::root)
                    .text("binary", Own::withBinary, method -> other("unshare", method.binary())));

    private ContainerTable() {}

    private static Syntax<Container, ContainerForm> container(
            Tool tool, Function<String, Container> make, String connection, String engine) {
        Syntax<Container, ContainerForm> syntax = command(
                Syntax.<Container, ContainerForm>of(tool.command(), ContainerForm.class, make, ContainerForm::container)
                        .when(method -> method.tool() == tool));
        syntax.text("user", Container::withUser, ContainerForm::user)
                .text("workdir", Container::withWorkdir, ContainerForm::workdir)
                .variables("env", Container::withEnvironment, ContainerForm::environment);
        if (engine != null) {
            syntax.text(connection, Container::withConnection, ContainerForm::connection)
                    .text(engine, Container::withEngine, ContainerForm::engine);
        }
        return syntax.texts("o", Container::withOption, ContainerForm::options)
                .text("binary", Container::withBinary, method -> other(tool.command(), method.binary()));
    }

    private static Syntax<Lxc, LxcForm> lxc(LxcForm.Tool tool, Function<String, Lxc> make) {
        Syntax<Lxc, LxcForm> syntax =
                command(Syntax.<Lxc, LxcForm>of(tool.word(), LxcForm.class, make, LxcForm::container)
                        .when(method -> method.tool() == tool));
        if (tool == LxcForm.Tool.LXC) {
            syntax.text("directory", Lxc::withDirectory, LxcForm::directory);
        } else {
            syntax.text("project", Lxc::withProject, LxcForm::project);
        }
        syntax.text("user", (method, text) -> user(text, method::withUser), method -> user(method.uid(), method.gid()));
        if (tool != LxcForm.Tool.LXC) {
            syntax.text("workdir", Lxc::withWorkdir, LxcForm::workdir);
        }
        return syntax.variables("env", Lxc::withEnvironment, LxcForm::environment)
                .text("binary", Lxc::withBinary, method -> other(tool.command, method.binary()));
    }

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
    private static Kind[] namespaces(String text) {
        return Arrays.stream(text.split("\\+", -1))
                .map(name -> named(Kind.values(), name))
                .toArray(Kind[]::new);
    }

    private static String ns(Set<Kind> namespaces) {
        return namespaces.size() == Kind.values().length
                ? null
                : namespaces.stream().sorted().map(ContainerTable::word).collect(Collectors.joining("+"));
    }

    /** {@code PID} or {@code ENGINE:CONTAINER}. */
    private static Entered setns(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? Namespaces.nsenter(Long.parseLong(text.matches("[0-9]{1,18}") ? text : "0"))
                : Namespaces.nsenter(named(Engine.values(), text.substring(0, colon)), text.substring(colon + 1));
    }

    private static String target(SetnsForm method) {
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
