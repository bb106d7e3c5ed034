package mitogen.integration;

import java.util.List;
import mitogen.connect.Buildah;
import mitogen.connect.CommandMethod;
import mitogen.connect.Docker;
import mitogen.connect.JavaNotFoundException;
import mitogen.connect.Lxc;
import mitogen.connect.Lxd;
import mitogen.connect.NotFoundException;
import mitogen.connect.NotRunningException;
import mitogen.connect.PermissionException;
import mitogen.connect.Podman;
import mitogen.connect.Setns;
import mitogen.connect.ShellMissingException;
import mitogen.connect.ToolMissingException;
import mitogen.connect.UnreachableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link MethodContract} for engines of containers, each the real one. */
final class ContainersTest {
    @Nested
    final class OfPodman {
        private static Engine engine;

        @BeforeAll
        static void start() throws Exception {
            engine = Engine.start("podman", "podman:podman", "runc:runc", "buildah:buildah", "docker:podman-docker");
        }

        @AfterAll
        static void stop() throws Exception {
            if (engine != null) {
                engine.close();
            }
        }

        @Nested
        final class ByPodman extends MethodContract {
            private Podman podman(String container) {
                return Podman.podman(container)
                        .withBinary(engine.file("podman"))
                        .withJava(Jvm.java());
            }

            @Override
            CommandMethod method() {
                return podman("app")
                        .withUser("alice")
                        .withWorkdir("/home/alice")
                        .withEnvironment("HOME", "/home/alice");
            }

            @Override
            List<Wrong> wrong() {
                String socket = "unix://" + engine.file("socket");
                return List.of(
                        new Wrong(podman("nope"), NotFoundException.class, "there is no container nope"),
                        new Wrong(podman("stopped"), NotRunningException.class, "podman start stopped"),
                        new Wrong(podman("bare"), ShellMissingException.class, "no sh in the container bare"),
                        new Wrong(podman("app").withJava("/no/java"), JavaNotFoundException.class, "/no/java"),
                        new Wrong(podman("app").withUser("carl"), NotFoundException.class, "no account carl"),
                        new Wrong(podman("app").withWorkdir("/no"), NotFoundException.class, "directory /no cannot"),
                        new Wrong(podman("app").withUrl(socket + "x"), UnreachableException.class, "does not answer"),
                        new Wrong(podman("stopped").withUrl(socket), NotRunningException.class, "is not running"),
                        new Wrong(
                                podman("app")
                                        .withBinary(engine.file("podman-of-nobody"))
                                        .withUrl(socket),
                                PermissionException.class,
                                "may not use the socket"),
                        new Wrong(podman("app").withBinary("podman-no"), ToolMissingException.class, "podman-no"));
            }
        }

        /** Docker's client, where it is that and not Podman under its name, against the same engine. */
        @Nested
        final class ByDocker extends MethodContract {
            private Docker docker(String container) {
                return Docker.docker(container)
                        .withHost("unix://" + engine.file("socket"))
                        .withJava(Jvm.java());
            }

            @Override
            CommandMethod method() {
                return docker("app").withUser("0:0").withWorkdir("/root").withEnvironment("A", "b");
            }

            @Test
            void byNumber() {
                byNumber(Setns.Engine.DOCKER, engine.file("settings"));
            }

            @Override
            List<Wrong> wrong() {
                return List.of(
                        new Wrong(docker("nope"), NotFoundException.class, "there is no container nope"),
                        new Wrong(docker("stopped"), NotRunningException.class, "docker start stopped"),
                        new Wrong(docker("bare"), ShellMissingException.class, "no sh in the container bare"),
                        new Wrong(docker("app").withJava("/no/java"), JavaNotFoundException.class, "/no/java"),
                        new Wrong(docker("app").withWorkdir("/no"), NotFoundException.class, "directory /no cannot"),
                        new Wrong(
                                docker("app").withHost("unix:///no/socket"),
                                UnreachableException.class,
                                "does not answer"),
                        new Wrong(
                                docker("app").withBinary(engine.file("docker-of-nobody")),
                                PermissionException.class,
                                "may not use the"),
                        new Wrong(docker("app").withBinary("/no/docker"), ToolMissingException.class, "/no/docker"));
            }
        }

        @Nested
        final class ByBuildah extends MethodContract {
            @Override
            String killed() {
                return "ended with exit status 1; it last printed: Error: while running runtime";
            }

            private Buildah buildah(String container) {
                return Buildah.buildah(container)
                        .withOption("--network=none")
                        .withOption("--volume=/usr:/usr:ro")
                        .withBinary(engine.file("buildah"))
                        .withJava(Jvm.java());
            }

            @Override
            CommandMethod method() {
                return buildah("work")
                        .withUser("alice")
                        .withWorkdir("/home/alice")
                        .withEnvironment("HOME", "/home/alice");
            }

            @Override
            List<Wrong> wrong() {
                return List.of(
                        new Wrong(buildah("nope"), NotFoundException.class, "there is no working container nope"),
                        new Wrong(
                                Buildah.buildah("workbare")
                                        .withOption("--network=none")
                                        .withBinary(engine.file("buildah")),
                                ShellMissingException.class,
                                "no sh in the container workbare"),
                        new Wrong(buildah("work").withUser("carl"), NotFoundException.class, "no account carl"),
                        new Wrong(
                                buildah("work").withBinary(engine.file("buildah-of-nobody")),
                                NotFoundException.class,
                                "those of the account that connects"),
                        new Wrong(buildah("work").withBinary("buildah-no"), ToolMissingException.class, "buildah-no"));
            }
        }
    }

    @Nested
    final class ByLxc extends MethodContract {
        private static Engine engine;

        @BeforeAll
        static void start() throws Exception {
            engine = Engine.start("lxc", "lxc-attach:lxc");
        }

        @AfterAll
        static void stop() throws Exception {
            if (engine != null) {
                engine.close();
            }
        }

        private Lxc lxc(String container) {
            return Lxc.lxc(container).withDirectory(engine.folder.toString()).withJava(Jvm.java());
        }

        @Override
        CommandMethod method() {
            return lxc("app").withUser(1000, 1000).withEnvironment("HOME", "/home/alice");
        }

        @Test
        void byNumber() {
            byNumber(Setns.Engine.LXC, engine.file("settings"));
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(lxc("nope"), NotRunningException.class, "no running container nope"),
                    new Wrong(lxc("stopped"), NotRunningException.class, "lxc-start stopped"),
                    new Wrong(lxc("app").withJava("/no/java"), JavaNotFoundException.class, "/no/java"),
                    new Wrong(
                            lxc("app").withBinary(engine.file("lxc-attach-of-nobody")),
                            PermissionException.class,
                            "may not enter the container app"),
                    new Wrong(lxc("app").withBinary("lxc-no"), ToolMissingException.class, "lxc-no"));
        }
    }

    @Nested
    final class ByLxd extends MethodContract {
        private static Engine engine;

        @BeforeAll
        static void start() throws Exception {
            engine = Engine.start("lxd", "lxd:lxd", "lxc:lxd-client");
        }

        @AfterAll
        static void stop() throws Exception {
            if (engine != null) {
                engine.close();
            }
        }

        private Lxd lxd(String instance) {
            return Lxd.lxd(instance).withBinary(engine.file("lxc")).withJava(Jvm.java());
        }

        @Override
        CommandMethod method() {
            return lxd("app").withUser(1000, 1000).withWorkdir("/home/alice").withEnvironment("HOME", "/home/alice");
        }

        @Test
        void byNumber() {
            byNumber(Setns.Engine.LXD, engine.file("settings"));
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(lxd("nope"), NotFoundException.class, "there is no instance nope"),
                    new Wrong(lxd("no:app"), NotFoundException.class, "there is no instance no:app"),
                    new Wrong(lxd("app").withProject("no"), NotFoundException.class, "project"),
                    new Wrong(lxd("stopped"), NotRunningException.class, "lxc start stopped"),
                    new Wrong(lxd("bare"), ShellMissingException.class, "no sh in bare"),
                    new Wrong(lxd("app").withJava("/no/java"), JavaNotFoundException.class, "/no/java"),
                    new Wrong(
                            lxd("app").withBinary(engine.file("lxc-without-engine")),
                            UnreachableException.class,
                            "does not answer"),
                    new Wrong(
                            lxd("app").withBinary(engine.file("lxc-of-nobody")),
                            PermissionException.class,
                            "may not use the engine"),
                    new Wrong(lxd("app").withBinary("lxc-no"), ToolMissingException.class, "lxc-no"));
        }
    }
}
