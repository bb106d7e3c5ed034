package mitogen.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void values() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", List.of(1, 2.5, true));
        map.put("b", Arrays.asList("x", null));
        map.put("c", Map.of());
        assertEquals("{\"a\":[1,2.5,true],\"b\":[\"x\",null],\"c\":{}}", Json.of(map));
    }

    @Test
    void whatIsNotPlainIsEscaped() {
        assertEquals(
                "\"\\\"\\\\/\\u000a\\u0000\\u001b\\u007f ü\ud83d\ude00 \\ud83d\"",
                Json.of("\"\\/\n\0\u001b\u007f ü\ud83d\ude00 \ud83d"));
    }
}
