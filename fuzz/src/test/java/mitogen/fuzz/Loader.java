package mitogen.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.Inflater;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/**
 * The loader of the first stage, as core's build has compiled it, but reading bytes that are given here, and defining no
 * class. Not thread-safe, because the loader is not.
 */
public final class Loader {
    private static final Path COMPILED = Path.of("../core/target/loader-classes/M.class");

    private static final Map<Class<?>, Class<?>> STAND_INS = Map.of(
            FileDescriptor.class, Descriptor.class,
            FileInputStream.class, Input.class,
            FileOutputStream.class, Output.class,
            ClassLoader.class, Definer.class,
            Inflater.class, EndingInflater.class);

    private static final Class<?> LOADER = load();

    private static byte[] given;
    private static Inflater inflater;
    private static int defined;
    private static byte[] last;

    private Loader() {}

    /** The last class file that the loader would have defined, and what is behind it in the buffer. */
    static byte[] last() {
        return last;
    }

    /** Has the loader read, and throws what it throws. Returns how many classes it would have defined. */
    static int read(byte[] input) throws Throwable {
        given = input;
        defined = 0;
        last = null;
        Field at = LOADER.getDeclaredField("at");
        at.setAccessible(true);
        at.setInt(null, 0);
        Method main = LOADER.getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) new String[] {"NONCE"});
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            if (inflater != null) {
                inflater.end();
            }
        }
        return defined;
    }

    private static Class<?> load() {
        Map<String, String> names = STAND_INS.entrySet().stream()
                .collect(Collectors.toMap(entry -> internal(entry.getKey()), entry -> internal(entry.getValue())));
        names.put("M", "mitogen/fuzz/M");
        try {
            ClassWriter writer = new ClassWriter(0);
            new ClassReader(Files.readAllBytes(COMPILED))
                    .accept(new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, names)), 0);
            return MethodHandles.lookup().defineClass(writer.toByteArray());
        } catch (IOException | IllegalAccessException e) {
            throw new AssertionError("the loader that core compiles cannot be used", e);
        }
    }

    private static String internal(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    /** Instead of FileDescriptor, whose number the loader sets. */
    public static final class Descriptor {
        @SuppressWarnings("UnusedVariable") // by reflection
        private int fd;
    }

    /** Instead of FileInputStream. */
    public static final class Input extends ByteArrayInputStream {
        public Input(Descriptor ignored) {
            super(given);
        }

        /** The scratch file, which begins with the nonce. */
        public Input(File ignored) {
            super("NONCE\n".getBytes(ISO_8859_1));
        }
    }

    /** Instead of FileOutputStream. */
    public static final class Output extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        public Output(Descriptor ignored) {}

        @Override
        public void write(int b) {
            written.write(b);
        }
    }

    /** An Inflater whose memory does not wait for the garbage collector. */
    public static final class EndingInflater extends Inflater {
        public EndingInflater() {
            inflater = this;
        }
    }

    /** Instead of ClassLoader: counts, and keeps the last class file. */
    public static class Definer {
        /** Its parent. */
        public Definer(Definer ignored) {}

        public static Definer getPlatformClassLoader() {
            return null;
        }

        protected final Class<?> defineClass(String ignored, byte[] file, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, file.length);
            defined++;
            last = file; // the loader starts with a new one each time
            return Nothing.class;
        }
    }

    /** Instead of the main class of what was packed. */
    public static final class Nothing implements Consumer<Object[]> {
        @Override
        public void accept(Object[] ignored) {}
    }
}
