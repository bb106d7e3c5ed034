package mitogen.benchmarks;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The bare other JVM: a process with two pipes and nothing of Mitogen in it. Its program answers, on its standard
 * output, each request of the first byte's kind.
 */
final class Peer implements AutoCloseable {
    /** A message of about the size of a call without captured values. */
    private static final int MESSAGE = 100;

    private static final int CHUNK = 64 * 1024;
    private static final int PING = 1;
    private static final int PUT = 2;
    private static final int GET = 3;

    private final Process process;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] message = new byte[MESSAGE];

    /** Starts the peer by the command, which is that of {@link #program} or one that leads to it. */
    Peer(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = process.getInputStream();
        out = process.getOutputStream();
    }

    /** The command of a peer that moves so many bytes at a time. */
    static List<String> program(int bytes) {
        return Setup.bare(Peer.class, String.valueOf(bytes));
    }

    /** Sends one message and waits for one of the same size. */
    void ping() throws IOException {
        message[0] = PING;
        out.write(message);
        out.flush();
        need(in.readNBytes(message, 0, MESSAGE), MESSAGE);
    }

    /** Sends so many bytes and waits until they have arrived. */
    void put(byte[] bytes) throws IOException {
        out.write(PUT);
        write(out, bytes);
        out.flush();
        need(in.read(), PUT);
    }

    /** Fetches bytes. */
    void get(byte[] bytes) throws IOException {
        out.write(GET);
        out.flush();
        read(in, bytes, 0);
    }

    /** In pieces, because the JDK allocates a native buffer as large as what it is given at once. */
    private static void write(OutputStream out, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += CHUNK) {
            out.write(bytes, at, Math.min(CHUNK, bytes.length - at));
        }
    }

    /** Fills the array from the position on, in pieces as well. */
    private static void read(InputStream in, byte[] bytes, int from) throws IOException {
        for (int at = from; at < bytes.length; at += CHUNK) {
            int size = Math.min(CHUNK, bytes.length - at);
            need(in.readNBytes(bytes, at, size), size);
        }
    }

    private static void need(int found, int wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("the bare peer gave " + found + " instead of " + wanted);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        byte[] bytes = new byte[Integer.parseInt(arguments[0])];
        byte[] message = new byte[MESSAGE];
        while (true) {
            // A ping comes in one read; what comes behind the first byte of a PUT is the start of its bytes.
            int read = in.read(message);
            if (read < 0) {
                return;
            }
            if (message[0] == PING) {
                need(in.readNBytes(message, read, MESSAGE - read), MESSAGE - read);
                out.write(message);
            } else if (message[0] == PUT) {
                System.arraycopy(message, 1, bytes, 0, read - 1);
                read(in, bytes, read - 1);
                out.write(PUT);
            } else {
                write(out, bytes);
            }
        }
    }
}
