package mitogen.classes;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import mitogen.load.RemoteClassLoader;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Classes, resources, and word of what does not exist, packed together for their way down: a zlib stream of entries, and
 * behind them a byte 0. An entry is
 *
 * <pre>
 *   byte 1 | writeUTF: name | int: length | bytes
 * </pre>
 *
 * <p>and the name that of a class; or of a class or, with a dot at its end, a package that does not exist, behind
 * {@code !}; or of a resource, behind {@code /}; or empty: then the bytes tell where the classes behind it are from. What is
 * within the bytes is in {@link EntryLayout}.
 *
 * <p>{@link RemoteClassLoader#unpack} reads it, for the core, which has no room for what packs.
 *
 * @param entries what is in it
 * @param packed the bytes that travel
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Batch(List<Entry> entries, byte[] packed) {
    /** The most packed bytes of a batch that is kept on the way: it is one frame, with its number. */
    public static final int MOST = Protocol.MAX_PAYLOAD - 4;

    /**
     * One thing in it.
     *
     * @param name as the loader looks for it
     * @param bytes the class file, the resource, or the reason why there is none
     * @param origin of a class, where it is from; null for all else
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(String name, byte[] bytes, byte[] origin) {}

    /** One batch, however large it becomes. */
    public static Batch of(List<Entry> entries) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(packed, deflater))) {
            byte[] origin = null;
            for (Entry entry : entries) {
                if (entry.origin != null && entry.origin != origin) {
                    origin = entry.origin;
                    write("", origin, out);
                }
                write(entry.name, entry.bytes, out);
            }
            out.write(0);
        } catch (IOException e) {
            throw new AssertionError("an array cannot fail", e);
        } finally {
            deflater.end();
        }
        return new Batch(List.copyOf(entries), packed.toByteArray());
    }

    private static void write(String name, byte[] bytes, DataOutputStream out) throws IOException {
        out.write(1);
        out.writeUTF(name);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** The payload of the message that brings it; 0 is the number of all that nobody on the way is to keep. */
    public Frame frames(int number) {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(number);
        payload.putBytes(packed, 0, packed.length);
        return payload.frames();
    }

    /** A batch that was packed before. */
    public static Batch unpack(byte[] packed) throws IOException {
        return new Batch(read(new Batch(List.of(), packed).frames(0)), packed);
    }

    /** What is in a batch that came by, with such a payload. */
    public static List<Entry> read(Frame batch) throws IOException {
        Map<String, byte[][]> found = new LinkedHashMap<>();
        RemoteClassLoader.unpack(batch, found);
        List<Entry> entries = new ArrayList<>();
        found.forEach((name, parts) -> entries.add(new Entry(name, parts[0], parts[1])));
        return entries;
    }
}
