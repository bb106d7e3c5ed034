package mitogen.packer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.zip.InflaterInputStream;

/**
 * Many classes in one deflated stream. Before deflating:
 *
 * <pre>
 *   repeated:  name   UTF, with dots, as DataOutput.writeUTF
 *              length int
 *              bytes  the class file
 *   end:       name   empty
 * </pre>
 */
final class SolidArchive {

    private static final int ROUNDS = 600;

    private SolidArchive() {}

    /** One class of an archive. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(String name, byte[] bytes) {}

    /** The classes in the order, and with constants in the order, that deflates best among those tried. */
    static List<Entry> arrange(SortedMap<String, byte[]> classes) {
        List<Entry> best = List.of();
        int bestSize = Integer.MAX_VALUE;
        for (ConstantPool.Order order : ConstantPool.Order.values()) {
            List<Entry> entries = new ArrayList<>();
            ConstantPool.sort(classes, order).forEach((name, bytes) -> entries.add(new Entry(name, bytes)));
            int size = Squeezer.quick(raw(entries)).length;
            if (size < bestSize) {
                best = entries;
                bestSize = size;
            }
        }
        List<Entry> ordered = order(best);
        int orderedSize = Squeezer.quick(raw(ordered)).length;
        return orderedSize < bestSize ? climb(ordered, orderedSize) : climb(best, bestSize);
    }

    /** Greedy: after each class comes the one that costs least behind it. */
    private static List<Entry> order(List<Entry> entries) {
        List<Entry> left = new ArrayList<>(entries);
        List<Entry> ordered = new ArrayList<>();
        left.stream()
                .max(Comparator.comparingInt(entry -> entry.bytes().length))
                .ifPresent(first -> {
                    left.remove(first);
                    ordered.add(first);
                });
        while (!left.isEmpty()) {
            Entry last = ordered.get(ordered.size() - 1);
            Entry next = left.get(0);
            double least = Double.MAX_VALUE;
            for (Entry candidate : left) {
                double cost = (double) Squeezer.quick(raw(List.of(last, candidate))).length / candidate.bytes().length;
                if (cost < least) {
                    least = cost;
                    next = candidate;
                }
            }
            left.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    /** Moves classes about as long as that helps; the same moves in every run. */
    private static List<Entry> climb(List<Entry> start, int startSize) {
        List<Entry> best = new ArrayList<>(start);
        int bestSize = startSize;
        Random random = new Random(20480);
        for (int round = 0; best.size() > 2 && round < ROUNDS; round++) {
            List<Entry> moved = new ArrayList<>(best);
            Entry entry = moved.remove(random.nextInt(moved.size()));
            moved.add(random.nextInt(moved.size() + 1), entry);
            int size = Squeezer.quick(raw(moved)).length;
            if (size < bestSize) {
                best = moved;
                bestSize = size;
            }
        }
        return best;
    }

    /** The archive before deflating. */
    static byte[] raw(List<Entry> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Entry entry : entries) {
                out.writeUTF(entry.name());
                out.writeInt(entry.bytes().length);
                out.write(entry.bytes());
            }
            out.writeUTF("");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Reads a deflated archive back, in its order. */
    static Map<String, byte[]> read(byte[] packed) throws IOException {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)))) {
            for (String name = in.readUTF(); !name.isEmpty(); name = in.readUTF()) {
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                classes.put(name, bytes);
            }
        }
        return classes;
    }
}
