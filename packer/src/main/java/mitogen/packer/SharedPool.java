package mitogen.packer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * One constant pool for many classes. In this order: numbers, strings, texts, classes, then fields, methods and
 * interface methods, each with its own name-and-type right behind it (a repeated one costs less than a reference to it).
 */
final class SharedPool {
    static final int TEXT = 1;
    static final int INTEGER = 3;
    static final int FLOAT = 4;
    static final int LONG = 5;
    static final int DOUBLE = 6;
    static final int CLASS = 7;
    static final int STRING = 8;
    static final int FIELD = 9;
    static final int METHOD = 10;
    static final int INTERFACE_METHOD = 11;
    static final int NAME_AND_TYPE = 12;

    /** By what members are sorted first, then, last. */
    enum Order {
        CLASS_NAME_TYPE(0, 1, 2),
        CLASS_TYPE_NAME(0, 2, 1),
        NAME_CLASS_TYPE(1, 0, 2),
        NAME_TYPE_CLASS(1, 2, 0),
        TYPE_CLASS_NAME(2, 0, 1),
        TYPE_NAME_CLASS(2, 1, 0);

        private final int first;
        private final int second;
        private final int third;

        Order(int first, int second, int third) {
            this.first = first;
            this.second = second;
            this.third = third;
        }
    }

    /**
     * A constant, told by what it says: a text; a number; the text of a class or string; class, name and type of a
     * member.
     */
    record Constant(int tag, List<Object> parts) {
        String text(int part) {
            return (String) parts.get(part);
        }
    }

    private final Map<Constant, Integer> indices = new HashMap<>();
    private final Map<Integer, List<Constant>> byTag = new HashMap<>();
    private final byte[] bytes;
    private final int numbersEnd;
    private final int firstAfterNumbers;
    private int count = 1;

    /** The pool of these classes. */
    SharedPool(Collection<byte[]> classFiles, Order order) {
        TreeSet<Constant> constants = new TreeSet<>(Comparator.comparing(Constant::tag)
                .thenComparing(constant -> constant.parts().toString()));
        for (byte[] classFile : classFiles) {
            constants.addAll(read(classFile));
        }
        for (Constant constant : constants) {
            byTag.computeIfAbsent(constant.tag(), tag -> new ArrayList<>()).add(constant);
        }
        of(TEXT).sort(Comparator.<Constant>comparingInt(text -> room(constants, text.text(0)))
                .thenComparing(text -> text.text(0)));
        for (int tag : new int[] {INTEGER, FLOAT, LONG, DOUBLE}) {
            of(tag).forEach(number -> add(number, tag == LONG || tag == DOUBLE ? 2 : 1));
        }
        firstAfterNumbers = count;
        for (int tag : new int[] {STRING, TEXT, CLASS}) {
            of(tag).forEach(constant -> add(constant, 1));
        }
        Comparator<Constant> byParts = Comparator.comparing(member -> text(member, order.first));
        for (int tag : new int[] {FIELD, METHOD, INTERFACE_METHOD}) {
            of(tag).sort(byParts.thenComparing(member -> text(member, order.second))
                    .thenComparing(member -> text(member, order.third)));
            of(tag).forEach(member -> add(member, 2));
        }
        ByteArrayOutputStream pool = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(pool)) {
            numbersEnd = writeNumbers(out);
            writeRest(out);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        bytes = pool.toByteArray();
    }

    /** Constants of a kind, in their order. */
    List<Constant> of(int tag) {
        return byTag.computeIfAbsent(tag, none -> new ArrayList<>());
    }

    /** How a class file with this pool begins, up to its last number constant. */
    byte[] numbers() {
        return Arrays.copyOf(bytes, numbersEnd);
    }

    int firstAfterNumbers() {
        return firstAfterNumbers;
    }

    /** How a class file with this pool begins, up to the last constant. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** Index of the text (2: the type; 1: the name) or of the class (0) of a member; of the text of anything else. */
    int index(Constant constant, int part) {
        return text(constant, part);
    }

    /** What follows the constants of a class file, with its constants in this pool. */
    byte[] body(byte[] classFile) {
        ClassWriter writer = new ClassWriter(new ClassReader(Arrays.copyOf(bytes, bytes.length + 14)), 0);
        new ClassReader(classFile).accept(writer, 0);
        byte[] written = writer.toByteArray();
        if (new ClassReader(written).header != bytes.length) {
            throw new IllegalStateException(new ClassReader(classFile).getClassName() + " needs further constants");
        }
        return Arrays.copyOfRange(written, bytes.length, written.length);
    }

    private void add(Constant constant, int width) {
        indices.put(constant, count);
        count += width;
    }

    private int text(Constant constant, int part) {
        boolean isClass = constant.tag() >= FIELD && part == 0;
        return indices.get(
                new Constant(isClass ? CLASS : TEXT, List.of(constant.parts().get(part))));
    }

    /** Texts of a kind stand together, because they resemble each other. */
    private static int room(Set<Constant> constants, String text) {
        List<Object> parts = List.of(text);
        if (constants.contains(new Constant(STRING, parts))) {
            return 0;
        }
        if (constants.contains(new Constant(CLASS, parts))) {
            return 1;
        }
        return text.startsWith("(") ? 3 : text.endsWith(";") || text.startsWith("[") ? 4 : 2;
    }

    private int writeNumbers(DataOutputStream out) throws IOException {
        out.writeInt(0xCAFEBABE);
        out.writeInt(61); // Java 17
        out.writeShort(count);
        for (int tag : new int[] {INTEGER, FLOAT, LONG, DOUBLE}) {
            for (Constant number : of(tag)) {
                out.writeByte(tag);
                if (tag == LONG || tag == DOUBLE) {
                    out.writeLong((Long) number.parts().get(0));
                } else {
                    out.writeInt((Integer) number.parts().get(0));
                }
            }
        }
        return out.size();
    }

    private void writeRest(DataOutputStream out) throws IOException {
        for (int tag : new int[] {STRING, TEXT, CLASS, FIELD, METHOD, INTERFACE_METHOD}) {
            for (Constant constant : of(tag)) {
                out.writeByte(tag);
                if (tag == TEXT) {
                    out.writeUTF(constant.text(0));
                } else {
                    out.writeShort(text(constant, 0));
                }
                if (tag >= FIELD) {
                    out.writeShort(indices.get(constant) + 1);
                    out.writeByte(NAME_AND_TYPE);
                    out.writeShort(text(constant, 1));
                    out.writeShort(text(constant, 2));
                }
            }
        }
    }

    /** The constants of one class file, name-and-types aside. */
    private static List<Constant> read(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        char[] buffer = new char[reader.getMaxStringLength()];
        List<Constant> constants = new ArrayList<>();
        for (int index = 1; index < reader.getItemCount(); index++) {
            int offset = reader.getItem(index);
            if (offset == 0) {
                continue; // the second half of a long or double
            }
            int tag = classFile[offset - 1];
            switch (tag) {
                case TEXT -> constants.add(new Constant(tag, List.of(utf(classFile, offset))));
                case INTEGER, FLOAT -> constants.add(new Constant(tag, List.of(reader.readInt(offset))));
                case LONG, DOUBLE -> constants.add(new Constant(tag, List.of(reader.readLong(offset))));
                case CLASS, STRING -> constants.add(new Constant(tag, List.of(reader.readUTF8(offset, buffer))));
                case FIELD, METHOD, INTERFACE_METHOD -> {
                    int nameAndType = reader.getItem(reader.readUnsignedShort(offset + 2));
                    constants.add(new Constant(
                            tag,
                            List.of(
                                    reader.readClass(offset, buffer),
                                    reader.readUTF8(nameAndType, buffer),
                                    reader.readUTF8(nameAndType + 2, buffer))));
                }
                case NAME_AND_TYPE -> {}
                default ->
                    throw new IllegalStateException(reader.getClassName() + " has a constant of kind " + tag
                            + ", such as lambdas, records and method handles need; core does without, because"
                            + " the first of them costs milliseconds in a fresh JVM");
            }
        }
        return constants;
    }

    /** Modified UTF-8, as in a class file. */
    private static String utf(byte[] bytes, int offset) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, offset, bytes.length - offset))) {
            return in.readUTF();
        } catch (IOException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
