package mitogen.classes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * What the bytes of the entries of a {@link Batch} consist of, but for class files and reasons. Where there are several
 * variants of a class or resource, they tell the first and the last Java that this one is for.
 *
 * <pre>
 *   where classes are from    7 x writeUTF: place, title, version, vendor of the specification, then of the implementation
 *                             [ byte: first Java | byte: last Java ]
 *   a resource                byte: first Java | byte: last Java | short: how many have the name | each of them:
 *                             writeUTF: place | long: length | int: number, or 0 and the content
 * </pre>
 *
 * <p>A relay reads the Javas only, here; what is behind them is read by {@link mitogen.resources.CodeSources} and
 * {@link mitogen.resources.Resources}, which are apart because every context that gets a class of the application fetches them.
 */
public final class EntryLayout {
    /** A Java version beyond all that there are. */
    public static final int ANY = 255;

    private static final int TEXTS = 7;

    /** For which Javas an entry is, and whether it tells that there is nothing of that name. */
    record Meaning(int from, int until, boolean absent) {}

    /**
     * One of the resources that have a name in common.
     *
     * @param place where it is from, for people
     * @param length in bytes
     * @param number by which its content is asked for in ranges; 0 if the content is here
     * @param content all of it, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Copy(String place, long length, int number, byte[] content) {}

    private EntryLayout() {}

    /** Where classes are from that are not ours: seven texts, and the Javas that they are for, 0 to {@link #ANY} for all. */
    public static byte[] origin(List<String> texts, int from, int until) {
        if (texts.size() != TEXTS) {
            throw new IllegalArgumentException("an origin has " + TEXTS + " texts, not " + texts.size());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String text : texts) {
                out.writeUTF(text);
            }
            if (from > 0 || until < ANY) {
                out.writeByte(from);
                out.writeByte(until);
            }
        } catch (IOException e) {
            throw new AssertionError("an array cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** All resources of one name, none if there are none. */
    public static byte[] resource(int from, int until, List<Copy> copies) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(from);
            out.writeByte(until);
            out.writeShort(copies.size());
            for (Copy copy : copies) {
                out.writeUTF(copy.place);
                out.writeLong(copy.length);
                out.writeInt(copy.number);
                if (copy.content != null) {
                    out.write(copy.content);
                }
            }
        } catch (IOException e) {
            throw new AssertionError("an array cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** What a relay has to know of an entry. */
    static Meaning of(Batch.Entry entry) throws IOException {
        if (entry.name().startsWith("!")) {
            return new Meaning(0, ANY, true);
        }
        boolean resource = entry.name().startsWith("/");
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(resource ? entry.bytes() : entry.origin()));
        for (int texts = resource || in.available() == 0 ? 0 : TEXTS; texts > 0; texts--) {
            in.readUTF();
        }
        return in.available() == 0 // there are no variants
                ? new Meaning(0, ANY, false)
                : new Meaning(in.readUnsignedByte(), in.readUnsignedByte(), resource && in.readShort() == 0);
    }
}
