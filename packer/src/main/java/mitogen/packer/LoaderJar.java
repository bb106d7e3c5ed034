package mitogen.packer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The class M in the smallest jar that {@code java -cp} takes. Written by hand, because no tool leaves so much out: no
 * manifest, no name in the local header, no checksum. Java finds entries through the central directory alone, and checks
 * no CRC on the class path.
 *
 * <p>What comes before the first entry is a line for shells: if a start file of the account becomes another shell, that
 * one takes standard input for its commands. It is to end before it comes to bytes that might be any command.
 */
final class LoaderJar {

    /** The status says to the parent what happened; {@code mitogen.launch.Diagnosis} knows it. */
    static final String FOR_SHELLS = "exit 79\n";

    private static final byte[] NAME = "M.class".getBytes(StandardCharsets.US_ASCII);
    /** Where in a class file the version's low byte is, and what it is for Java 8. */
    private static final int VERSION = 7;

    private static final byte JAVA_8 = 52;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private LoaderJar() {}

    /**
     * Equivalent class files in the format of Java 8, whatever they were compiled for. (Code without lambdas and without
     * private members that others use means the same there.)
     */
    static List<byte[]> forJava8(byte[] classFile) {
        byte[] trimmed = Trimmer.trim(new TreeMap<>(Map.of("M", classFile))).get("M");
        List<byte[]> forms = new ArrayList<>(List.of(trimmed));
        for (SharedPool.Order order : SharedPool.Order.values()) {
            SharedPool pool = new SharedPool(List.of(trimmed), order);
            ByteArrayOutputStream form = new ByteArrayOutputStream();
            form.writeBytes(pool.bytes());
            form.writeBytes(pool.body(trimmed));
            forms.add(form.toByteArray());
        }
        forms.forEach(form -> form[VERSION] = JAVA_8);
        return forms;
    }

    /** The smallest jar among all forms of these equivalent class files. */
    static byte[] smallest(List<byte[]> classFiles) {
        List<byte[]> jars = new ArrayList<>();
        for (byte[] classFile : classFiles) {
            jars.add(stored(classFile));
            for (byte[] deflated : Squeezer.deflates(classFile)) {
                jars.add(jar(DEFLATED, deflated, classFile.length));
            }
        }
        return jars.stream().min(Comparator.comparingInt(jar -> jar.length)).orElseThrow();
    }

    static byte[] stored(byte[] classFile) {
        return jar(STORED, classFile, classFile.length);
    }

    private static byte[] jar(int method, byte[] data, int size) {
        Bytes jar = new Bytes();
        jar.text(FOR_SHELLS);
        // local header
        jar.text("PK").bytes(3, 4);
        jar.unused(22); // version, flags, method, time, date, crc, both sizes
        jar.number(0, 2).number(0, 2); // name and extra lengths: with none, the data follows
        jar.append(data);

        int directory = jar.size();
        jar.text("PK").bytes(1, 2);
        jar.unused(4); // versions
        jar.number(0, 2); // flags
        jar.number(method, 2);
        jar.unused(8); // time, date, crc
        jar.number(data.length, 4).number(size, 4);
        jar.number(NAME.length, 2);
        jar.number(0, 2).number(0, 2); // extra and comment lengths
        jar.unused(8); // disk, attributes
        jar.number(FOR_SHELLS.length(), 4); // the local header's offset
        jar.append(NAME);

        int end = jar.size();
        jar.text("PK").bytes(5, 6);
        jar.unused(6); // disks, entries on this disk
        jar.number(1, 2); // entries
        jar.number(end - directory, 4).number(directory, 4);
        jar.number(0, 2); // comment length
        return jar.toByteArray();
    }

    private static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes text(String text) {
            return append(text.getBytes(StandardCharsets.US_ASCII));
        }

        Bytes bytes(int... values) {
            for (int value : values) {
                out.write(value);
            }
            return this;
        }

        Bytes unused(int count) {
            return append(new byte[count]);
        }

        Bytes number(int value, int width) {
            for (int index = 0; index < width; index++) {
                out.write(value >>> (8 * index));
            }
            return this;
        }

        Bytes append(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        int size() {
            return out.size();
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
