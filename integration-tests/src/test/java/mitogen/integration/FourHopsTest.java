package mitogen.integration;

import static mitogen.connect.Podman.podman;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Secret;
import mitogen.Task;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** ssh to a machine, sudo there, into a container as an ordinary account, and su in there: with the real tools. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class FourHopsTest {
    private static final Task<String> WHO = () -> System.getProperty("user.name") + " in "
            + (Files.exists(Path.of("/run/.containerenv")) ? "a container" : "no container");

    private static List<ConnectionMethod> way(SshServer server, Engine engine) {
        return List.of(
                server.method().withUser(Accounts.ADA),
                sudo().withPassword(new Secret(Accounts.password(Accounts.ADA))).withJava(Jvm.java()),
                podman("app")
                        .withUser("alice")
                        .withBinary(engine.file("podman"))
                        .withJava(Jvm.java()),
                su("bob").withPassword(new Secret("bob-secret")).withJava(Jvm.java()));
    }

    @Test
    void sshSudoPodmanSu() throws Exception {
        Needs.command("sudo", "sudo");
        try (Accounts accounts = Accounts.create();
                SshServer server = SshServer.start(accounts.prefix());
                Engine engine = Engine.start("podman", "podman:podman", "runc:runc", "buildah:buildah");
                Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            Context context = mitogen.context();
            List<String> expected = List.of(
                    "ada in no container", "root in no container", "alice in a container", "bob in a container");
            for (int hop = 0; hop < 4; hop++) {
                context = context.connect(way(server, engine).get(hop));
                assertEquals(expected.get(hop), context.call(WHO));
            }
            assertEquals(
                    "bob in a container",
                    ContextFixture.connect(mitogen, way(server, engine)).call(WHO),
                    "with nothing waited for between the hops");
        }
    }
}
