package mitogen.cli.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mitogen.Secret;
import mitogen.cli.contexts.Session;

/** What a command in a process of its own finds around it: what the JVM has. */
public final class OwnSurroundings implements Surroundings {
    public static final OwnSurroundings HERE = new OwnSurroundings(System.getenv());

    private final Map<String, String> environment;

    /** The same with another environment. */
    public OwnSurroundings(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    /** As with {@code Arguments}, Java decodes them by the locale. */
    @Override
    public byte[] variable(String name) {
        try {
            return variable(name, Files.readAllBytes(Path.of("/proc/self/environ")));
        } catch (IOException noProc) {
            String value = System.getenv(name);
            return value == null ? null : value.getBytes(UTF_8);
        }
    }

    private static byte[] variable(String name, byte[] all) {
        String prefix = new String(name.getBytes(UTF_8), ISO_8859_1) + "=";
        for (String variable : new String(all, ISO_8859_1).split("\0")) {
            if (variable.startsWith(prefix)) {
                return variable.substring(prefix.length()).getBytes(ISO_8859_1);
            }
        }
        return null;
    }

    @Override
    public Path path(Path path) {
        return path;
    }

    @Override
    public Secret ofTerminal(String prompt) throws IOException {
        return Secret.ofTerminal(prompt);
    }

    @Override
    public Secret ofCommand(String command) throws IOException {
        return Secret.ofCommand(command);
    }

    /** By a shutdown hook: Ctrl-C, or SIGTERM. The JVM exits with 130, or 143, when it is done. */
    @Override
    public Runnable onInterrupt(Runnable action) {
        Thread hook = new Thread(action, "mitogen-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyShuttingDown) {
                // It runs, or has run.
            }
        };
    }

    @Override
    public Session session() {
        return null;
    }
}
