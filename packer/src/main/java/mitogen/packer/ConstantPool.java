package mitogen.packer;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * Writes classes anew with their constants in one common order. Names that many classes share then stand beside each
 * other in all of them, and an archive of such classes deflates better.
 */
final class ConstantPool {

    /** How the text constants of a class are ordered. */
    enum Order {
        /** As they are. */
        AS_IS,
        /** As ASM meets them. */
        AS_MET,
        /** By text. */
        TEXT,
        /** Those that most classes have come first. */
        COMMON_FIRST,
        /** Those that most classes have come last, next to the code. */
        COMMON_LAST
    }

    private static final int UTF8 = 1;
    private static final int STRING = 8;

    private ConstantPool() {}

    /** The same classes, with their constants in this order. */
    static SortedMap<String, byte[]> sort(SortedMap<String, byte[]> classes, Order order) {
        Map<String, Integer> users = new HashMap<>();
        for (byte[] bytes : classes.values()) {
            for (String text : texts(bytes)) {
                users.merge(text, 1, Integer::sum);
            }
        }
        Comparator<String> byText = Comparator.naturalOrder();
        Comparator<String> byUsers = Comparator.comparingInt(users::get);
        Comparator<String> comparator = switch (order) {
            case AS_IS, AS_MET, TEXT -> byText;
            case COMMON_FIRST -> byUsers.reversed().thenComparing(byText);
            case COMMON_LAST -> byUsers.thenComparing(byText);
        };
        SortedMap<String, byte[]> sorted = new TreeMap<>();
        classes.forEach((name, bytes) -> sorted.put(name, sort(bytes, order, comparator)));
        return sorted;
    }

    private static byte[] sort(byte[] bytes, Order order, Comparator<String> comparator) {
        if (order == Order.AS_IS) {
            return bytes;
        }
        // A first pass drops what nothing refers to, so that the second does not carry it along.
        byte[] plain = write(new ClassReader(bytes), List.of(), List.of());
        if (order == Order.AS_MET) {
            return plain;
        }
        // Loaded strings go first: "ldc" reaches only the first 255 constants, "ldc_w" is a byte longer.
        ClassReader reader = new ClassReader(plain);
        List<String> strings = new ArrayList<>();
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int index = 1; index < reader.getItemCount(); index++) {
            int offset = reader.getItem(index);
            if (offset > 0 && plain[offset - 1] == STRING) {
                strings.add(reader.readUTF8(offset, buffer));
            }
        }
        strings.sort(comparator);
        List<String> texts = texts(plain);
        texts.sort(comparator);
        byte[] sorted = write(reader, strings, texts);
        return sorted.length <= plain.length ? sorted : plain;
    }

    private static byte[] write(ClassReader reader, List<String> strings, List<String> texts) {
        ClassWriter writer = new ClassWriter(0);
        if (strings.size() < 200) {
            strings.forEach(writer::newConst);
        }
        texts.forEach(writer::newUTF8);
        reader.accept(writer, 0);
        return writer.toByteArray();
    }

    private static List<String> texts(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        List<String> texts = new ArrayList<>();
        for (int index = 1; index < reader.getItemCount(); index++) {
            int offset = reader.getItem(index);
            if (offset > 0 && bytes[offset - 1] == UTF8) {
                texts.add(text(bytes, offset));
            }
        }
        return texts;
    }

    /** Modified UTF-8, as in a class file. */
    private static String text(byte[] bytes, int offset) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, offset, bytes.length - offset))) {
            return in.readUTF();
        } catch (IOException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
