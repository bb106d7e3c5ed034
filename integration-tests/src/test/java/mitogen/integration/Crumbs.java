package mitogen.integration;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import mitogen.testing.InProcess.Fault;

/**
 * Writes in small pieces, whose ends are at all places of messages: the first bytes of each write alone, later ones in pieces
 * of changing lengths. A large value takes a thirtieth of the time that it takes over {@link Fault#split}.
 */
record Crumbs() implements Fault {
    private static final int ALONE = 64;
    private static final int MOST =
            61; // prime, so that the pieces of messages of the same size end elsewhere each time

    @Override
    public OutputStream down(OutputStream child) {
        return new Crumbling(child);
    }

    @Override
    public OutputStream up(OutputStream parent) {
        return new Crumbling(parent);
    }

    /** One direction of a link, which one thread writes to at a time. */
    private static final class Crumbling extends FilterOutputStream {
        private int length;

        Crumbling(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            int done = 0;
            while (done < count) {
                length = length % MOST + 1;
                int piece = done < ALONE ? 1 : Math.min(length, count - done);
                out.write(from, offset + done, piece);
                done += piece;
            }
        }
    }
}
