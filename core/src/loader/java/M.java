import java.io.*;
import java.lang.reflect.Field;
import java.util.*;
import java.util.function.Consumer;
import java.util.zip.InflaterInputStream;

/**
 * The loader: reads the packed core from descriptor 4 and starts it, with descriptor 5 as its output. Compiled for
 * Java 8, so that an old Java can run it and say that it is old. Its size is what counts: it travels as octal escapes
 * in the first stage's command line.
 */
public class M extends ClassLoader {
    static Map<String, byte[]> classes = new HashMap<>();

    public static void main(String[] nonce) throws Exception {
        FileDescriptor in = new FileDescriptor();
        FileDescriptor out = new FileDescriptor();
        OutputStream up = new FileOutputStream(out);
        String version = System.getProperty("java.specification.version");
        Field fd = FileDescriptor.class.getDeclaredField("fd");
        fd.setAccessible(true);
        fd.setInt(in, 4);
        fd.setInt(out, 5);
        if (Float.parseFloat(version) < 17) {
            up.write(("\n" + nonce[0] + " old " + version + " " + System.getProperty("java.home") + "\n").getBytes());
            return;
        }
        DataInputStream stream = new DataInputStream(new FileInputStream(in));
        byte[] packed = new byte[stream.readInt()];
        stream.readFully(packed);
        DataInputStream core = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)));
        for (String name; !(name = core.readUTF()).isEmpty(); ) {
            byte[] bytes = new byte[core.readInt()];
            core.readFully(bytes);
            classes.put(name, bytes);
        }
        ((Consumer) new M().loadClass("mitogen.agent.Main").newInstance())
                .accept(new Object[] {new FileInputStream(in), up, packed, nonce[0]});
    }

    protected Class findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.remove(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
