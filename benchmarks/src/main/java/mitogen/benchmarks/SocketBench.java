package mitogen.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import mitogen.Context;
import mitogen.Forward;
import mitogen.controller.Mitogen;
import mitogen.fixtures.Sshd;

/** A port behind ssh: by a socket of the context, by a forward, and by {@code ssh -L}, in turn. */
final class SocketBench implements Bench {
    private static final String NAME = "socket";
    private static final int PING_PONGS = 300;

    /** Opens a connection to the server, in one of the ways. */
    private interface Way {
        Socket open() throws IOException;
    }

    @Override
    public void run(Setup setup, Report report) throws Exception {
        try (Sshd ssh = Setup.sshd();
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Mitogen mitogen = Mitogen.open()) {
            Thread accepts = new Thread(() -> serve(server), "bench-server");
            accepts.setDaemon(true);
            accepts.start();
            int tunnel = freePort();
            List<String> command = new ArrayList<>(Setup.ssh(ssh.method(), "exit"));
            command.remove(command.size() - 1);
            command.addAll(
                    1,
                    List.of(
                            "-N",
                            "-o",
                            "ClearAllForwardings=no",
                            "-L",
                            tunnel + ":127.0.0.1:" + server.getLocalPort()));
            Process tunneling = new ProcessBuilder(command).inheritIO().start();
            try {
                await(tunnel);
                Context context = mitogen.connect(ssh.method());
                InetSocketAddress to = InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort());
                try (Forward forward = context.forward(Forward.port(0), to)) {
                    int forwarded = ((InetSocketAddress) forward.address()).getPort();
                    measure(
                            setup,
                            report,
                            () -> new Socket(InetAddress.getLoopbackAddress(), tunnel),
                            () -> context.sockets().createSocket("127.0.0.1", server.getLocalPort()),
                            () -> new Socket(InetAddress.getLoopbackAddress(), forwarded));
                }
            } finally {
                tunneling.destroy();
            }
        }
    }

    private static void measure(Setup setup, Report report, Way tunnel, Way factory, Way forward) throws Exception {
        int bytes = setup.scale().bytes();
        Samples[] rates = Turns.of(
                setup.scale(),
                setup.scale().rounds(),
                () -> rate(tunnel, bytes),
                () -> rate(factory, bytes),
                () -> rate(forward, bytes));
        Samples[] micros = Turns.of(
                setup.scale(),
                setup.scale().rounds(),
                () -> micros(tunnel),
                () -> micros(factory),
                () -> micros(forward));
        String[] names = {"ssh -L", "a socket of the context", "a forward"};
        for (int way = 1; way < names.length; way++) {
            report.add(Figure.of(NAME, "bytes from a port, by " + names[way], Unit.GIGABYTES_PER_SECOND, rates[way])
                    .withFloor(names[0], rates[0]));
            report.add(Figure.of(NAME, "there and back, by " + names[way], Unit.MICROSECONDS, micros[way])
                    .withFloor(names[0], micros[0]));
        }
    }

    /** In 10^9 bytes a second. */
    private static double rate(Way way, int bytes) throws IOException {
        try (Socket socket = way.open()) {
            socket.getOutputStream().write(1);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            long start = System.nanoTime();
            for (int left = bytes; left > 0; ) {
                left -= in.readNBytes(buffer, 0, Math.min(left, buffer.length));
            }
            return (double) bytes / (System.nanoTime() - start);
        }
    }

    /** Of one byte there and back. */
    private static double micros(Way way) throws IOException {
        try (Socket socket = way.open()) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            long start = System.nanoTime();
            for (int i = 0; i < PING_PONGS; i++) {
                out.write(0);
                in.read();
            }
            return (System.nanoTime() - start) / 1e3 / PING_PONGS;
        }
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> answer(socket), "bench-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /** Sends a 0 back; after anything else, sends zeros for ever. */
    private static void answer(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            int asked = socket.getInputStream().read();
            while (asked == 0) {
                socket.getOutputStream().write(0);
                asked = socket.getInputStream().read();
            }
            byte[] zeros = new byte[1 << 16];
            while (asked > 0) {
                socket.getOutputStream().write(zeros);
            }
        } catch (IOException e) {
            // who asked has enough
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void await(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(10);
            }
        }
    }
}
