package mitogen.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinesTest {
    @Test
    void aLongLineIsNotCutWithinACharacter() {
        String text = "x" + "€".repeat(Lines.LONGEST) + "\n" + "😀".repeat(Lines.LONGEST) + "é\r\nend";
        byte[] all = text.getBytes(UTF_8);
        List<String> pieces = new ArrayList<>();
        Lines lines = new Lines(UTF_8, pieces::add);
        byte[] chunk = new byte[1021];
        for (int at = 0; at < all.length; at += chunk.length) {
            int count = Math.min(chunk.length, all.length - at);
            System.arraycopy(all, at, chunk, 0, count);
            lines.add(chunk, count);
        }
        lines.end();
        String whole = text.replace("\n", "").replace("\r", "");
        assertTrue(String.join("", pieces).equals(whole), "a character was torn");
        assertEquals("end", pieces.get(pieces.size() - 1));
    }
}
