package mitogen.cli.system;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.Command;

/** Our standard input, of which each target gets all. A terminal's is for the shell that it belongs to. */
public final class StandardInput {
    /** Never has anything in it. */
    public static final StandardInput NONE = new StandardInput(false, false, InputStream.nullInputStream());

    private final Path link;
    private final InputStream stream;
    private final boolean mayBeRead; // without a link
    private final boolean isShort; // without a link

    /** The link that names it in /proc, or null for none; and the stream. */
    public StandardInput(Path link, InputStream stream) {
        this.link = link;
        this.stream = stream;
        mayBeRead = false;
        isShort = false;
    }

    /** That of a client, which has looked at it. */
    public StandardInput(boolean mayBeRead, boolean isShort, InputStream stream) {
        link = null;
        this.stream = stream;
        this.mayBeRead = mayBeRead;
        this.isShort = isShort;
    }

    /** That of this process. */
    public static StandardInput ofProcess() {
        return new StandardInput(Path.of("/proc/self/fd/0"), new FileInputStream(FileDescriptor.in));
    }

    public InputStream stream() {
        return stream;
    }

    /** What is in it, if it is a file, and a short one; else null. */
    public byte[] readShort() {
        try {
            return isShort() ? stream.readAllBytes() : null;
        } catch (IOException e) {
            return null; // whoever reads it as a stream is told
        }
    }

    /** Whether somebody types it. */
    public boolean isTerminal() {
        try {
            return link != null && isTerminal(Files.readSymbolicLink(link).toString());
        } catch (IOException closed) {
            return false;
        }
    }

    private static boolean isTerminal(String name) {
        return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty") || name.equals("/dev/console");
    }

    /** Whether it is a file, and a short one. */
    public boolean isShort() {
        try {
            return link == null ? isShort : Files.isRegularFile(link) && Files.size(link) <= Command.SHORT;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether there may be something in it: not if it is closed, /dev/null or a terminal. */
    public boolean mayBeRead() {
        if (link == null) {
            return mayBeRead;
        }
        try {
            String name = Files.readSymbolicLink(link).toString();
            return StandardOutput.isOpen(name) && !name.equals("/dev/null") && !isTerminal(name);
        } catch (IOException closed) {
            return false;
        }
    }
}
