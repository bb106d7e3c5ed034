package mitogen.lasting;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import mitogen.agent.BootConfig;

/**
 * What goes over the socket of a detached context before frames do. Whoever attaches sends the digest of the packed core,
 * as both ends must be of one build, and what the new context is told about itself. The answer is
 *
 * <pre>
 * int      the version of Java there; 0 if the core is another one, -1 if it takes no more
 * int      the process there
 * </pre>
 */
final class Greeting {
    static final int OTHER_CORE = 0;
    static final int FULL = -1;

    private static final int DIGEST = 32;

    private Greeting() {}

    static void write(byte[] core, BootConfig config, DataOutputStream out) throws IOException {
        out.write(digest(core));
        out.writeInt(config.id);
        out.writeUTF(config.route);
        out.writeInt(config.maxMessage);
        out.writeInt(config.heartbeat);
        for (int[] numbers : new int[][] {config.settings, config.ancestors}) {
            out.writeInt(numbers.length);
            for (int number : numbers) {
                out.writeInt(number);
            }
        }
        out.flush();
    }

    /** Reads it; null if it is of another core. */
    static BootConfig read(byte[] core, DataInputStream in) throws IOException {
        byte[] theirs = new byte[DIGEST];
        in.readFully(theirs);
        if (!Arrays.equals(theirs, digest(core))) {
            return null;
        }
        return new BootConfig(in.readInt(), in.readUTF(), in.readInt(), in.readInt(), readInts(in), readInts(in));
    }

    private static int[] readInts(DataInputStream in) throws IOException {
        int[] numbers = new int[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readInt();
        }
        return numbers;
    }

    private static byte[] digest(byte[] core) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(core);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
