package mitogen.packer;

import com.googlecode.pngtastic.core.processing.zopfli.Options;
import com.googlecode.pngtastic.core.processing.zopfli.Zopfli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Deflates as small as can be had: zlib at its best level and zopfli, whichever wins. */
final class Squeezer {

    private static final int ITERATIONS = 30;

    private Squeezer() {}

    /** The smallest zlib stream found. */
    static byte[] zlib(byte[] raw) {
        return all(raw, false).stream()
                .min(Comparator.comparingInt(bytes -> bytes.length))
                .orElseThrow();
    }

    /** Several raw deflate streams of the same bytes. */
    static List<byte[]> deflates(byte[] raw) {
        return all(raw, true);
    }

    /** A zlib stream at level 9, without trying anything: for comparing. */
    static byte[] quick(byte[] raw) {
        return deflate(raw, false);
    }

    private static List<byte[]> all(byte[] raw, boolean bare) {
        List<byte[]> found = new ArrayList<>();
        found.add(deflate(raw, bare));
        Options.OutputFormat format = bare ? Options.OutputFormat.DEFLATE : Options.OutputFormat.ZLIB;
        // At once, as each takes seconds.
        Stream.of(Options.BlockSplitting.values())
                .parallel()
                .map(splitting -> zopfli(new Options(format, splitting, ITERATIONS), raw))
                .forEachOrdered(found::add);
        return found;
    }

    private static byte[] zopfli(Options options, byte[] raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            // A block as large as the input: Zopfli makes ready for one at once, with some twenty bytes for each of it.
            new Zopfli(Math.max(1, raw.length)).compress(options, raw, out);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] raw, boolean bare) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, bare);
        try {
            deflater.setInput(raw);
            deflater.finish();
            byte[] buffer = new byte[raw.length + 1024];
            int length = deflater.deflate(buffer);
            if (!deflater.finished()) {
                throw new IllegalStateException("deflate did not finish");
            }
            return Arrays.copyOf(buffer, length);
        } finally {
            deflater.end();
        }
    }
}
