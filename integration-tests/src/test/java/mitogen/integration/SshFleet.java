package mitogen.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Hosts of an ssh configuration, all of which are one server on this machine. Each has its name in {@code WHO}. A host that is
 * called {@code refused1} and so on has nobody who listens, {@code stranger} does not know our key, and {@code silent} never
 * says a word.
 */
final class SshFleet implements AutoCloseable {
    /** For {@code -F}. */
    final Path config;

    private final SshServer server;
    private final ServerSocket silence;

    private SshFleet(Path config, SshServer server, ServerSocket silence) {
        this.config = config;
        this.server = server;
        this.silence = silence;
    }

    /** Starts the server, with more lines of its configuration, and writes that of ssh into the folder. */
    static SshFleet start(Path folder, List<String> hosts, String... configuration) throws Exception {
        List<String> lines = new ArrayList<>(List.of(configuration));
        lines.add("AcceptEnv WHO");
        SshServer server = SshServer.start(lines.toArray(new String[0]));
        ServerSocket silence = new ServerSocket(0, 10, InetAddress.getLoopbackAddress()); // nobody ever accepts
        SshFleet fleet = new SshFleet(folder.resolve("config"), server, silence);
        try {
            Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/other");
            fleet.write(folder, hosts);
            return fleet;
        } catch (Exception e) {
            fleet.close();
            throw e;
        }
    }

    private void write(Path folder, List<String> hosts) throws Exception {
        int closed = SshServer.freePort();
        StringBuilder text = new StringBuilder();
        for (String host : hosts) {
            int port = host.startsWith("refused") ? closed : server.port;
            text.append("Host " + host + "\n SetEnv WHO=" + host + "\n Port "
                    + (host.equals("silent") ? silence.getLocalPort() : port) + "\n IdentityFile "
                    + (host.equals("stranger") ? folder + "/other" : server.folder + "/identity") + "\n");
        }
        text.append("Host *\n HostName 127.0.0.1\n User " + System.getProperty("user.name")
                + "\n IdentitiesOnly yes\n UserKnownHostsFile " + server.folder
                + "/known_hosts\n GlobalKnownHostsFile /dev/null\n");
        Files.writeString(config, text);
    }

    @Override
    public void close() throws IOException {
        try (silence) {
            server.close();
        }
    }
}
