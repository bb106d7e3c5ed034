package mitogen.transfer;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import mitogen.Transfer.Difference;
import mitogen.Transfer.Difference.Kind;

/** Reads what one destination reports, which may be anything. Not thread-safe. */
final class Incidents {
    private final Place from;
    private final Place to;
    private final Tally tally;
    private final JdkExceptions exceptions;
    private final long[] counts = new long[4];
    private boolean done;

    Incidents(Place from, Place to, Tally tally, JdkExceptions exceptions) {
        this.from = from;
        this.to = to;
        this.tally = tally;
        this.exceptions = exceptions;
    }

    boolean isDone() {
        return done;
    }

    void take(Object message) throws IOException {
        if (!(message instanceof byte[] bytes)) {
            throw Wire.senseless("a " + message.getClass().getName());
        }
        ByteBuffer records = ByteBuffer.wrap(bytes);
        try {
            while (records.hasRemaining()) {
                take(records.get(), records);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw Wire.senseless(e.toString());
        }
    }

    private void take(byte kind, ByteBuffer record) throws IOException {
        switch (kind) {
            case Wire.COUNTS -> {
                long[] now = {record.getLong(), record.getLong(), record.getLong(), record.getLong()};
                tally.count(counts, now);
                System.arraycopy(now, 0, counts, 0, now.length);
            }
            case Wire.FAILED -> {
                Place place = record.get() != 0 ? from : to;
                Path path = place.below(Wire.bytes(record));
                tally.fail(path, exceptions.of(Wire.text(record), Wire.text(record), path));
            }
            case Wire.DIFFERENT -> {
                Kind difference = Kind.valueOf(Wire.text(record));
                tally.differs(new Difference(to.below(Wire.bytes(record)), difference));
            }
            case Wire.PARTIAL -> {
                boolean there = record.get() != 0;
                tally.partial(to.shown().apply(Wire.bytes(record)), there);
            }
            case Wire.GREW -> tally.grew(from.below(Wire.bytes(record)));
            case Wire.DONE -> done = true;
            default -> throw Wire.senseless("report " + kind);
        }
    }
}
