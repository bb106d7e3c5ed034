package mitogen.transfer;

import java.util.regex.Pattern;

/** What the names of files are compared with. */
public final class Rule {
    /**
     * A rule, as it travels.
     *
     * @param regex a regular expression
     * @param whole whether it is about paths below the source, not about names
     * @param directories whether it is about directories only
     */
    public record Text(String regex, boolean whole, boolean directories) {}

    private final Text text;
    private final Pattern pattern;

    Rule(Text text) {
        this.text = text;
        pattern = Pattern.compile(text.regex, Pattern.DOTALL);
    }

    boolean matches(String path, String name, boolean directory) {
        return (directory || !text.directories)
                && pattern.matcher(text.whole ? path : name).matches();
    }
}
