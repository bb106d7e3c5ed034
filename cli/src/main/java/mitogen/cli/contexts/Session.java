package mitogen.cli.contexts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mitogen.ConnectionMethod;
import mitogen.cli.session.Server;
import mitogen.cli.status.NotServed;
import mitogen.cli.words.Durations;
import mitogen.connect.Ssh;

/** The session that this process is, as the commands see it that run in it: its contexts, and which ways these may have. */
public final class Session implements AutoCloseable {
    /** Variables by which ssh finds what lets it in. */
    private static final List<String> KEYS = List.of("SSH_AUTH_SOCK", "KRB5CCNAME");

    private final String name;
    private final Duration idle;
    private final Server server;
    private final KeptContexts contexts = new KeptContexts();
    private final long start = System.nanoTime();

    /** Opens one without contexts; the server has its clients. */
    public Session(String name, Duration idle, Server server) {
        this.name = name;
        this.idle = idle;
        this.server = server;
    }

    /** What clients ask for. */
    public String name() {
        return name;
    }

    /** Whether the context at the end of this way is connected: no password is needed for it. */
    public boolean isUp(List<ConnectionMethod> way) {
        return contexts.isUp(way);
    }

    /** The contexts, for one command. */
    public KeptTree tree(ContextOutput output) {
        return new KeptTree(contexts, output);
    }

    /**
     * Refuses targets that it would reach in another way than the client. On this machine, a process has the client's
     * directory and environment.
     *
     * @param environment the client's
     * @throws NotServed before anything is done
     */
    public void check(List<List<ConnectionMethod>> ways, Map<String, String> environment) {
        boolean sameKeys = KEYS.stream()
                .allMatch(key -> String.valueOf(System.getenv(key)).equals(String.valueOf(environment.get(key))));
        for (List<ConnectionMethod> way : ways) {
            boolean known = contexts.isUp(way);
            if (!(way.get(0) instanceof Ssh ssh)
                    || isRelative(ssh.config())
                    || isRelative(ssh.identity())
                    || !known && !sameKeys) {
                throw new NotServed();
            }
        }
    }

    private static boolean isRelative(String file) {
        return file != null && !file.startsWith("/") && !file.startsWith("~") && !file.equals("none");
    }

    private static String running(int others) {
        return others == 0 ? "" : ", runs " + others + (others == 1 ? " command" : " commands");
    }

    /** What {@code mitogen session list} shows of it. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<String> kept = contexts.lines();
        lines.add(name + ": process " + ProcessHandle.current().pid() + ", up for "
                + Durations.text((System.nanoTime() - start) / 1_000_000_000) + ", ends after "
                + Durations.text(idle.toSeconds()) + " without a command"
                + running(server.active() - 1)
                + (kept.isEmpty() ? ", no connections" : ", connections:"));
        kept.forEach(line -> lines.add("  " + line));
        return lines;
    }

    @Override
    public void close() {
        contexts.close();
        server.close();
    }
}
