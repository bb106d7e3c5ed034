package mitogen.cli;

import java.time.Duration;
import mitogen.cli.contexts.Session;
import mitogen.cli.session.Invocation;
import mitogen.cli.session.Relay;
import mitogen.cli.session.Server;
import mitogen.cli.session.SessionException;
import mitogen.cli.session.SessionFolder;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.words.Arguments;

/**
 * The process of a session. It runs the commands of its clients side by side, each as if the client had a process for it, until
 * somebody stops it or no client was there for a while. {@link mitogen.cli.session.Starter} starts it.
 */
final class SessionProcess {
    private SessionProcess() {}

    /** The name of the session, and after how many seconds without a command it ends. */
    public static void main(String[] args) throws Exception {
        Server server;
        try {
            server = Server.open(SessionFolder.of(System.getenv()), args[0]);
        } catch (SessionException e) {
            System.out.println(e.getMessage());
            System.exit(ExitStatus.USAGE);
            return;
        }
        if (server == null) {
            Server.tellStarter(false);
            System.exit(0);
        }
        Duration idle = Duration.ofMillis(Long.parseLong(args[1]));
        Session session = new Session(args[0], idle, server);
        Runtime.getRuntime().addShutdownHook(new Thread(server::end, "mitogen-interrupt"));
        Server.tellStarter(true);
        server.serve(idle, invocation -> run(session, invocation));
        session.close();
        System.exit(0);
    }

    private static int run(Session session, Invocation invocation) {
        String[] arguments =
                invocation.hello().arguments().stream().map(Arguments::text).toArray(String[]::new);
        int status = Main.run(new SessionSurroundings(session, invocation).terminal(), arguments);
        return status == ExitStatus.NOT_SERVED ? Relay.NOT_SERVED : status;
    }
}
