package mitogen.launch;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mitogen.Secret;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.connect.Sudo;
import mitogen.route.Link;
import mitogen.route.Reply;
import mitogen.route.Route;
import mitogen.tree.Closing;
import mitogen.tree.Crossings;
import mitogen.tree.Loss;
import mitogen.tree.RouteTable;
import mitogen.tree.Settings;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever hears that a connect has failed finds its password overwritten: it is gone before, not soon after. */
@Timeout(30)
final class ForgottenPasswordTest {
    private static final int CHILD = 300;

    @TempDir
    Path folder;

    private final Agent agent = agent();
    private final RouteTable routes = new RouteTable(agent, new Crossings(), new NoListener());
    private final Children children = new Children(agent, routes, new Crossings());
    private final Link link = new Link(CHILD, "sudo:bob");
    private final Secret password = new Secret("open sesame");
    private final CompletableFuture<Boolean> wiped = new CompletableFuture<>(); // when the answer came

    private static Agent agent() {
        Settings settings = new Settings(0, false, 0, 0, 0, 100, 0, false, false, 0);
        BootConfig config = new BootConfig(0, "", 1 << 20, 0, settings.write(), new int[0]);
        return new Agent(config, new byte[0], ForgottenPasswordTest.class.getClassLoader(), null, why -> {});
    }

    private record NoListener() implements RouteTable.Listener {
        @Override
        public void gone(Set<Integer> contexts, Loss loss) {}

        @Override
        public void left(Set<Integer> contexts, Loss loss) {}
    }

    /** Waits for the answer to the order. */
    private final class Answer implements Reply {
        @Override
        public int destination() {
            return agent.router.self;
        }

        @Override
        public void arrived(Frame head) {
            wiped.complete(isWiped());
        }
    }

    private boolean isWiped() {
        try {
            password.chars();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private void connect(String binary) throws Exception {
        Frame order = new PayloadWriter().frames();
        int self = agent.router.self;
        order.address(self, self, Protocol.CONNECT, agent.router.expect(new Answer()), 0);
        agent.router.routes.put(CHILD, new Route(link, link.name, self));
        children.launch(order, link, Sudo.sudo("bob").withPassword(password).withBinary(binary));
        assertEquals(true, wiped.get(20, TimeUnit.SECONDS));
    }

    @AfterEach
    void close() {
        children.close();
        new Closing(agent).close();
    }

    @Test
    void ofAToolThatFails() throws Exception {
        Path tool = Files.writeString(folder.resolve("sudo"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(tool, fromString("rwx------"));
        connect(tool.toString());
    }

    @Test
    void ofAToolThatIsNotThere() throws Exception {
        connect(folder.resolve("sudo").toString());
    }

    @Test
    void ofAConnectThatWasCancelledBeforeItBegan() throws Exception {
        agent.router.routes.put(CHILD, new Route(link, link.name, agent.router.self));
        children.close(CHILD, agent.router.self);
        connect("sudo");
    }
}
