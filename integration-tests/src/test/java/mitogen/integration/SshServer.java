package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mitogen.connect.Ssh;

/**
 * A real {@code sshd} on a loopback port, with everything that it needs in a folder of its own: configuration, host key,
 * the one key that it lets in, and a {@code known_hosts} that knows it.
 */
final class SshServer implements AutoCloseable {
    /** Becomes the command that follows, and ends it when its own standard input ends: however this JVM is ended. */
    private static final String ENDS_WITH_US =
            "exec 3<&0; { while read -r _x <&3; do :; done; kill $$; } 2>/dev/null & exec \"$@\" 3<&- </dev/null";

    private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

    private static SshServer shared; // guarded by the class

    /** Everything is in here; readable by all accounts. */
    final Path folder;

    final int port;
    private final Process process;

    private SshServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
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

    /** A server with further lines of configuration. */
    static SshServer start(String... configuration) throws Exception {
        return start(List.of(), configuration);
    }

    /** A server whose daemon is run through a command, which is to become the one that follows: {@code unshare -m}. */
    static SshServer start(List<String> through, String... configuration) throws Exception {
        Path sshd = Needs.command("sshd", "openssh-server");
        Needs.command("ssh", "openssh-client");
        Path folder = Files.createTempDirectory("mitogen-sshd-");
        Files.setPosixFilePermissions(folder, fromString("rwxr-xr-x"));
        if (Needs.isRoot()) {
            Files.createDirectories(Path.of("/run/sshd")); // compiled in: the unprivileged child's empty root
        }
        Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/host");
        Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/identity");
        Files.copy(folder.resolve("identity.pub"), folder.resolve("authorized_keys"));
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            SshServer server = launch(sshd, folder, port, through, configuration);
            try {
                Await.until("sshd listens on port " + port, () -> server.listens() || !server.process.isAlive());
                if (server.process.isAlive()) {
                    server.knownHosts(folder.resolve("host.pub"));
                    return server;
                }
                String said = Files.readString(folder.resolve("log"));
                if (attempt == 3 || !said.contains("in use")) { // somebody else may have taken the port meanwhile
                    throw new IOException("sshd ended: " + said);
                }
            } catch (Exception | AssertionError e) {
                server.close();
                throw e;
            }
        }
    }

    private static SshServer launch(Path sshd, Path folder, int port, List<String> through, String... configuration)
            throws IOException {
        List<String> lines = new ArrayList<>(List.of(configuration)); // first, as the first value of a name wins
        lines.addAll(List.of(
                "Port " + port,
                "ListenAddress 127.0.0.1",
                "HostKey " + folder + "/host",
                "PidFile " + folder + "/pid",
                "AuthorizedKeysFile " + folder + "/authorized_keys",
                "KexAlgorithms curve25519-sha256", // the default costs the client 70 ms of a processor, this one 5
                "UsePAM no",
                "StrictModes no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin yes",
                "PrintMotd no",
                "MaxSessions 200"));
        if (lines.stream().noneMatch(line -> line.startsWith("MaxStartups "))) {
            lines.add("MaxStartups 200"); // of this one the last value wins
        }
        Files.write(folder.resolve("config"), lines);
        List<String> command = new ArrayList<>(List.of("sh", "-c", ENDS_WITH_US, "sh"));
        command.addAll(through);
        command.addAll(List.of(sshd.toString(), "-D", "-e", "-f", folder + "/config"));
        PORTS.add(port);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .directory(folder.toFile())
                .start();
        return new SshServer(folder, port, process);
    }

    /** The way in, for the account that runs the tests, with the Java that runs them. */
    Ssh method() {
        return method(folder.toString(), port);
    }

    /** The same for the command, and the Java that runs the tests. */
    List<String> commandOptions() {
        return List.of(
                "-F",
                "/dev/null",
                "-o",
                "UserKnownHostsFile=" + folder + "/known_hosts",
                "--identity",
                folder + "/identity",
                "--java",
                Jvm.java());
    }

    /** {@link #method()} for another JVM than the one that runs the server. */
    static Ssh method(String folder, int port) {
        return Ssh.ssh("127.0.0.1")
                .withPort(port)
                .withUser(System.getProperty("user.name"))
                .withConfig("/dev/null")
                .withIdentity(folder + "/identity")
                .withOption("UserKnownHostsFile=" + folder + "/known_hosts")
                .withOption("GlobalKnownHostsFile=/dev/null")
                .withOption("StrictHostKeyChecking=yes")
                .withJava(Jvm.java());
    }

    /** Makes this the key of the server for the clients to know; null for none. */
    void knownHosts(Path publicKey) throws IOException {
        String line = publicKey == null ? "" : "[127.0.0.1]:" + port + " " + Files.readString(publicKey, UTF_8);
        Files.writeString(folder.resolve("known_hosts"), line);
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

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> sessions = process.descendants().toList();
        process.destroyForcibly();
        sessions.forEach(ProcessHandle::destroyForcibly);
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        process.getOutputStream().close();
        delete(folder);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
