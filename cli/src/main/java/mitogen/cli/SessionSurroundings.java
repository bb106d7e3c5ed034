package mitogen.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mitogen.Secret;
import mitogen.cli.contexts.Session;
import mitogen.cli.session.Hello;
import mitogen.cli.session.Invocation;
import mitogen.cli.status.NotServed;
import mitogen.cli.system.StandardInput;
import mitogen.cli.system.StandardOutput;
import mitogen.cli.system.Surroundings;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;

/** What a command in a session finds around it: the environment, directory, terminal and interrupts of its client. */
final class SessionSurroundings implements Surroundings {
    private final Session session;
    private final Invocation invocation;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, byte[]> variables = new HashMap<>();

    SessionSurroundings(Session session, Invocation invocation) {
        this.session = session;
        this.invocation = invocation;
        for (byte[] variable : invocation.hello().environment()) {
            String text = Arguments.text(variable);
            int equals = text.indexOf('=', 1);
            if (equals > 0) {
                String value = text.substring(equals + 1);
                environment.put(text.substring(0, equals), value);
                variables.put(text.substring(0, equals), Arguments.bytes(value));
            }
        }
    }

    /** The client's streams, as a command sees them. */
    Terminal terminal() {
        return new Terminal(
                new StandardInput(invocation.has(Hello.INPUT), invocation.has(Hello.INPUT_IS_SHORT), invocation.in()),
                new StandardOutput(invocation.out(), invocation.has(Hello.OUT_IS_PIPE)),
                new StandardOutput(invocation.err(), invocation.has(Hello.ERR_IS_PIPE)),
                invocation.has(Hello.OUT_IS_SCREEN),
                invocation.has(Hello.ERR_IS_SCREEN),
                this);
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public byte[] variable(String name) {
        return variables.get(name);
    }

    @Override
    public Path path(Path path) {
        try {
            return Path.of(invocation.hello().directory()).resolve(path);
        } catch (InvalidPathException otherLocale) {
            throw new NotServed();
        }
    }

    @Override
    public void checkFileRights() {
        if (!invocation.hasOurFileRights()) {
            throw new NotServed();
        }
    }

    @Override
    public Secret ofTerminal(String prompt) throws IOException {
        return invocation.ofTerminal(prompt);
    }

    @Override
    public Secret ofCommand(String command) throws IOException {
        return invocation.ofCommand(command);
    }

    @Override
    public Runnable onInterrupt(Runnable action) {
        return invocation.onInterrupt(action);
    }

    @Override
    public Session session() {
        return session;
    }
}
