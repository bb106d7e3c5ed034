import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Consumer;
import java.util.zip.Inflater;

/**
 * The loader: reads the packed core from descriptor 4 and starts it, with descriptor 5 as its output. The packer writes
 * it as a class of Java 8, so that an old Java can run it and say that it is old; past that point it uses Java 17.
 * Every byte of it travels, hence the static state and the plain loops. The layout it reads is SolidArchive's.
 */
public class M extends ClassLoader implements Consumer {
    /** What is read, and how far. */
    static byte[] raw;

    static int at;

    /** A class file in the making: all constants, and behind them one class after the other; and how long it is. */
    static byte[] file;

    static int end;

    /** The index of the next constant. */
    static int index;

    /** Not a child of the loader that has this class: an application may have an M of its own. */
    M() {
        super(getPlatformClassLoader());
    }

    public static void main(String[] none) throws Exception {
        File scratch = new File("/proc/self/fd/3");
        String nonce = new DataInputStream(new FileInputStream(scratch)).readLine();
        scratch = scratch.getCanonicalFile();
        if (scratch.getName().equals(".mitogen-" + nonce)) {
            scratch.delete(); // where rm could not
        }
        FileDescriptor in = new FileDescriptor();
        FileDescriptor out = new FileDescriptor();
        OutputStream up = new FileOutputStream(out);
        String version = System.getProperty("java.specification.version");
        Field fd = FileDescriptor.class.getDeclaredField("fd");
        fd.setAccessible(true);
        fd.setInt(in, 4);
        fd.setInt(out, 5);
        if (Float.parseFloat(version) < 17) {
            up.write(("\n" + nonce + " old " + version + " " + System.getProperty("java.home") + "\n").getBytes());
            return;
        }
        M loader = new M();
        FileInputStream stream = new FileInputStream(in);
        raw = loader.read(stream, new byte[4]);
        byte[] packed = loader.read(stream, new byte[number() << 16 | number()]);
        at = 0;
        Inflater inflater = new Inflater();
        inflater.setInput(packed);
        inflater.inflate(raw = new byte[1 << 17]);
        file = new byte[1 << 16];
        // the start of the class file, up to its number constants
        index = number();
        end = number();
        System.arraycopy(raw, at, file, 0, end);
        at += end;
        for (int tag; (tag = raw[at++]) > 0; ) {
            int count = number();
            int value = 0;
            for (int i = count; i-- > 0; ) {
                constant(tag);
                if (tag == 1) { // text
                    int start = end += 2;
                    for (byte b; (b = raw[at++]) != 0; ) {
                        file[end++] = b;
                    }
                    file[start - 1] = (byte) (end - start);
                    file[start - 2] = (byte) (end - start >> 8);
                } else {
                    value += column(0, count);
                    if (tag < 9) { // a string or a class: its text
                        put(value);
                    } else { // a member: its class, and, as the next constant, its name and type
                        put(column(2, count));
                        put(index);
                        constant(12);
                        put(column(4, count));
                        put(value);
                    }
                    at++;
                }
            }
            if (tag > 1) {
                at += tag < 9 ? count : 5 * count;
            }
        }
        Class main = null;
        for (int size; (size = number()) > 0; at += size) {
            System.arraycopy(raw, at, file, end, size);
            main = loader.defineClass(null, file, 0, end + size);
        }
        ((Consumer) main.newInstance())
                .accept(new Object[] {stream, up, packed, "\n" + nonce + " up " + version + "\n", loader});
    }

    /** Reads as many bytes as there is room for. */
    byte[] read(FileInputStream from, byte[] to) throws IOException {
        for (int length = 0, count; length < to.length; length += count) {
            try {
                count = from.read(to, length, to.length - length);
            } catch (IOException e) {
                accept(from.getFD());
                count = from.read(to, length, to.length - length);
            }
            if (count < 0) {
                throw new EOFException();
            }
        }
        return to;
    }

    /**
     * Clears O_NONBLOCK of a file descriptor: who shares our standard streams, a process that a start file left, may set
     * it at any time. Where this fails, what the descriptor is used for fails again.
     */
    public void accept(Object descriptor) {
        try {
            Method clear = Class.forName("sun.nio.ch.IOUtil")
                    .getMethod("configureBlocking", FileDescriptor.class, boolean.class);
            clear.setAccessible(true);
            clear.invoke(null, descriptor, true);
        } catch (Exception e) {
            // see above
        }
    }

    /** Reads two bytes. */
    static int number() {
        return (raw[at++] & 255) << 8 | raw[at++] & 255;
    }

    /** Two bytes of this row: high bytes are in one column, low bytes in the next. */
    static int column(int number, int rows) {
        return raw[at + number * rows] << 8 | raw[at + (number + 1) * rows] & 255;
    }

    static void constant(int tag) {
        file[end++] = (byte) tag;
        index++;
    }

    static void put(int number) {
        file[end++] = (byte) (number >> 8);
        file[end++] = (byte) number;
    }
}
