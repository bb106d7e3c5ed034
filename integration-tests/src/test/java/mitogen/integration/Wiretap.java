package mitogen.integration;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.classes.Batch;
import mitogen.testing.InProcess.Fault;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.Protocol;

/** Keeps what crosses the link of a context in this JVM. The number is what it is found by, as the record is copied. */
record Wiretap(int number) implements Fault {
    private static final Map<Integer, ByteArrayOutputStream> DOWN = new ConcurrentHashMap<>();
    private static final Map<Integer, ByteArrayOutputStream> UP = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();

    Wiretap() {
        this(NEXT.incrementAndGet());
        DOWN.put(number, new ByteArrayOutputStream());
        UP.put(number, new ByteArrayOutputStream());
    }

    @Override
    public OutputStream down(OutputStream child) {
        return tee(child, DOWN.get(number));
    }

    @Override
    public OutputStream up(OutputStream parent) {
        return tee(parent, UP.get(number));
    }

    private static OutputStream tee(OutputStream out, ByteArrayOutputStream copy) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int b) throws IOException {
                copy.write(b);
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                copy.write(bytes, offset, length);
                out.write(bytes, offset, length);
            }
        };
    }

    int bytesDown() {
        return DOWN.get(number).size();
    }

    int bytesUp() {
        return UP.get(number).size();
    }

    /** The names of all classes that crossed the link downwards, as often as they did. */
    List<String> classesDown() throws IOException {
        List<String> names = new ArrayList<>();
        for (Frame frame : frames(DOWN)) {
            if (frame.handle() == Protocol.CLASSES && frame.payloadLength() > 4) {
                Batch.read(frame).forEach(entry -> names.add(entry.name()));
            }
        }
        return names;
    }

    /** The names of all classes that were asked for over the link, as often as they were. */
    List<String> classesAsked() throws IOException {
        List<String> names = new ArrayList<>();
        for (Frame frame : frames(UP)) {
            if (frame.handle() == Protocol.GET_CLASS) {
                names.add(new PayloadReader(frame).getString());
            }
        }
        return names;
    }

    /** How often something was asked for over the link, each time for a round trip. */
    int questions() throws IOException {
        int count = 0;
        for (Frame frame : frames(UP)) {
            if (frame.replyTo() != 0 && frame.handle() < Protocol.FIRST_REPLY) {
                count++;
            }
        }
        return count;
    }

    private List<Frame> frames(Map<Integer, ByteArrayOutputStream> direction) throws IOException {
        List<Frame> frames = new ArrayList<>();
        DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(direction.get(number).toByteArray()));
        while (in.available() > 0) {
            frames.add(Frame.read(in));
        }
        return frames;
    }
}
