package mitogen;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mitogen.internal.Printable;

/** What a {@link Command} consists of; not changed any more once the command has it. */
final class CommandForm implements Cloneable {
    List<byte[]> words;
    byte[] script;
    List<byte[]> interpreter = List.of();
    String directory;
    Map<String, Optional<String>> environment = Map.of();
    boolean emptyEnvironment;
    CommandInput input = new CommandInput.None();
    CommandOutput output;
    CommandOutput errors;
    Duration timeout;
    int limit = Command.DEFAULT_LIMIT;
    int columns;
    int rows;

    CommandForm(List<byte[]> words, byte[] script) {
        this.words = List.copyOf(words);
        this.script = script;
        for (byte[] word : words) {
            for (byte each : word) {
                if (each == 0) {
                    throw new IllegalArgumentException("a word of a command has a zero byte: " + text());
                }
            }
        }
    }

    CommandForm copy() {
        try {
            return (CommandForm) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** As it would be typed. */
    String text() {
        StringBuilder text = new StringBuilder(script == null ? "" : "a script");
        for (byte[] word : words) {
            text.append(text.length() == 0 ? "" : " ").append(Printable.word(new String(word, StandardCharsets.UTF_8)));
        }
        return text.toString();
    }
}
