package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.connect.Chroot;
import mitogen.connect.Exec;
import mitogen.connect.Namespaces;
import mitogen.connect.Namespaces.Entered;
import mitogen.connect.Namespaces.Kind;
import mitogen.connect.Nspawn;
import mitogen.connect.ProcessMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link MethodContract} for root directories and namespaces, each by the real tool. */
final class NamespacesTest {
    private static Engine engine;

    @BeforeAll
    static void start() throws Exception {
        engine = Engine.start(
                "roots",
                "chroot:coreutils",
                "unshare:util-linux",
                "nsenter:util-linux",
                "systemd-nspawn:systemd-container",
                "bwrap:bubblewrap");
    }

    @AfterAll
    static void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @Nested
    final class ByChroot extends MethodContract {
        private Chroot chroot(String directory) {
            return Chroot.chroot(directory);
        }

        @Override
        ProcessMethod<?> method() {
            return chroot(engine.file("host")).withJava(Jvm.java()).withUser("alice");
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(chroot("/no/root"), Reason.NOT_FOUND, "no directory /no/root"),
                    new Wrong(chroot(engine.file("bare")), Reason.SHELL_MISSING, "no sh in " + engine.folder),
                    new Wrong(chroot(engine.file("busybox")), Reason.JAVA_MISSING, "no java there"),
                    new Wrong(
                            chroot(engine.file("noproc")).withJava(Jvm.java()),
                            Reason.BOOTSTRAP_FAILED,
                            "mount -t proc proc " + engine.file("noproc")),
                    new Wrong(chroot(engine.file("host")).withUser("carl"), Reason.NOT_FOUND, "no account carl"),
                    new Wrong(
                            chroot(engine.file("host")).withBinary(engine.file("chroot-of-nobody")),
                            Reason.NO_PERMISSION,
                            "may not change its root"),
                    new Wrong(chroot("/").withBinary("chroot-no"), Reason.TOOL_MISSING, "chroot-no"));
        }
    }

    @Nested
    final class ByUnshare extends MethodContract {
        @Override
        String killed() {
            return "ended with exit status 1;";
        }

        private Namespaces.Own unshare(String directory) {
            return Namespaces.unshare(Kind.MOUNT, Kind.PID, Kind.NETWORK)
                    .withDirectory(directory)
                    .withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return unshare(engine.file("host")).withWorkdir("/root");
        }

        /** What the context that connects can kill is unshare alone; and what is frozen does not end by itself. */
        @Test
        void nothingIsLeftWhenUnshareIsKilled() throws Exception {
            Context context = mitogen.connect(method());
            Spot child = context.connect(local()).call(Spot.HERE);
            context.call(() ->
                    new ProcessBuilder("setsid", "sleep", "100000").start().pid());
            ProcessHandle jvm =
                    ProcessHandle.of(context.call(Spot.HERE).outside()).orElseThrow();
            Set<Long> inside = Processes.sharing(List.of(jvm.pid()));
            assertEquals(4, inside.size(), "unshare, two JVMs and sleep");
            assertTrue(inside.contains(child.outside()));
            try (Frozen frozen = new Frozen(jvm.pid())) {
                Processes.kill(jvm.parent().orElseThrow().pid());
                assertThrows(ContextLostException.class, () -> context.call(() -> 1));
                Await.until(
                        "all is gone, also " + frozen.pid,
                        () -> Processes.alive(inside).isEmpty());
            }
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(unshare("/no/root"), Reason.NOT_FOUND, "no directory /no/root"),
                    new Wrong(unshare(engine.file("void")), Reason.NOT_FOUND, "has no directory /proc"),
                    new Wrong(unshare(engine.file("host")).withWorkdir("/no"), Reason.NOT_FOUND, "directory /no"),
                    new Wrong(unshare(engine.file("bare")), Reason.SHELL_MISSING, "no sh in " + engine.folder),
                    new Wrong(
                            unshare("/").withBinary(engine.file("unshare-of-nobody")), Reason.NO_PERMISSION, "asRoot"),
                    new Wrong(unshare("/").withBinary("unshare-no"), Reason.TOOL_MISSING, "unshare-no"));
        }
    }

    /** What an ordinary account may do. */
    @Nested
    final class ByUnshareAsRootOfItsOwn extends MethodContract {
        @Override
        ProcessMethod<?> method() {
            return Namespaces.unshare(Kind.MOUNT, Kind.PID)
                    .asRoot()
                    .withBinary(engine.file("unshare-of-nobody"))
                    .withJava(Jvm.java());
        }

        @Override
        String killed() {
            return "ended with exit status 1;";
        }

        @Override
        boolean sharesFiles() {
            return true;
        }

        @Override
        List<Wrong> wrong() {
            return List.of();
        }
    }

    @Nested
    final class ByNsenter extends MethodContract {
        private Entered process(String pid) {
            return Namespaces.nsenter(Long.parseLong(pid)).withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return process(engine.said);
        }

        @Override
        boolean sharesFiles() {
            return true;
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(process("4194305"), Reason.NOT_RUNNING, "there is no process 4194305"),
                    new Wrong(
                            process(engine.said).withBinary(engine.file("nsenter-of-nobody")),
                            Reason.NO_PERMISSION,
                            "may not enter the namespaces"),
                    new Wrong(process("1").withBinary("nsenter-no"), Reason.TOOL_MISSING, "nsenter-no"));
        }
    }

    @Nested
    final class ByNspawn extends MethodContract {
        /** Where systemd-nspawn may not unmount something, it says so. */
        @Override
        String ofCommand(String errors) {
            return errors.replaceFirst("Attempted to remove .*\n", "");
        }

        @Override
        String killed() {
            return "ended with exit status 255";
        }

        private Nspawn nspawn(String directory) {
            return Nspawn.directory(directory)
                    .withOption("--private-network")
                    .withOption("--bind-ro=/usr:/usr")
                    .withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return nspawn(engine.file("host"))
                    .withUser("alice")
                    .withWorkdir("/home/alice")
                    .withEnvironment("A", "b");
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(nspawn("/no/root"), Reason.NOT_FOUND, "no root file system at /no/root"),
                    new Wrong(nspawn(engine.file("busybox")), Reason.NOT_FOUND, "no root file system at"),
                    new Wrong(nspawn(engine.file("host")).withUser("carl"), Reason.NOT_FOUND, "no such account"),
                    new Wrong(
                            nspawn(engine.file("host")).withWorkdir("/no"),
                            Reason.NOT_FOUND,
                            "no such account or working directory"),
                    new Wrong(
                            Nspawn.directory(engine.file("bare")).withOption("--private-network"),
                            Reason.SHELL_MISSING,
                            "no sh in " + engine.folder),
                    new Wrong(
                            nspawn(engine.file("host")).withBinary(engine.file("systemd-nspawn-of-nobody")),
                            Reason.NO_PERMISSION,
                            "may not enter machines"),
                    new Wrong(Nspawn.machine("web"), Reason.UNREACHABLE, "root directories only"),
                    new Wrong(nspawn("/").withBinary("nspawn-no"), Reason.TOOL_MISSING, "nspawn-no"));
        }
    }

    /** Bubblewrap, as a command prefix. */
    @Nested
    final class ByBwrap extends MethodContract {
        private Exec bwrap(String directory) {
            return Exec.exec(
                            "bwrap",
                            "--unshare-all",
                            "--bind",
                            directory,
                            "/",
                            "--ro-bind",
                            "/usr",
                            "/usr",
                            "--proc",
                            "/proc",
                            "--dev",
                            "/dev",
                            "--")
                    .withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return bwrap(engine.file("host"));
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(bwrap("/no/root"), Reason.BOOTSTRAP_FAILED, "| bwrap: Can't find source path /no/root"),
                    new Wrong(Exec.exec("bwrap-no"), Reason.TOOL_MISSING, "bwrap-no"));
        }
    }

    /** A container's namespaces, found by the engine; from a context that has the engine's settings. */
    @Nested
    final class ByNsenterOfAContainer extends MethodContract {
        private static Engine podman;

        @BeforeAll
        static void start() throws Exception {
            podman = Engine.start("podman", "podman:podman", "runc:runc", "buildah:buildah");
        }

        @AfterAll
        static void stop() throws Exception {
            if (podman != null) {
                podman.close();
            }
        }

        @Override
        Context from() {
            return mitogen.connect(Exec.exec(podman.file("settings")).withJava(Jvm.java()));
        }

        @Override
        List<String> tool() {
            return List.of(podman.file("settings"));
        }

        private Entered container(String name) {
            return Namespaces.nsenter(Namespaces.Engine.PODMAN, name).withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return container("app");
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(container("nope"), Reason.NOT_FOUND, "there is no container nope"),
                    new Wrong(container("stopped"), Reason.NOT_RUNNING, "stopped is not running"),
                    new Wrong(container("bare"), Reason.SHELL_MISSING, "no sh in the root of bare"),
                    new Wrong(
                            Namespaces.nsenter(Namespaces.Engine.INCUS, "app"),
                            Reason.TOOL_MISSING,
                            "the command incus"),
                    new Wrong(container("app").withBinary("nsenter-no"), Reason.TOOL_MISSING, "nsenter-no"));
        }
    }
}
