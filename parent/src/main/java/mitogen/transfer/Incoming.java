package mitogen.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.security.MessageDigest;
import java.util.Set;

/**
 * A file that is written under its hidden name. States: open; failed, when what comes is dropped; closed. Runs of zeros
 * become holes. Not thread-safe.
 */
final class Incoming {
    static final String DAMAGED = "its SHA-256 is not that of the source";

    private static final byte[] ZEROS = new byte[Wire.CHUNK];

    final Target target;
    final Path hidden;
    private final Stat source;
    private final boolean keep; // what is there of it
    private final MessageDigest digest;
    private final int mode; // that it was created with
    private final FileChannel out; // or null
    private IOException failure; // or null
    private long place;
    private boolean hole; // at the end

    /**
     * Opens the hidden file.
     *
     * @param here the beginning of it, which is not sent; or null
     */
    Incoming(Target target, Path hidden, Stat source, Attributes attributes, Beginning here, boolean keep) {
        this.target = target;
        this.hidden = hidden;
        this.source = source;
        this.keep = keep;
        digest = here == null ? FileDigest.create() : here.digest();
        mode = attributes.modeAtFirst(source, target.old(), 0600);
        place = here == null ? 0 : here.size();
        FileChannel opened = null;
        try {
            opened = open(attributes.creating(mode), here);
        } catch (IOException e) {
            failure = e;
        }
        out = opened;
    }

    private FileChannel open(FileAttribute<?> first, Beginning here) throws IOException {
        if (!keep) {
            return FileChannel.open(hidden, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), first);
        }
        FileChannel opened = FileChannel.open(
                hidden, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), first);
        try {
            if (here != null && here.other()) {
                opened.truncate(0);
                here.copy(opened);
            } else {
                opened.truncate(place);
                opened.position(place);
            }
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** Why it cannot be written; or null. */
    IOException failure() {
        return failure;
    }

    /** Writes bytes that came. */
    void bytes(ByteBuffer bytes) throws IOException {
        if (failure != null) {
            return;
        }
        try {
            place += bytes.remaining();
            digest.update(bytes.duplicate());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            hole = false;
        } catch (IOException e) {
            failed(e);
        }
    }

    void zeros(long count) throws IOException {
        if (failure != null) {
            return;
        }
        if (count <= 0 || count > source.size() - place) {
            throw Wire.senseless(count + " zeros in a file of " + source.size() + " bytes");
        }
        try {
            for (long left = count; left > 0; left -= ZEROS.length) {
                digest.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
            }
            place += count;
            out.position(place);
            hole = true;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) throws IOException {
        FileReader.checkInterrupt(e);
        failure = e;
        drop();
    }

    /** Gives the file its name. */
    void finish(Attributes attributes, byte[] sum) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            if (!MessageDigest.isEqual(digest.digest(), sum)) {
                Files.deleteIfExists(hidden); // whatever is to stay: it is nothing to go on with
                throw new IOException(DAMAGED);
            }
            if (hole) {
                out.write(ByteBuffer.allocate(1), place - 1);
            }
            if (target.old() != null) {
                out.force(true); // or else a crash could leave neither the old file nor the new one
            }
            out.close();
            attributes.finish(hidden, source, target.old(), mode);
            Files.move(hidden, target.path(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            failed(e);
            throw e;
        }
    }

    /** Closes it as it is; removes it if it is not to stay. */
    void drop() {
        try {
            if (out != null) {
                out.close();
            }
            if (!keep || place == 0) {
                Files.deleteIfExists(hidden);
            }
        } catch (IOException e) {
            // it was to go anyway
        }
    }

    /** Whether there is something of it to go on with. */
    boolean isPartial() {
        return keep && place > 0 && Files.exists(hidden, LinkOption.NOFOLLOW_LINKS);
    }
}
