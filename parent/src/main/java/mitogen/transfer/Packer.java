package mitogen.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import mitogen.Sender;

/** Packs records into messages, and sends each when it is full. Not thread-safe. */
final class Packer {
    private final Way to;
    private ByteBuffer out = ByteBuffer.allocate(Wire.MESSAGE);

    Packer(Way to) {
        this.to = to;
    }

    /** Through a channel. */
    Packer(Sender<Object> to) {
        this(new Way.Direct(to));
    }

    /** Begins a record that needs at most so many bytes. */
    Packer begin(byte kind, int most) {
        if (out.remaining() <= most) {
            pass();
        }
        out.put(kind);
        return this;
    }

    Packer put(int number) {
        out.putInt(number);
        return this;
    }

    Packer put(long number) {
        out.putLong(number);
        return this;
    }

    Packer put(boolean flag) {
        out.put((byte) (flag ? 1 : 0));
        return this;
    }

    Packer put(byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
        return this;
    }

    /** Without their count. */
    Packer putRaw(byte[] bytes) {
        out.put(bytes);
        return this;
    }

    Packer put(Stat stat) {
        out.putInt(stat.mode())
                .putInt(stat.uid())
                .putInt(stat.gid())
                .putLong(stat.size())
                .putLong(stat.seconds())
                .putInt(stat.nanos());
        return this;
    }

    static Stat stat(ByteBuffer from) {
        return new Stat(
                from.getInt(), from.getInt(), from.getInt(), 1, from.getLong(), 0, 0, from.getLong(), from.getInt());
    }

    Packer put(String[] failure) {
        for (String each : failure) {
            put(each.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** Puts what goes before a whole chunk into a message that has room for that, and so makes it one for {@link #whole}. */
    static void head(byte[] message) {
        ByteBuffer.wrap(message).put(Wire.BYTES).putInt(Wire.CHUNK);
    }

    /** Sends a whole chunk, which is a message of its own. */
    void whole(byte[] message) {
        pass();
        to.send(message);
    }

    /** Adds bytes of a file, in as many records as they need. */
    void bytes(byte[] bytes, int from, int count) {
        int at = from;
        while (at < from + count) {
            int left = from + count - at;
            if (out.remaining() < Math.min(left + 5, Wire.CHUNK / 2)) {
                pass();
            }
            int part = Math.min(from + count - at, out.remaining() - 5);
            out.put(Wire.BYTES).putInt(part).put(bytes, at, part);
            at += part;
        }
    }

    /** Sends what there is, whomever else it is for. */
    void flush() {
        pass();
        to.flush();
    }

    /** Sends what there is. */
    void pass() {
        if (out.position() > 0) {
            byte[] message = out.hasRemaining() ? Arrays.copyOf(out.array(), out.position()) : out.array();
            out = out.hasRemaining() ? out.clear() : ByteBuffer.allocate(Wire.MESSAGE);
            to.send(message);
        }
    }
}
