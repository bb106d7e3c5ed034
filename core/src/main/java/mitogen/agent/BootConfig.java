package mitogen.agent;

import java.io.DataInputStream;
import java.io.IOException;

/** What a new context is told about itself, on the stream right behind the core. */
public final class BootConfig {
    /** Index of a setting: records of {@code java.util.logging} below this level stay where they are. */
    public static final int LOG_LEVEL = 0;

    /** Index of a setting: the most bytes that a message may have. */
    public static final int MAX_MESSAGE = 1;

    /** Index of a setting: milliseconds between two signs of life of a parent; 0 for none. */
    public static final int HEARTBEAT = 2;

    /** Index of a setting: not 0 if contexts may only talk to those above and below them. */
    public static final int UNIDIRECTIONAL = 3;

    /** Index of a setting: the most objects that a message from below may be decoded to. */
    public static final int MAX_OBJECTS = 4;

    /** Index of the first of the settings that only the parent module knows. */
    public static final int QUOTAS = 5;

    /** The number of the context. */
    public final int id;

    /** Its name behind those of the contexts on the way: {@code ssh:bastion/ssh:web1}; empty for the controller. */
    public final String route;

    /** What the whole tree has in common, by the indices above; not to be changed. */
    public final int[] settings;

    /** The contexts above it, its parent first; not to be changed. */
    public final int[] ancestors;

    /**
     * The configuration of one context.
     *
     * @param ancestors the contexts above it, parent first
     */
    public BootConfig(int id, int[] ancestors, String route, int[] settings) {
        this.id = id;
        this.ancestors = ancestors;
        this.route = route;
        this.settings = settings;
    }

    /** Reads it from a stream, and not a byte more. */
    static BootConfig read(DataInputStream in) throws IOException {
        int id = in.readInt();
        String route = in.readUTF();
        int[] settings = readInts(in);
        return new BootConfig(id, readInts(in), route, settings);
    }

    private static int[] readInts(DataInputStream in) throws IOException {
        int[] numbers = new int[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readInt();
        }
        return numbers;
    }
}
