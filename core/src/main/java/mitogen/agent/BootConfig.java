package mitogen.agent;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What a new context is told about itself, on the stream right behind the core. */
public final class BootConfig {
    /** The number of the context. */
    public final int id;

    /** Its name behind those of the contexts on the way: {@code ssh:bastion/ssh:web1}; empty for the controller. */
    public final String route;

    /** Records of {@code java.util.logging} below this level stay where they are. */
    public final int logLevel;

    final int[] ancestors;

    /**
     * The configuration of one context.
     *
     * @param ancestors the contexts above it, parent first
     */
    public BootConfig(int id, int[] ancestors, String route, int logLevel) {
        this.id = id;
        this.ancestors = ancestors;
        this.route = route;
        this.logLevel = logLevel;
    }

    /** Appends it to a stream. */
    public void write(DataOutputStream out) throws IOException {
        out.writeInt(id);
        out.writeUTF(route);
        out.writeInt(logLevel);
        out.writeInt(ancestors.length);
        for (int ancestor : ancestors) {
            out.writeInt(ancestor);
        }
    }

    /** Reads it from a stream, and not a byte more. */
    static BootConfig read(DataInputStream in) throws IOException {
        int id = in.readInt();
        String route = in.readUTF();
        int logLevel = in.readInt();
        int[] ancestors = new int[in.readInt()];
        for (int i = 0; i < ancestors.length; i++) {
            ancestors[i] = in.readInt();
        }
        return new BootConfig(id, ancestors, route, logLevel);
    }
}
