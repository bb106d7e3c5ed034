package mitogen.cli.words;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.cli.status.UsageException;

/** Times as somebody types them: {@code 5}, {@code 0.5s}, {@code 5m}, {@code 1h}. A number alone is seconds. */
public final class Durations {
    private static final Duration MOST = Duration.ofDays(1);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)?");

    private Durations() {}

    /** The time that an option was given. */
    public static Duration of(String option, String text) {
        Matcher parts = TEXT.matcher(text);
        if (parts.matches()) {
            double number = Double.parseDouble(parts.group(1));
            double millis = number
                    * switch (parts.group(2) == null ? "s" : parts.group(2)) {
                        case "ms" -> 1;
                        case "s" -> 1_000;
                        case "m" -> 60_000;
                        default -> 3_600_000;
                    };
            if (number > 0 && millis <= MOST.toMillis()) {
                return Duration.ofMillis(Math.max(1, Math.round(millis)));
            }
        }
        throw new UsageException(option + " takes a time above 0, and at most a day, not '" + text
                + "'\nWrite it like 30 (seconds), 500ms, 5m or 1h.");
    }

    /** For people, about: {@code 50 s}, {@code 12 min}, {@code 3 h}. */
    public static String text(long seconds) {
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    /** For people: {@code 5 min}, {@code 1.5 s}. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 60_000 == 0
                ? millis / 60_000 + " min"
                : millis % 1_000 == 0 ? millis / 1_000 + " s" : millis / 1_000.0 + " s";
    }
}
