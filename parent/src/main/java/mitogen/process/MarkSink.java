package mitogen.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjLongConsumer;

/** Takes from the beginning of an output what the shell at a {@link Terminal} tells, and passes on the rest. */
final class MarkSink extends Sink {
    private static final int MOST = 4096;

    private final Sink to;
    private final ObjLongConsumer<String> told;
    private ByteArrayOutputStream head = new ByteArrayOutputStream(); // null once it is over

    /**
     * In front of another one.
     *
     * @param told takes the terminal's name and the number of the process
     */
    MarkSink(Sink to, ObjLongConsumer<String> told) {
        this.to = to;
        this.told = told;
    }

    @Override
    boolean write(byte[] chunk, int count) {
        if (head == null) {
            return to.write(chunk, count);
        }
        head.write(chunk, 0, count);
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf(Terminal.MARK, 1);
        if (text.charAt(0) == Terminal.MARK && end < 0 && text.length() < MOST) {
            return true;
        }
        head = null;
        byte[] rest = text.getBytes(StandardCharsets.ISO_8859_1);
        if (text.charAt(0) == Terminal.MARK && end > 0) {
            int space = text.lastIndexOf(' ', end);
            told.accept(text.substring(1, space), Long.parseLong(text.substring(space + 1, end)));
            rest = text.substring(end + 1).getBytes(StandardCharsets.ISO_8859_1);
        }
        return rest.length == 0 || to.write(rest, rest.length);
    }

    @Override
    void end(boolean whole) {
        to.end(whole);
    }

    @Override
    byte[] collected() {
        return to.collected();
    }
}
