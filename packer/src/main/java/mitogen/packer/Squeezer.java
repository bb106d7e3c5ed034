package mitogen.packer;

import com.googlecode.pngtastic.core.processing.zopfli.Options;
import com.googlecode.pngtastic.core.processing.zopfli.Zopfli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
        for (Options.BlockSplitting splitting : Options.BlockSplitting.values()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Options.OutputFormat format = bare ? Options.OutputFormat.DEFLATE : Options.OutputFormat.ZLIB;
            try {
                new Zopfli(8 << 20).compress(new Options(format, splitting, ITERATIONS), raw, out);
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
            found.add(out.toByteArray());
        }
        return found;
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
