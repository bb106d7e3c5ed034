package mitogen.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.connect.Ssh;
import mitogen.fixtures.Sshd;

/** An {@link Sshd} for tests, which are skipped where there is none. */
final class SshServer implements AutoCloseable {
    private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

    private static volatile SshServer shared; // set once, guarded by the class

    /** Everything is in here; readable by all accounts. */
    final Path folder;

    final int port;
    private final Sshd sshd;

    private SshServer(Sshd sshd) {
        this.sshd = sshd;
        folder = sshd.folder();
        port = sshd.port();
        PORTS.add(port);
    }

    /**
     * The one for all tests that need nothing special of it and leave it as it was; it ends with this JVM. To be had before
     * each test, so that it is not taken for a leak of that test.
     */
    static synchronized SshServer shared() throws Exception {
        if (shared == null) {
            SshServer server = start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            shared = server;
        }
        return shared;
    }

    /**
     * A server with further lines of configuration. It lets in the account that runs the tests, whose start files may be slow
     * and print anything: bash reads them in a session of sshd only if it is no shell within another.
     */
    static SshServer start(String... configuration) throws Exception {
        List<String> lines = new ArrayList<>(List.of(configuration));
        if (lines.stream().noneMatch(line -> line.startsWith("SetEnv "))) {
            lines.add("SetEnv SHLVL=1");
        }
        return start(List.of(), lines.toArray(new String[0]));
    }

    /** A server whose daemon is run through a command, which is to become the one that follows: {@code unshare -m}. */
    static SshServer start(List<String> through, String... configuration) throws Exception {
        Path daemon = Needs.command("sshd", "openssh-server");
        Needs.command("ssh", "openssh-client");
        return new SshServer(Sshd.start(daemon, through, List.of(configuration)));
    }

    /** The way in, for the account that runs the tests, with the Java that runs them, if it is shared the quick one. */
    Ssh method() {
        return sshd.method().withJava(java());
    }

    /** Those that need something special may have a machine of their own, or other accounts. */
    private String java() {
        return this == shared ? Jvm.quickJava() : Jvm.java();
    }

    /** {@link #method()} for another JVM than the one that runs the server. */
    static Ssh method(String folder, int port) {
        return Sshd.method(folder, port);
    }

    /** The same for the command. */
    List<String> commandOptions() {
        return List.of(
                "-F",
                "/dev/null",
                "-o",
                "UserKnownHostsFile=" + folder + "/known_hosts",
                "--identity",
                folder + "/identity",
                "--java",
                java());
    }

    /** Makes this the key of the server for the clients to know; null for none. */
    void knownHosts(Path publicKey) throws IOException {
        sshd.knownHosts(publicKey);
    }

    /** Whether the environment of a process tells that it was started by one of these servers. */
    static boolean serves(String environment) {
        for (String variable : environment.split("\0", -1)) {
            if (variable.startsWith("SSH_CONNECTION=127.0.0.1 ")) {
                return PORTS.contains(Integer.valueOf(variable.substring(variable.lastIndexOf(' ') + 1)));
            }
        }
        return false;
    }

    static int freePort() throws IOException {
        return Sshd.freePort();
    }

    @Override
    public void close() throws IOException {
        sshd.close();
    }

    static void delete(Path folder) throws IOException {
        Sshd.delete(folder);
    }
}
