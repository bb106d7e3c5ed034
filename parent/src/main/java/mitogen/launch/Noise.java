package mitogen.launch;

import java.io.ByteArrayOutputStream;

/** What is printed on the way to a command, for whoever takes its errors. */
final class Noise implements StandardError.To {
    /** What is more is left out. */
    private static final int MOST = 256 * 1024;

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream(); // thread-safe

    @Override
    public void send(byte[] bytes, int offset, int length) {
        taken.write(bytes, offset, Math.max(0, Math.min(length, MOST - taken.size())));
    }

    byte[] taken() {
        return taken.toByteArray();
    }
}
