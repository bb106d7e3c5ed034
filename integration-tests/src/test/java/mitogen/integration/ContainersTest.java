package mitogen.integration;

import java.util.List;
import mitogen.ConnectFailedException.Reason;
import mitogen.connect.Container;
import mitogen.connect.Lxc;
import mitogen.connect.Namespaces;
import mitogen.connect.ProcessMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
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
            private Container podman(String container) {
                return Container.podman(container)
                        .withBinary(engine.file("podman"))
                        .withJava(Jvm.java());
            }

            @Override
            ProcessMethod<?> method() {
                return podman("app")
                        .withUser("alice")
                        .withWorkdir("/home/alice")
                        .withEnvironment("HOME", "/home/alice");
            }

            @Override
            List<Wrong> wrong() {
                String socket = "unix://" + engine.file("socket");
                return List.of(
                        new Wrong(podman("nope"), Reason.NOT_FOUND, "there is no container nope"),
                        new Wrong(podman("stopped"), Reason.NOT_RUNNING, "podman start stopped"),
                        new Wrong(podman("bare"), Reason.SHELL_MISSING, "no sh in the container bare"),
                        new Wrong(podman("app").withJava("/no/java"), Reason.JAVA_MISSING, "/no/java"),
                        new Wrong(podman("app").withUser("carl"), Reason.NOT_FOUND, "no account carl"),
                        new Wrong(podman("app").withWorkdir("/no"), Reason.NOT_FOUND, "directory /no cannot"),
                        new Wrong(podman("app").withEngine(socket + "x"), Reason.UNREACHABLE, "does not answer"),
                        new Wrong(podman("stopped").withEngine(socket), Reason.NOT_RUNNING, "is not running"),
                        new Wrong(
                                podman("app")
                                        .withBinary(engine.file("podman-of-nobody"))
                                        .withEngine(socket),
                                Reason.NO_PERMISSION,
                                "may not use the socket"),
                        new Wrong(podman("app").withBinary("podman-no"), Reason.TOOL_MISSING, "podman-no"));
            }
        }

        /** Docker's client, where it is that and not Podman under its name, against the same engine. */
        @Nested
        @Tag("build")
        final class ByDocker extends MethodContract {
            private Container docker(String container) {
                return Container.docker(container)
                        .withEngine("unix://" + engine.file("socket"))
                        .withJava(Jvm.java());
            }

            @Override
            ProcessMethod<?> method() {
                return docker("app").withUser("0:0").withWorkdir("/root").withEnvironment("A", "b");
            }

            @Test
            void byNumber() {
                byNumber(Namespaces.Engine.DOCKER, engine.file("settings"));
            }

            @Override
            List<Wrong> wrong() {
                return List.of(
                        new Wrong(docker("nope"), Reason.NOT_FOUND, "there is no container nope"),
                        new Wrong(docker("stopped"), Reason.NOT_RUNNING, "docker start stopped"),
                        new Wrong(docker("bare"), Reason.SHELL_MISSING, "no sh in the container bare"),
                        new Wrong(docker("app").withJava("/no/java"), Reason.JAVA_MISSING, "/no/java"),
                        new Wrong(docker("app").withWorkdir("/no"), Reason.NOT_FOUND, "directory /no cannot"),
                        new Wrong(docker("app").withEngine("unix:///no/socket"), Reason.UNREACHABLE, "does not answer"),
                        new Wrong(
                                docker("app").withBinary(engine.file("docker-of-nobody")),
                                Reason.NO_PERMISSION,
                                "may not use the"),
                        new Wrong(docker("app").withBinary("/no/docker"), Reason.TOOL_MISSING, "/no/docker"));
            }
        }

        @Nested
        @Tag("build")
        final class ByBuildah extends MethodContract {
            @Override
            String killed() {
                return "ended with exit status 1; it last printed: Error: while running runtime";
            }

            private Container buildah(String container) {
                return Container.buildah(container)
                        .withOption("--network=none")
                        .withOption("--volume=/usr:/usr:ro")
                        .withBinary(engine.file("buildah"))
                        .withJava(Jvm.java());
            }

            @Override
            ProcessMethod<?> method() {
                return buildah("work")
                        .withUser("alice")
                        .withWorkdir("/home/alice")
                        .withEnvironment("HOME", "/home/alice");
            }

            @Override
            List<Wrong> wrong() {
                return List.of(
                        new Wrong(buildah("nope"), Reason.NOT_FOUND, "there is no working container nope"),
                        new Wrong(
                                Container.buildah("workbare")
                                        .withOption("--network=none")
                                        .withBinary(engine.file("buildah")),
                                Reason.SHELL_MISSING,
                                "no sh in the container workbare"),
                        new Wrong(buildah("work").withUser("carl"), Reason.NOT_FOUND, "no account carl"),
                        new Wrong(
                                buildah("work").withBinary(engine.file("buildah-of-nobody")),
                                Reason.NOT_FOUND,
                                "those of the account that connects"),
                        new Wrong(buildah("work").withBinary("buildah-no"), Reason.TOOL_MISSING, "buildah-no"));
            }
        }
    }

    @Nested
    @Tag("build")
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
        ProcessMethod<?> method() {
            return lxc("app").withUser(1000, 1000).withEnvironment("HOME", "/home/alice");
        }

        @Test
        void byNumber() {
            byNumber(Namespaces.Engine.LXC, engine.file("settings"));
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(lxc("nope"), Reason.NOT_RUNNING, "no running container nope"),
                    new Wrong(lxc("stopped"), Reason.NOT_RUNNING, "lxc-start stopped"),
                    new Wrong(lxc("app").withJava("/no/java"), Reason.JAVA_MISSING, "/no/java"),
                    new Wrong(
                            lxc("app").withBinary(engine.file("lxc-attach-of-nobody")),
                            Reason.NO_PERMISSION,
                            "may not enter the container app"),
                    new Wrong(lxc("app").withBinary("lxc-no"), Reason.TOOL_MISSING, "lxc-no"));
        }
    }

    @Nested
    @Tag("build")
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

        private Lxc lxd(String instance) {
            return Lxc.lxd(instance).withBinary(engine.file("lxc")).withJava(Jvm.java());
        }

        @Override
        ProcessMethod<?> method() {
            return lxd("app").withUser(1000, 1000).withWorkdir("/home/alice").withEnvironment("HOME", "/home/alice");
        }

        @Test
        void byNumber() {
            byNumber(Namespaces.Engine.LXD, engine.file("settings"));
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(lxd("nope"), Reason.NOT_FOUND, "there is no instance nope"),
                    new Wrong(lxd("no:app"), Reason.NOT_FOUND, "there is no instance no:app"),
                    new Wrong(lxd("app").withProject("no"), Reason.NOT_FOUND, "project"),
                    new Wrong(lxd("stopped"), Reason.NOT_RUNNING, "lxc start stopped"),
                    new Wrong(lxd("bare"), Reason.SHELL_MISSING, "no sh in bare"),
                    new Wrong(lxd("app").withJava("/no/java"), Reason.JAVA_MISSING, "/no/java"),
                    new Wrong(
                            lxd("app").withBinary(engine.file("lxc-without-engine")),
                            Reason.UNREACHABLE,
                            "does not answer"),
                    new Wrong(
                            lxd("app").withBinary(engine.file("lxc-of-nobody")),
                            Reason.NO_PERMISSION,
                            "may not use the engine"),
                    new Wrong(lxd("app").withBinary("lxc-no"), Reason.TOOL_MISSING, "lxc-no"));
        }
    }
}
