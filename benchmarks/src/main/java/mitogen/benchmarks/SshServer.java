package mitogen.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mitogen.connect.Ssh;
import mitogen.methods.CommandMethod;

/** A real {@code sshd} on a loopback port, with its configuration and keys in a folder of its own. */
final class SshServer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process process;

    private SshServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static SshServer start() throws Exception {
        String sshd = Processes.find("sshd");
        Processes.find("ssh");
        Path folder = Files.createTempDirectory("mitogen-bench-sshd-");
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd")); // compiled in: the unprivileged child's empty root
        }
        for (String key : List.of("host", "identity")) {
            Processes.millis(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/" + key));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.write(
                folder.resolve("config"),
                List.of(
                        "Port " + port,
                        "ListenAddress 127.0.0.1",
                        "HostKey " + folder + "/host",
                        "PidFile " + folder + "/pid",
                        "AuthorizedKeysFile " + folder + "/identity.pub",
                        "UsePAM no",
                        "StrictModes no",
                        "PasswordAuthentication no",
                        "KbdInteractiveAuthentication no",
                        "PermitRootLogin yes",
                        "PrintMotd no",
                        "MaxStartups 200",
                        "MaxSessions 200"));
        Files.writeString(folder.resolve("known_hosts"), "127.0.0.1 " + Files.readString(folder.resolve("host.pub")));
        Process process = new ProcessBuilder(sshd, "-D", "-e", "-f", folder + "/config")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        SshServer server = new SshServer(folder, port, process);
        server.awaitPort();
        return server;
    }

    private void awaitPort() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    String said = Files.readString(folder.resolve("log"));
                    close();
                    throw new IOException("sshd does not listen on port " + port + ": " + said, e);
                }
                Thread.sleep(10);
            }
        }
    }

    int port() {
        return port;
    }

    /** The way in, with the Java that runs the benches. */
    Ssh method() {
        return Ssh.ssh("127.0.0.1")
                .withPort(port)
                .withUser(System.getProperty("user.name"))
                .withConfig("/dev/null")
                .withIdentity(folder + "/identity")
                .withOption("UserKnownHostsFile=" + folder + "/known_hosts")
                .withOption("GlobalKnownHostsFile=/dev/null")
                .withOption("HostKeyAlias=127.0.0.1")
                .withJava(Setup.java());
    }

    /** The same way with ssh alone: the command line that runs a command there. */
    List<String> command(String remote) {
        return command(method(), remote);
    }

    /** The command line by which ssh alone goes the way of the method. */
    static List<String> command(Ssh method, String remote) {
        List<String> command = new ArrayList<>(((CommandMethod) method).command(""));
        command.set(command.size() - 1, remote);
        return command;
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
