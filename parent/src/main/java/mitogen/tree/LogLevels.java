package mitogen.tree;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lowest levels of the log records that contexts send. They travel behind the numbers of {@link Settings}, so that a context
 * knows them before it logs anything: for each logger that has a level of its own the level, the bytes of its name, and these, four
 * in a number. Kept apart from the other settings because most contexts never log.
 *
 * @param root of all loggers without another one
 * @param own by logger; it holds for the loggers below that one, too
 */
public record LogLevels(int root, Map<String, Integer> own) {
    /** Settings with these levels. */
    public int[] write(Settings settings) {
        int[] numbers = settings.write();
        int[] all = Arrays.copyOf(numbers, numbers.length + own.size() * 2 + names());
        all[0] = root;
        IntBuffer rest = IntBuffer.wrap(all, numbers.length, all.length - numbers.length);
        own.forEach((name, level) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            rest.put(level).put(bytes.length);
            rest.put(ByteBuffer.wrap(Arrays.copyOf(bytes, 4 * words(bytes.length)))
                    .asIntBuffer());
        });
        return all;
    }

    private int names() {
        int words = 0;
        for (String name : own.keySet()) {
            words += words(name.getBytes(StandardCharsets.UTF_8).length);
        }
        return words;
    }

    private static int words(int bytes) {
        return (bytes + 3) / 4;
    }

    /** Those among the settings that a context was told. */
    public static LogLevels read(int[] settings) {
        Map<String, Integer> own = new LinkedHashMap<>();
        for (int at = Settings.NUMBERS; at < settings.length; ) {
            int level = settings[at];
            int bytes = settings[at + 1];
            ByteBuffer name = ByteBuffer.allocate(4 * words(bytes));
            name.asIntBuffer().put(settings, at + 2, words(bytes));
            own.put(new String(name.array(), 0, bytes, StandardCharsets.UTF_8), level);
            at += 2 + words(bytes);
        }
        return new LogLevels(settings[0], own);
    }

    /** The level of a logger, which may be null. */
    public int of(String logger) {
        if (own.isEmpty() || logger == null) {
            return root;
        }
        for (String name = logger; ; name = name.substring(0, name.lastIndexOf('.'))) {
            Integer level = own.get(name);
            if (level != null) {
                return level;
            }
            if (name.lastIndexOf('.') < 0) {
                return root;
            }
        }
    }
}
