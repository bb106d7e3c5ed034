package mitogen.integration;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mitogen.ConnectFailedException.Reason;
import mitogen.connect.Jail;
import mitogen.connect.Kubectl;
import mitogen.connect.Lxc;
import mitogen.connect.Nspawn;
import mitogen.connect.ProcessMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link MethodContract} for tools that cannot run in the tests, as there is no cluster, no FreeBSD and no systemd. They
 * are stubs: a shell script keeps its arguments for comparison, and runs the shell at their end here. What the tools say
 * when something fails is taken from their source texts.
 */
@Tag("build")
final class StubsTest {
    /** A contract with stubs. */
    abstract static class Stubs extends MethodContract {
        @TempDir
        Path folder;

        private int number;

        /** What the tool is to be called with, up to the shell. */
        abstract List<String> arguments();

        @Override
        boolean sharesFiles() {
            return true;
        }

        /** A stub that does what is asked of it. */
        String works() {
            return stub("printf '%s\\n' \"$@\" >" + folder + "/arguments.$$\n"
                    + "while [ \"$1 $2\" != 'sh -c' ] && [ \"$1 $2\" != '/bin/sh -c' ]; do shift; done\n"
                    + "exec \"$@\"\n");
        }

        /** A stub that fails with these words. */
        String says(String text, int status) {
            return stub("cat >&2 <<'END'\n" + text + "\nEND\nexit " + status + "\n");
        }

        private String stub(String script) {
            try {
                Path file = folder.resolve("stub" + number++);
                Files.writeString(file, "#!/bin/sh\n" + script);
                Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
                return file.toString();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @AfterEach
        void argumentsWereRight() throws IOException {
            try (var files = Files.newDirectoryStream(folder, "arguments.*")) {
                for (Path each : files) {
                    List<String> given = Files.readAllLines(each);
                    assertEquals(arguments(), given.subList(0, given.size() - 3));
                }
            }
        }
    }

    @Nested
    final class ByKubectl extends Stubs {
        private Kubectl kubectl(String binary) {
            return Kubectl.kubectl("web-1").withBinary(binary).withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return kubectl(works())
                    .withContainer("app")
                    .withNamespace("shop")
                    .withContext("prod")
                    .withKubeconfig("/etc/kube");
        }

        @Override
        List<String> arguments() {
            return List.of(
                    "--kubeconfig=/etc/kube",
                    "--context=prod",
                    "--namespace=shop",
                    "exec",
                    "--stdin",
                    "--container=app",
                    "web-1",
                    "--");
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(
                            kubectl(says("Error from server (NotFound): pods \"web-1\" not found", 1)),
                            Reason.NOT_FOUND,
                            "no such pod or namespace: web-1"),
                    new Wrong(
                            kubectl(says("error: context \"prod\" does not exist", 1))
                                    .withContext("prod"),
                            Reason.NOT_FOUND,
                            "kubectl has no context prod"),
                    new Wrong(
                            kubectl(says(
                                    "error: cannot exec into a container in a completed pod; current phase is"
                                            + " Succeeded",
                                    1)),
                            Reason.NOT_RUNNING,
                            "the pod web-1 is not running"),
                    new Wrong(
                            kubectl(says("error: unable to upgrade connection: container not found (\"app\")", 1))
                                    .withContainer("app"),
                            Reason.NOT_FOUND,
                            "no running container app"),
                    new Wrong(
                            kubectl(says(
                                    "error: Internal error occurred: error executing command in container: failed to"
                                            + " exec in container: failed to start exec: OCI runtime exec failed: exec failed:"
                                            + " unable to start container process: exec: \"sh\": executable file not found in"
                                            + " $PATH: unknown",
                                    1)),
                            Reason.SHELL_MISSING,
                            "no sh in the container web-1"),
                    new Wrong(
                            kubectl(says(
                                    "The connection to the server localhost:8080 was refused - did you specify the"
                                            + " right host or port?",
                                    1)),
                            Reason.UNREACHABLE,
                            "kubectl cluster-info"),
                    new Wrong(
                            kubectl(says(
                                    "Error from server (Forbidden): pods \"web-1\" is forbidden: User \"ada\" cannot"
                                            + " create resource \"pods/exec\"",
                                    1)),
                            Reason.NO_PERMISSION,
                            "create pods/exec"),
                    new Wrong(
                            kubectl(says("error: You must be logged in to the server (Unauthorized)", 1)),
                            Reason.NOT_LET_IN,
                            "Log in anew"));
        }
    }

    @Nested
    final class ByIncus extends Stubs {
        private Lxc incus(String binary) {
            return Lxc.incus("app").withBinary(binary).withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return incus(works())
                    .withProject("shop")
                    .withUser(1000, 100)
                    .withWorkdir("/srv")
                    .withEnvironment("A", "b c");
        }

        @Override
        List<String> arguments() {
            return List.of(
                    "exec",
                    "--mode=non-interactive",
                    "--project=shop",
                    "--user=1000",
                    "--group=100",
                    "--cwd=/srv",
                    "--env",
                    "A=b c",
                    "app",
                    "--");
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(
                            incus(says(
                                    "Error: Failed to fetch instance \"app\" in project \"default\": Instance not found",
                                    1)),
                            Reason.NOT_FOUND,
                            "there is no instance app"),
                    new Wrong(
                            incus(says("Error: Instance is not running", 1)),
                            Reason.NOT_RUNNING,
                            "incus start app".replace("incus", folder + "/stub1")),
                    new Wrong(incus(says("Error: Command not found", 127)), Reason.SHELL_MISSING, "no sh in app"),
                    new Wrong(
                            incus(says(
                                    "Error: You don't have the needed permissions to talk to the incus daemon"
                                            + " (socket path: /var/lib/incus/unix.socket)",
                                    1)),
                            Reason.NO_PERMISSION,
                            "may not use the engine"),
                    new Wrong(
                            incus(says(
                                    "Error: The incus daemon doesn't appear to be started (socket path:"
                                            + " /var/lib/incus/unix.socket)",
                                    1)),
                            Reason.UNREACHABLE,
                            "does not answer"));
        }
    }

    @Nested
    final class ByJexec extends Stubs {
        private Jail jail(String binary) {
            return Jail.jail("web").withBinary(binary).withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return jail(works()).withUser("www").withCleanEnvironment();
        }

        @Override
        List<String> arguments() {
            return List.of("-l", "-U", "www", "web");
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(
                            jail(says("jexec: jail \"web\" not found", 1)), Reason.NOT_RUNNING, "no running jail web"),
                    new Wrong(
                            jail(says("jexec: www: no such user", 1)).withUser("www"),
                            Reason.NOT_FOUND,
                            "no account www"),
                    new Wrong(
                            jail(says("jexec: execvp: sh: No such file or directory", 1)),
                            Reason.SHELL_MISSING,
                            "no sh in the jail web"),
                    new Wrong(
                            jail(says("jexec: jail_attach(1): Operation not permitted", 1)),
                            Reason.NO_PERMISSION,
                            "may not enter jails"));
        }
    }

    /** A running machine; root directories are tested with the real tool. */
    @Nested
    final class BySystemdRun extends Stubs {
        private Nspawn machine(String binary) {
            return Nspawn.machine("web").withBinary(binary).withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return machine(works())
                    .withUser("ada")
                    .withWorkdir("/srv")
                    .withEnvironment("A", "b")
                    .withOption("--nice=5");
        }

        @Override
        List<String> arguments() {
            return List.of(
                    "--quiet",
                    "--pipe",
                    "--wait",
                    "--collect",
                    "--machine=web",
                    "--uid=ada",
                    "--working-directory=/srv",
                    "--setenv",
                    "A=b",
                    "--nice=5",
                    "--");
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(
                            machine(says("Failed to connect to bus: No machine 'web' known", 1)),
                            Reason.NOT_RUNNING,
                            "machinectl start web"),
                    new Wrong(
                            machine(says(
                                    "Failed to start transient service unit: Interactive authentication required.", 1)),
                            Reason.NO_PERMISSION,
                            "may not enter machines"));
        }
    }
}
