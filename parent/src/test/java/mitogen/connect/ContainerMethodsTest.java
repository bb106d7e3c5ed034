package mitogen.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.ConnectionMethod;
import mitogen.connect.Namespaces.Kind;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods into containers and namespaces: their command lines, how they are written, and what they refuse. */
final class ContainerMethodsTest {
    static Stream<Arguments> methods() {
        return Stream.of(
                of("docker:app", Container.docker("app"), "docker exec --interactive app sh -c"),
                of(
                        "docker:app?java=%2Fj&timeout=2&user=u:g&workdir=%2Fw&env=A=1&env=B=x y&context=c"
                                + "&host=ssh:%2F%2Fweb1&binary=docker2",
                        Container.docker("app")
                                .withUser("u:g")
                                .withWorkdir("/w")
                                .withEnvironment("A", "1")
                                .withEnvironment("B", "x y")
                                .withConnection("c")
                                .withEngine("ssh://web1")
                                .withBinary("docker2")
                                .withJava("/j")
                                .withTimeout(Duration.ofSeconds(2)),
                        "docker2 --context c --host ssh://web1 exec --interactive --user u:g --workdir /w --env A=1"
                                + " --env B=x y app sh -c"),
                of(
                        "podman:app?user=u&workdir=%2Fw&env=A=1&connection=c&url=unix:%2F%2F%2Fs&binary=p",
                        Container.podman("app")
                                .withUser("u")
                                .withWorkdir("/w")
                                .withEnvironment("A", "1")
                                .withConnection("c")
                                .withEngine("unix:///s")
                                .withBinary("p"),
                        "p --connection c --url unix:///s exec --interactive --user u --workdir /w --env A=1 app sh -c"),
                of(
                        "buildah:app?user=u&workdir=%2Fw&env=A=1&o=--network=none&binary=b",
                        Container.buildah("app")
                                .withUser("u")
                                .withWorkdir("/w")
                                .withEnvironment("A", "1")
                                .withOption("--network=none")
                                .withBinary("b"),
                        "b run --user u --workingdir /w --env A=1 --network=none app -- sh -c"),
                of(
                        "kubectl:deployment%2Fweb?container=c&namespace=n&context=x&kubeconfig=%2Fk&binary=oc",
                        Kubectl.kubectl("deployment/web")
                                .withContainer("c")
                                .withNamespace("n")
                                .withContext("x")
                                .withKubeconfig("/k")
                                .withBinary("oc"),
                        "oc --kubeconfig=/k --context=x --namespace=n exec --stdin --container=c deployment/web -- sh -c"),
                of(
                        "lxc:app?directory=%2Fd&user=1:2&env=A=1&binary=l",
                        Lxc.lxc("app")
                                .withDirectory("/d")
                                .withUser(1, 2)
                                .withEnvironment("A", "1")
                                .withBinary("l"),
                        "l --name app --lxcpath /d --uid 1 --gid 2 --clear-env --set-var A=1 -- sh -c"),
                of(
                        "lxd:far:app?project=p&user=1&workdir=%2Fw&env=A=1&binary=l",
                        Lxc.lxd("far:app")
                                .withProject("p")
                                .withUser(1, -1)
                                .withWorkdir("/w")
                                .withEnvironment("A", "1")
                                .withBinary("l"),
                        "l exec --mode=non-interactive --project=p --user=1 --cwd=/w --env A=1 far:app -- sh -c"),
                of(
                        "incus:app?project=p&user=1:2&workdir=%2Fw&env=A=1&binary=i",
                        Lxc.incus("app")
                                .withProject("p")
                                .withUser(1, 2)
                                .withWorkdir("/w")
                                .withEnvironment("A", "1")
                                .withBinary("i"),
                        "i exec --mode=non-interactive --project=p --user=1 --group=2 --cwd=/w --env A=1 app -- sh -c"),
                of(
                        "jail:web?user=u&clean&binary=j",
                        Jail.jail("web").withUser("u").withCleanEnvironment().withBinary("j"),
                        "j -l -U u web sh -c"),
                of(
                        "nspawn:web?user=u&workdir=%2Fw&env=A=1&o=--nice=5",
                        Nspawn.machine("web")
                                .withUser("u")
                                .withWorkdir("/w")
                                .withEnvironment("A", "1")
                                .withOption("--nice=5"),
                        "systemd-run --quiet --pipe --wait --collect --machine=web --uid=u --working-directory=/w"
                                + " --setenv A=1 --nice=5 -- /bin/sh -c"),
                of(
                        "nspawn:%2Fsrv%2Froot?o=--private-network&binary=n",
                        Nspawn.directory("/srv/root")
                                .withOption("--private-network")
                                .withBinary("n"),
                        "n --quiet --pipe --register=no --keep-unit --as-pid2 --directory=/srv/root --private-network"
                                + " -- /bin/sh -c"),
                of("setns:17", Namespaces.nsenter(17), "nsenter --target 17 --all --root --wd -- /bin/sh -c"),
                of(
                        "setns:17?ns=uts+network&user=1:2&binary=n",
                        Namespaces.nsenter(17)
                                .withNamespaces(Kind.NETWORK, Kind.UTS)
                                .withUser(1, 2)
                                .withBinary("n"),
                        "n --target 17 --uts --net --setuid 1 --setgid 2 -- /bin/sh -c"),
                of(
                        "setns:lxc:app",
                        Namespaces.nsenter(Namespaces.Engine.LXC, "app"),
                        "/bin/sh -c p=`lxc-info --name \"$1\" --pid --no-humanize`||exit;[ \"$p\" ]&&[ \"$p\" != 0 ]||{ echo"
                                + " \"$1: it has no process\" >&2;exit 1;};n=$2;shift 2;exec \"$n\" --target \"$p\" \"$@\""
                                + " sh app nsenter --all --root --wd -- /bin/sh -c"),
                of(
                        "chroot:%2Fr?user=u:g&binary=c",
                        Chroot.chroot("/r").withUser("u:g").withBinary("c"), "c --userspec=u:g /r /bin/sh -c"),
                of(
                        "unshare:mount+pid?root=%2Fr&workdir=%2Fw&asroot&binary=u",
                        Namespaces.unshare(Kind.PID, Kind.MOUNT)
                                .withDirectory("/r")
                                .withWorkdir("/w")
                                .asRoot()
                                .withBinary("u"),
                        "u --mount --pid --fork --kill-child --mount-proc --map-root-user --root=/r --wd=/w -- /bin/sh"
                                + " -c"),
                of("unshare:uts", Namespaces.unshare(Kind.UTS), "unshare --uts -- /bin/sh -c"));
    }

    private static Arguments of(String text, ConnectionMethod method, String command) {
        return Arguments.of(text, method, command);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void commandAndText(String text, CommandMethod method, String command) {
        List<String> words = new ArrayList<>(method.command("echo x"));
        String script = words.remove(words.size() - 1);
        assertTrue(script.endsWith("echo x"), script);
        assertEquals(command, String.join(" ", words));
        assertEquals(text, ContextSpec.print(method));
        assertEquals(new ContextSpec(List.of(method)), ContextSpec.parse(text));
    }

    static Stream<Function<String, ConnectionMethod>> names() {
        return Stream.of(
                Container::docker,
                Container.docker("app")::withUser,
                Container.docker("app")::withWorkdir,
                Container.docker("app")::withConnection,
                Container.docker("app")::withEngine,
                Container.docker("app")::withBinary,
                name -> Container.docker("app").withEnvironment(name, "1"),
                Container::podman,
                Container.podman("app")::withConnection,
                Container.podman("app")::withEngine,
                Container::buildah,
                Kubectl::kubectl,
                Kubectl.kubectl("web")::withContainer,
                Kubectl.kubectl("web")::withNamespace,
                Kubectl.kubectl("web")::withContext,
                Kubectl.kubectl("web")::withKubeconfig,
                Lxc::lxc,
                Lxc.lxc("app")::withDirectory,
                Lxc::lxd,
                Lxc.lxd("app")::withProject,
                Lxc::incus,
                Jail::jail,
                Jail.jail("web")::withUser,
                Nspawn::machine,
                Nspawn::directory,
                Nspawn.machine("web")::withUser,
                name -> Namespaces.nsenter(Namespaces.Engine.DOCKER, name),
                Chroot::chroot,
                Chroot.chroot("/r")::withUser,
                Namespaces.unshare()::withDirectory,
                Namespaces.unshare()::withWorkdir);
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatAToolWouldTakeForSomethingElseIsRefused(Function<String, ConnectionMethod> make) {
        for (String name : List.of("", "-", "--privileged", "a\nb", "a\u0000b", "a\u0085b")) {
            String message = assertThrows(IllegalArgumentException.class, () -> make.apply(name), name)
                    .getMessage();
            assertTrue(message.contains("'" + name + "'"), message);
        }
    }

    @Test
    void otherBadValues() {
        assertThrows(IllegalArgumentException.class, () -> Namespaces.nsenter(0));
        assertThrows(IllegalArgumentException.class, () -> Namespaces.nsenter(-1));
        assertThrows(IllegalArgumentException.class, () -> Lxc.lxc("app").withUser(-2, 0));
        assertThrows(
                IllegalArgumentException.class, () -> Container.buildah("app").withOption("app"));
        assertThrows(IllegalArgumentException.class, () -> Lxc.lxc("app").withProject("p"));
        assertThrows(IllegalArgumentException.class, () -> Lxc.lxc("app").withWorkdir("/w"));
        assertThrows(IllegalArgumentException.class, () -> Lxc.incus("app").withDirectory("/d"));
        assertThrows(IllegalArgumentException.class, () -> ContextSpec.parse("setns:app"));
        assertThrows(IllegalArgumentException.class, () -> ContextSpec.parse("setns:rkt:app"));
        assertThrows(IllegalArgumentException.class, () -> ContextSpec.parse("unshare:mount+"));
        assertThrows(IllegalArgumentException.class, () -> ContextSpec.parse("lxd:app?user=ada"));
    }

    @Test
    void whatComesFromTheFarSideIsNotTakenForTheToolsWords() {
        String line = "Error response from daemon: No such container: app";
        ConnectFailure early = new ConnectFailure(
                "docker:app", "x", Stage.CONNECTING, List.of("docker"), 1, false, false, List.of(line));
        assertEquals(
                Reason.NOT_FOUND,
                ((CommandMethod) Container.docker("app")).diagnose(early).reason());
        ConnectFailure late =
                new ConnectFailure("docker:app", "x", Stage.SHELL, List.of("docker"), 1, false, false, List.of(line));
        assertNull(((CommandMethod) Container.docker("app")).diagnose(late));
    }
}
