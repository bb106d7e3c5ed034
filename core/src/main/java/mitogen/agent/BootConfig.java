package mitogen.agent;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a new context is told about itself, on the stream right behind the core.
 *
 * @param id its number
 * @param ancestors the contexts above it, parent first
 * @param route its name behind those of the contexts on the way: {@code ssh:bastion/ssh:web1}
 * @param logLevel records of {@code java.util.logging} below this level stay where they are
 */
public record BootConfig(int id, int[] ancestors, String route, int logLevel) {
    /** Appends it to a stream. */
    public void write(DataOutputStream out) throws IOException {
        out.writeInt(id);
        out.writeInt(ancestors.length);
        for (int ancestor : ancestors) {
            out.writeInt(ancestor);
        }
        out.writeUTF(route);
        out.writeInt(logLevel);
    }

    /** Reads it from a stream, and not a byte more. */
    static BootConfig read(DataInputStream in) throws IOException {
        int id = in.readInt();
        int[] ancestors = new int[in.readInt()];
        for (int i = 0; i < ancestors.length; i++) {
            ancestors[i] = in.readInt();
        }
        return new BootConfig(id, ancestors, in.readUTF(), in.readInt());
    }
}
