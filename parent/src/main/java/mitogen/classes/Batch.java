package mitogen.classes;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Classes, packed together for their way down. {@link mitogen.load.RemoteClassLoader} tells the format.
 *
 * @param entries what is in it
 * @param packed the bytes that travel
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Batch(List<Entry> entries, byte[] packed) {
    /** The most packed bytes of a batch that is kept on the way: it is one frame, with its number. */
    public static final int MOST = mitogen.wire.Protocol.MAX_PAYLOAD - 4;

    /** How many bytes are packed at a time. They rarely become more than {@link #MOST}; if they do, it is done over. */
    private static final int PORTION = 144 * 1024;

    /**
     * One thing in it.
     *
     * @param name as the loader looks for it
     * @param bytes the class file, the resource, or the reason why there is none
     * @param origin of a class, where it is from; null for all else
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(String name, byte[] bytes, byte[] origin) {}

    /**
     * Packs entries, in order, into batches of at most {@link #MOST} bytes. What is larger by itself is left out; so is
     * what would make all together larger than the budget.
     */
    public static List<Batch> pack(List<Entry> entries, int budget) {
        List<Batch> batches = new ArrayList<>();
        int left = budget;
        int start = 0;
        while (start < entries.size()) {
            int end = start;
            long size = 0;
            while (end < entries.size() && (end == start || size + entries.get(end).bytes.length <= PORTION)) {
                size += entries.get(end++).bytes.length;
            }
            for (Batch batch : pack(entries.subList(start, end))) {
                left -= batch.packed.length;
                if (left < 0) {
                    return batches;
                }
                batches.add(batch);
            }
            start = end;
        }
        return batches;
    }

    private static List<Batch> pack(List<Entry> entries) {
        Batch whole = of(entries);
        if (whole.packed.length <= MOST) {
            return List.of(whole);
        }
        int half = entries.size() / 2;
        if (half == 0) {
            return List.of();
        }
        List<Batch> both = new ArrayList<>(pack(entries.subList(0, half)));
        both.addAll(pack(entries.subList(half, entries.size())));
        return both;
    }

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

    /** What is in a batch that came by. */
    public static List<Entry> unpack(InputStream packed) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(packed))) {
            byte[] origin = null;
            while (in.readByte() > 0) {
                String name = in.readUTF();
                byte[] bytes = in.readNBytes(in.readInt());
                if (name.isEmpty()) {
                    origin = bytes;
                } else {
                    entries.add(new Entry(name, bytes, origin));
                }
            }
        }
        return entries;
    }
}
