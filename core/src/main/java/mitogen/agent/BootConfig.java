package mitogen.agent;

import java.io.DataInputStream;
import java.io.IOException;

/**
 * What a new context is told about itself, on the stream right behind the core:
 *
 * <pre>
 *   int       its number
 *   UTF       its route
 *   int       the most bytes of a message
 *   int       milliseconds between two heartbeats
 *   int n, n ints   settings of the parent module
 *   int n, n ints   the contexts above it, its parent first
 * </pre>
 *
 * <p>Who writes it, {@code mitogen.stage.FirstStage}, is not packed.
 */
public final class BootConfig {
    /** The number of the context. */
    public final int id;

    /** Its name behind those of the contexts on the way: {@code ssh:bastion/ssh:web1}; empty for the controller. */
    public final String route;

    /** The most bytes that a message may have; the same in the whole tree, as is the next. */
    public final int maxMessage;

    /** Milliseconds between two signs of life of a parent; 0 for none. */
    public final int heartbeat;

    /** What only the parent module knows; {@code mitogen.tree.Settings} reads and writes it. Not to be changed. */
    public final int[] settings;

    /** The contexts above it, its parent first; not to be changed. */
    public final int[] ancestors;

    /**
     * The configuration of one context.
     *
     * @param ancestors the contexts above it, parent first
     */
    public BootConfig(int id, String route, int maxMessage, int heartbeat, int[] settings, int[] ancestors) {
        this.id = id;
        this.route = route;
        this.maxMessage = maxMessage;
        this.heartbeat = heartbeat;
        this.settings = settings;
        this.ancestors = ancestors;
    }

    /** Reads it from a stream, and not a byte more. */
    static BootConfig read(DataInputStream in) throws IOException {
        return new BootConfig(in.readInt(), in.readUTF(), in.readInt(), in.readInt(), readInts(in), readInts(in));
    }

    private static int[] readInts(DataInputStream in) throws IOException {
        int[] numbers = new int[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readInt();
        }
        return numbers;
    }
}
