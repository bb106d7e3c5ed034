package mitogen.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import mitogen.agent.Main;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;

/**
 * The packed core, which a parent sends: the loader trusts it, but must neither hang nor take more memory than it has
 * buffers. The first byte of an input says, by its lowest bit, whether the rest is deflated here first, and, by the one
 * above, whether the length that is announced is the true one or the next two bytes.
 */
final class LoaderFuzzTest {
    /** Where a core is unpacked, and the class file in the making. */
    private static final long BUFFERS = (1 << 17) + (1 << 16);

    private static final long FIXED = BUFFERS + (1 << 17);

    private static final long PER_BYTE = 64;

    @FuzzTest
    void loader(byte[] input) throws Exception {
        if (input.length < 3) {
            return;
        }
        boolean lying = (input[0] & 2) != 0;
        byte[] rest = Arrays.copyOfRange(input, lying ? 3 : 1, input.length);
        byte[] packed = (input[0] & 1) != 0 ? deflate(rest) : rest;
        int announced = lying ? (input[1] & 255) << 8 | input[2] & 255 : packed.length;
        byte[] sent = sent(announced, packed);
        Allocated.atMost(FIXED + announced + PER_BYTE * sent.length, () -> read(sent));
    }

    private static void read(byte[] sent) throws Exception {
        try {
            Loader.read(sent);
        } catch (IOException | DataFormatException | RuntimeException refused) {
            assertNotNull(refused);
        } catch (Throwable e) {
            throw new AssertionError("other than an exception that stops it", e);
        }
    }

    /** That this way of running the loader is a way to run it. */
    @Test
    void theCoreIsRead() throws Throwable {
        byte[] pack;
        try (InputStream in = Main.class.getResourceAsStream("/mitogen/boot/core.pack")) {
            pack = in.readAllBytes();
        }
        int classes = Loader.read(sent(pack.length, pack));
        assertTrue(classes > 20, () -> classes + " classes");
        assertEquals(Main.class.getName().replace('.', '/'), new ClassReader(Loader.last()).getClassName());
    }

    private static byte[] sent(int announced, byte[] packed) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(sent);
        out.writeInt(announced);
        out.write(packed);
        return sent.toByteArray();
    }

    private static byte[] deflate(byte[] raw) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(raw);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }
}
