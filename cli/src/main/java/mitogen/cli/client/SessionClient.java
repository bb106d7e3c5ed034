package mitogen.cli.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mitogen.cli.session.FileRights;
import mitogen.cli.session.Hello;
import mitogen.cli.session.Invocation;
import mitogen.cli.session.Relay;
import mitogen.cli.session.Server;
import mitogen.cli.session.SessionException;
import mitogen.cli.session.SessionFolder;
import mitogen.cli.session.Starter;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.StandardInput;
import mitogen.cli.system.StandardOutput;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.SessionChoice;

/** Has a command of this process run in a session, which is started if need be. This loads little, as it is to be fast. */
public final class SessionClient {
    /** How long it goes on without a command, unless said otherwise. */
    static final String IDLE = "10m";

    static final long IDLE_MILLIS = 600_000;

    /** The class of a session's process. A client needs nothing of it but the name. */
    static final String PROCESS = "mitogen.cli.SessionProcess";

    private SessionClient() {}

    /** Has the command of this process run there; gives its exit status, or less than 0 if nothing of it was done. */
    public static int run(String choice, int words) {
        try {
            byte[][] arguments = last(strings("cmdline"), words);
            return run(
                    choice,
                    new Request() { // no lambda: the first one costs milliseconds
                        @Override
                        public int of(SessionFolder folder, String name) throws SessionException, IOException {
                            return relay(folder, name, arguments);
                        }
                    });
        } catch (SessionException e) {
            return told(e);
        } catch (IOException noProc) {
            return Relay.NOT_SERVED;
        }
    }

    /** Has a command run that reads nothing; the words are its own. Its client is told before it runs. */
    public static int run(Terminal terminal, String choice, List<String> words, Consumer<Relay> client)
            throws SessionException {
        try {
            return choice.equals(SessionChoice.OFF)
                    ? Relay.NO_SESSION
                    : run(choice, (folder, name) -> relay(terminal, folder, name, Hello.RUN, words, client));
        } catch (IOException noProc) {
            return Relay.NOT_SERVED;
        }
    }

    /** Asks a session for something. */
    private interface Request {
        int of(SessionFolder folder, String name) throws SessionException, IOException;
    }

    private static int run(String choice, Request request) throws SessionException, IOException {
        if (!Arguments.canBePassedOn(System.getProperty("user.dir"))) {
            return Relay.NOT_SERVED; // this Java does not know where it is
        }
        boolean auto = choice.equals(SessionChoice.AUTO);
        SessionFolder folder;
        try {
            folder = SessionFolder.of(System.getenv());
        } catch (SessionException e) {
            if (!auto) {
                throw e;
            }
            Terminal.ofProcess().err().println("mitogen: no session is used: " + e.getMessage());
            return Relay.NOT_SERVED;
        }
        String name = auto ? SessionChoice.DEFAULT : choice;
        int status = request.of(folder, name);
        if (status == Relay.NO_SESSION && auto) {
            Starter.start(folder, name, PROCESS, Long.toString(IDLE_MILLIS));
            status = request.of(folder, name);
        }
        return status;
    }

    private static int told(SessionException e) {
        Terminal.ofProcess().err().println("mitogen: " + e.getMessage());
        return e.isLoss() ? ExitStatus.UNREACHABLE : ExitStatus.USAGE;
    }

    /** Has a session run the command of this process. */
    private static int relay(SessionFolder folder, String name, byte[][] arguments)
            throws SessionException, IOException {
        StandardInput input = StandardInput.ofProcess();
        StandardOutput out = StandardOutput.ofProcess();
        StandardOutput err = StandardOutput.ofErrors();
        int facts = (input.mayBeRead() ? Hello.INPUT : 0)
                | (input.isShort() ? Hello.INPUT_IS_SHORT : 0)
                | (out.isPipe() ? Hello.OUT_IS_PIPE : 0)
                | (err.isPipe() ? Hello.ERR_IS_PIPE : 0)
                | (Terminal.isScreen(1) ? Hello.OUT_IS_SCREEN : 0)
                | (Terminal.isScreen(2) ? Hello.ERR_IS_SCREEN : 0)
                | (copies(arguments) ? FileRights.sum() : 0);
        return new Relay(new FileInputStream(FileDescriptor.in), out, err)
                .run(folder, name, Hello.RUN, arguments, strings("environ"), facts);
    }

    /** Whether the command is put or get. */
    private static boolean copies(byte[][] arguments) {
        String command = arguments.length == 0 ? "" : Arguments.text(arguments[0]);
        return command.equals("put") || command.equals("get");
    }

    /** Has a session do something that reads nothing, for a command in this process; the words are the command's. */
    static int relay(Terminal terminal, SessionFolder folder, String name, int task, List<String> words)
            throws SessionException {
        return relay(terminal, folder, name, task, words, client -> {});
    }

    private static int relay(
            Terminal terminal, SessionFolder folder, String name, int task, List<String> words, Consumer<Relay> client)
            throws SessionException {
        byte[][] arguments = words.stream().map(Arguments::bytes).toArray(byte[][]::new);
        try {
            Relay relay = new Relay(terminal.input().stream(), terminal.out(), terminal.err());
            client.accept(relay);
            return relay.run(folder, name, task, arguments, strings("environ"), screens(terminal));
        } catch (IOException noProc) {
            throw new UsageException(
                    "/proc cannot be read, and a session needs it: " + noProc.getMessage() + "\nDo without a session.");
        }
    }

    private static int screens(Terminal terminal) {
        return Hello.OUT_IS_PIPE
                | (terminal.screen() ? Hello.OUT_IS_SCREEN : 0)
                | (terminal.live() ? Hello.ERR_IS_SCREEN : 0);
    }

    /** Has the classes of a client loaded: asks a session of nobody, in a folder that is gone at the end. */
    public static void rehearse() {
        try {
            Path runtime = Files.createTempDirectory("mitogen"); // for this account alone
            SessionFolder folder = SessionFolder.of(Map.of("XDG_RUNTIME_DIR", runtime.toString()));
            try (Server server = Server.open(folder, SessionChoice.DEFAULT)) {
                Thread session = new Thread(() -> server.serve(Duration.ofMinutes(1), SessionClient::answer));
                session.start();
                relay(folder, SessionChoice.DEFAULT, new byte[0][]);
            }
            folder.delete(SessionChoice.DEFAULT);
            Files.delete(runtime);
        } catch (IOException | SessionException e) {
            // Then a client starts somewhat later.
        }
    }

    private static int answer(Invocation invocation) {
        return Relay.NOT_SERVED;
    }

    /** Texts of this process, each of which ends with a zero byte. */
    private static byte[][] strings(String file) throws IOException {
        byte[] all = Files.readAllBytes(Path.of("/proc/self/" + file));
        int count = 0;
        for (byte b : all) {
            count += b == 0 ? 1 : 0;
        }
        byte[][] strings = new byte[count][];
        int start = 0;
        int at = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == 0) {
                strings[at++] = Arrays.copyOfRange(all, start, i);
                start = i + 1;
            }
        }
        return strings;
    }

    private static byte[][] last(byte[][] strings, int count) {
        return Arrays.copyOfRange(strings, Math.max(0, strings.length - count), strings.length);
    }
}
