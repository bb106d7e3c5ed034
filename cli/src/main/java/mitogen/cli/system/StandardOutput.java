package mitogen.cli.system;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output, or standard error. It remembers why it could not be written, which a PrintStream keeps to itself. */
public final class StandardOutput extends OutputStream {
    private final OutputStream to;
    private final boolean pipe;
    private volatile IOException failure;

    /** The stream, and whether it is a pipe or a socket: all that can be wrong with these is that nobody reads them. */
    public StandardOutput(OutputStream to, boolean pipe) {
        this.to = to;
        this.pipe = pipe;
    }

    /** Our own. Whether it is a pipe is not told by an error, which is in the language of the C library. */
    public static StandardOutput ofProcess() {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        String link = link(1);
        boolean socket = link.startsWith("socket:");
        return new StandardOutput(socket ? new SocketOutput(out) : out, socket || link.startsWith("pipe:"));
    }

    /** Our standard error. Whoever has closed it wants nothing of it: that is as if nobody read it. */
    public static StandardOutput ofErrors() {
        String link = link(2);
        return new StandardOutput(
                new FileOutputStream(FileDescriptor.err),
                link.startsWith("socket:") || link.startsWith("pipe:") || !isOpen(link));
    }

    /** What a descriptor is, as Linux shows it; empty if it is closed. */
    private static String link(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
        } catch (IOException closed) {
            return "";
        }
    }

    /** Whether it was open when the JVM began. If it was not, the JVM has opened one of its own files under its number. */
    static boolean isOpen(String link) {
        try {
            return !link.isEmpty()
                    && !link.startsWith(Path.of(System.getProperty("java.home")).toRealPath() + "/");
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether it is a pipe or a socket, whose reader may go away. */
    public boolean isPipe() {
        return pipe;
    }

    /** Why it could not be written, or null where all is well, or where nobody reads it any more. */
    String failure() {
        IOException first = failure;
        return first == null || pipe ? null : String.valueOf(first.getMessage());
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            to.write(bytes, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            to.flush();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }
}
