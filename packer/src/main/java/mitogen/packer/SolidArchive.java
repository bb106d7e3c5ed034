package mitogen.packer;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import mitogen.packer.SharedPool.Constant;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

/**
 * Classes in one deflated stream, with one constant pool for all. Before deflating:
 *
 * <pre>
 *   index     u2   of the first constant that is not a number
 *   length    u2
 *   start     bytes  how each class file starts: magic, version, count of constants, number constants
 *   repeated for strings, texts, classes, fields, methods, interface methods:
 *     tag     u1
 *     count   u2
 *     text:             repeated: modified UTF-8, and a 0
 *     string, class:    two columns of count bytes, the high and low bytes of a number for each: index of the text,
 *                       less that of the one before
 *     member:           six such columns; the type, less that of the one before; class; name
 *   0         u1
 *   repeated, the main class last, and each behind its superclass and interfaces:
 *     length  u2
 *     body    bytes  what follows the constants in the class file
 *   0         u2
 * </pre>
 *
 * The reader that counts is the loader, core/src/loader/java/M.java.
 */
final class SolidArchive {
    /** Limits of the loader's buffers. */
    static final int MAX_RAW = 1 << 17;

    static final int MAX_CLASS_FILE = 1 << 16;

    /** Tries for each class: more gain less and less. */
    private static final int ROUNDS = 85;

    private final SharedPool pool;
    private List<ClassReader> readers;
    private final Map<String, byte[]> bodies = new LinkedHashMap<>();
    private final byte[] constants;

    private SolidArchive(List<ClassReader> readers, SharedPool pool, SortedMap<String, byte[]> classes) {
        this.readers = readers;
        this.pool = pool;
        for (ClassReader reader : readers) {
            String name = reader.getClassName();
            byte[] body = pool.body(classes.get(name.replace('/', '.')));
            if (body.length > Short.MAX_VALUE || pool.bytes().length + body.length > MAX_CLASS_FILE) {
                throw new IllegalStateException(name + " is too large for the loader");
            }
            bodies.put(name, body);
        }
        constants = constants();
    }

    /**
     * Packs classes, in the orders of constants, classes and members that deflate best among those tried.
     *
     * @param main the class that the loader starts
     */
    static byte[] raw(SortedMap<String, byte[]> classes, String main) {
        SolidArchive best = null;
        int bestSize = Integer.MAX_VALUE;
        for (SharedPool.Order order : SharedPool.Order.values()) {
            SharedPool pool = new SharedPool(classes.values(), order);
            SolidArchive archive = new SolidArchive(legalOrder(classes, main), pool, classes);
            int size = Squeezer.quick(archive.raw()).length;
            if (size < bestSize) {
                best = archive;
                bestSize = size;
            }
        }
        return best.climb(main.replace('.', '/'));
    }

    /** As {@link #raw(SortedMap, String)}, without trying much: for comparing. */
    static byte[] quick(SortedMap<String, byte[]> classes, String main) {
        SharedPool pool = new SharedPool(classes.values(), SharedPool.Order.TYPE_CLASS_NAME);
        return new SolidArchive(legalOrder(classes, main), pool, classes).raw();
    }

    private static List<ClassReader> legalOrder(SortedMap<String, byte[]> classes, String main) {
        Map<String, ClassReader> left = new TreeMap<>();
        classes.values().stream().map(ClassReader::new).forEach(reader -> left.put(reader.getClassName(), reader));
        Optional<ClassReader> last = Optional.ofNullable(left.remove(main.replace('.', '/')));
        List<ClassReader> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            ClassReader next = left.values().stream()
                    .filter(reader -> left.keySet().stream().noneMatch(above(reader)::contains))
                    .findFirst()
                    .orElseThrow();
            left.remove(next.getClassName());
            ordered.add(next);
        }
        last.ifPresent(ordered::add);
        return ordered;
    }

    private static Set<String> above(ClassReader reader) {
        Set<String> above = new HashSet<>(List.of(reader.getInterfaces()));
        above.add(reader.getSuperName());
        return above;
    }

    private static boolean isLegal(List<ClassReader> order, String main) {
        Set<String> later = new HashSet<>();
        for (int index = order.size() - 1; index >= 0; index--) {
            later.add(order.get(index).getClassName());
            if (above(order.get(index)).stream().anyMatch(later::contains)) {
                return false;
            }
        }
        return order.get(order.size() - 1).getClassName().equals(main);
    }

    /** Moves classes about, and members within them, as long as that helps; the same moves in every run. */
    private byte[] climb(String main) {
        byte[] best = raw();
        int bestSize = Squeezer.quick(best).length;
        Random random = new Random(11);
        for (int round = 0; readers.size() > 2 && round < ROUNDS * readers.size(); round++) {
            List<ClassReader> before = new ArrayList<>(readers);
            int place = random.nextInt(readers.size());
            ClassReader moved = readers.get(place);
            String name = moved.getClassName();
            byte[] body = bodies.get(name);
            if (random.nextInt(3) == 0) {
                move(readers, place, random);
            } else {
                byte[] other = withMemberMoved(moved, random);
                readers.set(place, new ClassReader(other));
                bodies.put(name, pool.body(other));
            }
            byte[] raw = isLegal(readers, main) ? raw() : best;
            int size = Squeezer.quick(raw).length;
            if (size < bestSize) {
                best = raw;
                bestSize = size;
            } else {
                readers = before;
                bodies.put(name, body);
            }
        }
        return best;
    }

    private static <T> void move(List<T> all, int from, Random random) {
        T one = all.remove(from);
        all.add(random.nextInt(all.size() + 1), one);
    }

    /** The same class; the JVM minds no order of fields and methods. */
    private static byte[] withMemberMoved(ClassReader reader, Random random) {
        ClassNode node = new ClassNode();
        reader.accept(node, 0);
        List<?> members = random.nextInt(4) == 0 ? node.fields : node.methods;
        if (members.size() > 1) {
            move(members, random.nextInt(members.size()), random);
        }
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        return writer.toByteArray();
    }

    private byte[] raw() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(constants);
            for (ClassReader reader : readers) {
                byte[] body = bodies.get(reader.getClassName());
                out.writeShort(body.length);
                out.write(body);
            }
            out.writeShort(0);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (bytes.size() > MAX_RAW) {
            throw new IllegalStateException("too large for the loader: " + bytes.size());
        }
        return bytes.toByteArray();
    }

    private byte[] constants() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(pool.firstAfterNumbers());
            byte[] numbers = pool.numbers();
            out.writeShort(numbers.length);
            out.write(numbers);
            for (int tag : new int[] {
                SharedPool.STRING,
                SharedPool.TEXT,
                SharedPool.CLASS,
                SharedPool.FIELD,
                SharedPool.METHOD,
                SharedPool.INTERFACE_METHOD
            }) {
                List<Constant> group = pool.of(tag);
                out.writeByte(tag);
                out.writeShort(group.size());
                if (tag == SharedPool.TEXT) {
                    for (Constant text : group) {
                        writeText(out, text.text(0));
                    }
                } else if (tag < SharedPool.FIELD) {
                    column(out, group, 0, true);
                } else {
                    column(out, group, 2, true);
                    column(out, group, 0, false);
                    column(out, group, 1, false);
                }
            }
            out.writeByte(0);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DataOutputStream(bytes).writeUTF(text);
        out.write(bytes.toByteArray(), 2, bytes.size() - 2); // has no 0: a NUL is two other bytes
        out.writeByte(0);
    }

    private void column(DataOutputStream out, List<Constant> group, int part, boolean differences) throws IOException {
        for (int shift = 8; shift >= 0; shift -= 8) {
            int last = 0;
            for (Constant constant : group) {
                int index = pool.index(constant, part);
                out.writeByte((differences ? index - last : index) >> shift);
                last = index;
            }
        }
    }

    /** Reads a deflated archive back, in its order: as M does, more plainly. */
    static Map<String, byte[]> read(byte[] packed) throws DataFormatException {
        Inflater inflater = new Inflater();
        inflater.setInput(packed);
        byte[] raw = new byte[MAX_RAW];
        ByteBuffer in = ByteBuffer.wrap(raw, 0, inflater.inflate(raw));
        inflater.end();
        ByteBuffer file = ByteBuffer.allocate(MAX_CLASS_FILE);
        int index = in.getShort();
        byte[] start = new byte[in.getShort()];
        in.get(start);
        file.put(start);
        for (byte tag = in.get(); tag != 0; tag = in.get()) {
            int count = in.getShort();
            short[][] columns = new short[tag == SharedPool.TEXT ? 0 : tag < SharedPool.FIELD ? 1 : 3][count];
            for (short[] column : columns) {
                for (int row = 0; row < count; row++) {
                    column[row] = (short) (in.get() << 8);
                }
                for (int row = 0; row < count; row++) {
                    column[row] |= (short) (in.get() & 255);
                }
            }
            short first = 0;
            for (int row = 0; row < count; row++, index++) {
                file.put(tag);
                if (tag == SharedPool.TEXT) {
                    ByteArrayOutputStream text = new ByteArrayOutputStream();
                    for (byte next = in.get(); next != 0; next = in.get()) {
                        text.write(next);
                    }
                    file.putShort((short) text.size()).put(text.toByteArray());
                    continue;
                }
                first += columns[0][row];
                if (tag < SharedPool.FIELD) {
                    file.putShort(first);
                } else {
                    index++;
                    file.putShort(columns[1][row]).putShort((short) index);
                    file.put((byte) SharedPool.NAME_AND_TYPE)
                            .putShort(columns[2][row])
                            .putShort(first);
                }
            }
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        int end = file.position();
        for (int length = in.getShort(); length != 0; length = in.getShort()) {
            byte[] classFile = new byte[end + length];
            System.arraycopy(file.array(), 0, classFile, 0, end);
            in.get(classFile, end, length);
            classes.put(new ClassReader(classFile).getClassName().replace('/', '.'), classFile);
        }
        return classes;
    }
}
