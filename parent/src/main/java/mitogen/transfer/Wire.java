package mitogen.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;

/**
 * The records between the sides of a transfer. A message is any number of records; a record begins with its kind. Numbers
 * are big-endian; bytes come behind their count, of four bytes.
 *
 * <pre>
 * source to destination
 *   DIRECTORY  path                                     what follows is in there
 *   ENTRY      name, Stat, group, [what a link says]    the name is empty for the source itself; see Entry
 *   CLOSED     1 if that was all of the directory       it ends here
 *   UNREADABLE path, Failure                            of the source
 *   ACCOUNT    1 for a group, number, name              before the first file of that owner
 *   FILE       Stat, offset                             the next file that was asked for, from there on
 *   BYTES      bytes                                    of it
 *   ZEROS      count                                    so many zeros
 *   WHOLE      1 if it grew meanwhile, SHA-256          it ends here
 *   NO_FILE    Failure                                  there is no more of it
 *   SAME       1 if it is                               instead of a file that was to be compared
 *   END                                                 nothing follows but files
 *
 * destination to source, for each file in turn
 *   SKIP | WANT | COMPARE SHA-256 | RESUME offset, SHA-256 of what is before
 *
 * destination to whoever asked for the transfer
 *   COUNTS     files, bytes, skipped, deleted
 *   FAILED     1 if it was at the source, path, Failure
 *   DIFFERENT  kind, path
 *   PARTIAL    1 if it is there, 0 if no longer; absolute path
 *   GREW       path                                     it is what the source was at first
 *   DONE
 * </pre>
 */
final class Wire {
    static final byte DIRECTORY = 1;
    static final byte ENTRY = 2;
    static final byte CLOSED = 3;
    static final byte UNREADABLE = 4;
    static final byte ACCOUNT = 5;
    static final byte FILE = 6;
    static final byte BYTES = 7;
    static final byte ZEROS = 8;
    static final byte WHOLE = 9;
    static final byte NO_FILE = 10;
    static final byte SAME = 11;
    static final byte END = 12;

    static final byte SKIP = 21;
    static final byte WANT = 22;
    static final byte COMPARE = 23;
    static final byte RESUME = 24;

    static final byte COUNTS = 31;
    static final byte FAILED = 32;
    static final byte DIFFERENT = 33;
    static final byte PARTIAL = 34;
    static final byte DONE = 35;
    static final byte GREW = 36;

    /** What is all zeros of a file is not sent, in blocks of so many bytes. */
    static final int BLOCK = 56 * 1024;

    /** How many bytes of a file are read at once, and go in one record: full pages. The fewer, the more often all threads wake. */
    static final int CHUNK = 4 * BLOCK;

    /** The bytes before those of a file, in a record. */
    static final int HEAD = 5;

    /** The most bytes in one message: a chunk and some records. */
    static final int MESSAGE = CHUNK + 4 * 1024;

    /** The most bytes in a record without bytes of a file. */
    static final int RECORD = 16 * 1024;

    /** The bytes in a SHA-256. */
    static final int DIGEST = 32;

    private static final int LONGEST = 8 * 1024; // of a path or text

    private Wire() {}

    /** Bytes that are not too many. */
    static byte[] bytes(ByteBuffer from) throws IOException {
        int count = count(from);
        if (count > LONGEST) {
            throw senseless("a path or text of " + count + " bytes");
        }
        byte[] bytes = new byte[count];
        from.get(bytes);
        return bytes;
    }

    /** A count of bytes that are there. */
    static int count(ByteBuffer from) throws IOException {
        int count = from.getInt();
        if (count < 0 || count > from.remaining()) {
            throw senseless(count + " bytes, of which " + from.remaining() + " are there");
        }
        return count;
    }

    static String text(ByteBuffer from) throws IOException {
        return new String(bytes(from), StandardCharsets.UTF_8);
    }

    static byte[] digest(ByteBuffer from) {
        byte[] digest = new byte[DIGEST];
        from.get(digest);
        return digest;
    }

    /** What no honest side sends; it ends the transfer. */
    static final class SenselessException extends IOException {
        private static final long serialVersionUID = 1;

        private SenselessException(String what) {
            super("the other side of a transfer sent what makes no sense: " + what);
        }
    }

    static SenselessException senseless(String what) {
        return new SenselessException(what);
    }

    /** A failure as two texts: the class of the exception, and what it says besides the path. */
    static String[] failure(Exception e) {
        String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        String text = reason == null ? "" : reason;
        return new String[] {JdkExceptions.type(e), text.length() > 1000 ? text.substring(0, 1000) : text};
    }
}
