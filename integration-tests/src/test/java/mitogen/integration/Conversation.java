package mitogen.integration;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.answers.FrameText;
import mitogen.classes.Batch;
import mitogen.testing.InProcess.Fault;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Writes down the frames that cross the link of a context in this JVM, both ways in one list: a frame comes before those
 * that it leads to. The number is what it is found by, as the record is copied.
 */
record Conversation(int number) implements Fault {
    private static final int PER_LINE = 16;
    private static final Map<Integer, List<Said>> ALL = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private record Said(String direction, Frame frame) {}

    Conversation() {
        this(NEXT.incrementAndGet());
        ALL.put(number, new ArrayList<>());
    }

    @Override
    public OutputStream down(OutputStream child) {
        return new Writing("> ", ALL.get(number), child);
    }

    @Override
    public OutputStream up(OutputStream parent) {
        return new Writing("< ", ALL.get(number), parent);
    }

    /** One direction. Frames are noted before they are passed on. */
    private static final class Writing extends FilterOutputStream {
        private final String direction;
        private final List<Said> all;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream(); // of a frame

        Writing(String direction, List<Said> all, OutputStream out) {
            super(out);
            this.direction = direction;
            this.all = all;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            begun.write(bytes, offset, length);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(begun.toByteArray()));
            while (holdsFrame(in)) {
                Said next = new Said(direction, Frame.read(in));
                synchronized (all) {
                    all.add(next);
                }
            }
            begun.reset();
            in.transferTo(begun);
            out.write(bytes, offset, length);
        }

        private static boolean holdsFrame(DataInputStream in) throws IOException {
            if (in.available() < Protocol.HEADER) {
                return false;
            }
            in.mark(0);
            in.skipNBytes(Protocol.HEADER - 4);
            int length = in.readInt();
            boolean holds = in.available() >= length;
            in.reset();
            return holds;
        }
    }

    /** Forgets what was said so far. */
    void begin() {
        List<Said> all = ALL.get(number);
        synchronized (all) {
            all.clear();
        }
    }

    /** What was said since, a text for each frame. What is random, or belongs to one JVM, is always the same here. */
    List<String> texts() throws IOException {
        List<Said> all;
        synchronized (ALL.get(number)) {
            all = List.copyOf(ALL.get(number));
        }
        List<byte[][]> replacements = new ArrayList<>();
        for (Said each : all) {
            byte[] payload = payload(each.frame());
            if (each.frame().handle() == Protocol.CHANNEL) {
                replacements.add(new byte[][] {channel(payload), filled(10, 0xcc)});
            } else if (each.frame().handle() == Protocol.SERVICE) {
                replacements.add(new byte[][] {Arrays.copyOfRange(payload, 1, 17), filled(16, 0x55)});
            }
        }
        List<String> texts = new ArrayList<>();
        for (Said each : all) {
            String text = text(each.frame(), replacements);
            if (text != null) {
                texts.add(each.direction() + text);
            }
        }
        return texts;
    }

    /** The number of a channel in a message: seven bits in each byte, up to one that is less than 128. */
    private static byte[] channel(byte[] payload) {
        int end = 1;
        while (payload[end] < 0) {
            end++;
        }
        return Arrays.copyOfRange(payload, 1, end + 1);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] payload(Frame frame) {
        return Arrays.copyOfRange(frame.bytes, Protocol.HEADER, frame.length());
    }

    private static String text(Frame frame, List<byte[][]> replacements) throws IOException {
        if (frame.handle() == Protocol.CLASSES && frame.payloadLength() > 4) {
            return classes(frame);
        }
        byte[] payload = payload(frame);
        for (byte[][] replacement : replacements) {
            payload = replaced(payload, replacement[0], replacement[1]);
        }
        if (payload.length == 1 && payload[0] == Runtime.version().feature()) {
            payload[0] = 17; // the answer to a connect
        }
        PayloadWriter writer = new PayloadWriter();
        writer.putBytes(payload, 0, payload.length);
        Frame same = writer.frames();
        same.address(frame.destination(), frame.source(), frame.handle(), frame.replyTo(), frame.flags());
        StringBuilder text = new StringBuilder(FrameText.of(same)).append('\n');
        lines(text, same.bytes, 0, Protocol.HEADER);
        lines(text, same.bytes, Protocol.HEADER, same.length());
        return text.toString();
    }

    /** The names alone: the bytes depend on the compiler and on zlib. Null where the classes are all ours. */
    private static String classes(Frame frame) throws IOException {
        List<String> names = Batch.read(frame).stream()
                .map(Batch.Entry::name)
                .filter(name -> name.startsWith("mitogen.integration."))
                .sorted()
                .toList();
        return names.isEmpty()
                ? null
                : frame.source() + ">" + frame.destination() + " CLASSES: " + String.join(" ", names) + "\n";
    }

    private static byte[] replaced(byte[] in, byte[] from, byte[] to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < in.length; ) {
            int end = Math.min(in.length, at + from.length);
            if (Arrays.equals(in, at, end, from, 0, from.length)) {
                out.writeBytes(to);
                at = end;
            } else {
                out.write(in[at++]);
            }
        }
        return out.toByteArray();
    }

    /** As hexadecimal numbers and as text. */
    private static void lines(StringBuilder text, byte[] bytes, int from, int to) {
        for (int at = from; at < to; at += PER_LINE) {
            StringBuilder line = new StringBuilder("   ");
            StringBuilder ascii = new StringBuilder();
            for (int i = at; i < at + PER_LINE; i++) {
                line.append(i < to ? String.format(" %02x", bytes[i]) : "   ").append((i - at) % 4 == 3 ? " " : "");
                ascii.append(i >= to ? "" : bytes[i] > ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            }
            text.append((line + " " + ascii).stripTrailing()).append('\n');
        }
    }
}
