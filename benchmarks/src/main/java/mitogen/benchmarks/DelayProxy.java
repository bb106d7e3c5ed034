package mitogen.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A long wire: passes TCP connections on and holds each direction back for the same time, however many bytes there are.
 * It delays what is read, so both sides have their connection at once: one round trip fewer than a real long wire, for
 * every program that connects through it.
 */
final class DelayProxy implements AutoCloseable {
    /** Some bytes, none at the end of the stream, and when they are to come out, by {@link System#nanoTime}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Chunk(byte[] bytes, long due) {}

    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final int target;
    private volatile int delayMillis;

    /** A wire without delay to a port of this machine. */
    DelayProxy(int target) throws IOException {
        this.target = target;
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Sets how long each direction is held back from now on. */
    void delay(int millis) {
        delayMillis = millis;
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            carry(near, far);
            carry(far, near);
        }
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Chunk> wire = new LinkedBlockingQueue<>();
        start("in", () -> {
            try {
                InputStream in = from.getInputStream();
                byte[] buffer = new byte[64 * 1024];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    wire.add(chunk(Arrays.copyOf(buffer, read)));
                }
            } finally {
                wire.add(chunk(new byte[0]));
            }
        });
        start("out", () -> {
            try {
                OutputStream out = to.getOutputStream();
                for (Chunk chunk = wire.take(); chunk.bytes().length > 0; chunk = wire.take()) {
                    TimeUnit.NANOSECONDS.sleep(chunk.due() - System.nanoTime());
                    out.write(chunk.bytes());
                }
                to.shutdownOutput();
            } finally {
                if (to.isInputShutdown() || from.isOutputShutdown()) {
                    to.close(); // the other direction has ended before
                    from.close();
                }
            }
        });
    }

    private Chunk chunk(byte[] bytes) {
        return new Chunk(bytes, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis));
    }

    private interface Job {
        void run() throws IOException, InterruptedException;
    }

    /** The threads end with the connections, or with the listener. */
    private static void start(String role, Job job) {
        Thread thread = new Thread(
                () -> {
                    try {
                        job.run();
                    } catch (IOException | InterruptedException e) {
                        // one side is gone, and so will be the other
                    }
                },
                "proxy-" + role);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
