package mitogen.cli.session;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client says first: who it is, what it is to do, and what the session cannot see from where it is.
 *
 * @param version of the client, see {@link Version}; the session runs commands of its own version only
 * @param task {@link #RUN} or {@link #STOP}
 * @param session what the session was asked for as
 * @param arguments of the command, as bytes
 * @param environment variables, as {@code NAME=VALUE}, as bytes
 * @param directory the working directory
 * @param facts what the standard streams are, in bits
 */
public record Hello(
        String version,
        int task,
        String session,
        List<byte[]> arguments,
        List<byte[]> environment,
        String directory,
        int facts) {
    /** To run a command. */
    public static final int RUN = 0;

    /** To end the session; for this one the version does not matter. */
    public static final int STOP = 1;

    /** Standard input may be read. */
    public static final int INPUT = 1;

    /** Standard input is a file, and short. */
    public static final int INPUT_IS_SHORT = 2;

    /** Standard output is a pipe or a socket. */
    public static final int OUT_IS_PIPE = 4;

    /** Standard error is a pipe or a socket, or closed. */
    public static final int ERR_IS_PIPE = 32;

    /** Standard output is a screen. */
    public static final int OUT_IS_SCREEN = 8;

    /** Standard error is a screen. */
    public static final int ERR_IS_SCREEN = 16;

    /** The bits that have {@link FileRights#sum}; 0 where it was not asked for. */
    public static final int FILE_RIGHTS = 0xffffff00;

    boolean has(int fact) {
        return (facts & fact) != 0;
    }

    byte[] bytes() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
            DataOutputStream out = new DataOutputStream(bytes);
            put(out, version.getBytes(StandardCharsets.UTF_8));
            out.writeInt(task);
            put(out, session.getBytes(StandardCharsets.UTF_8));
            put(out, arguments);
            put(out, environment);
            put(out, directory.getBytes(StandardCharsets.UTF_8));
            out.writeInt(facts);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void put(DataOutputStream out, List<byte[]> all) throws IOException {
        out.writeInt(all.size());
        for (byte[] each : all) {
            put(out, each);
        }
    }

    private static void put(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** What another version says need be readable up to its task only. */
    static Hello of(byte[] payload, String ours) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(payload);
        try {
            String version = text(in);
            int task = in.getInt();
            if (!version.equals(ours)) {
                return new Hello(version, task, "", List.of(), List.of(), "", 0);
            }
            return new Hello(version, task, text(in), list(in), list(in), text(in), in.getInt());
        } catch (BufferUnderflowException e) {
            throw new IOException("the first frame is too short", e);
        }
    }

    private static List<byte[]> list(ByteBuffer in) throws IOException {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / Integer.BYTES) {
            throw new IOException("a list of " + count + " in " + in.remaining() + " bytes");
        }
        List<byte[]> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(one(in));
        }
        return all;
    }

    private static String text(ByteBuffer in) throws IOException {
        return new String(one(in), StandardCharsets.UTF_8);
    }

    private static byte[] one(ByteBuffer in) throws IOException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IOException(length + " bytes in " + in.remaining());
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
