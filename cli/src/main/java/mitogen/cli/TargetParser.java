package mitogen.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.connect.ContextSpec;
import mitogen.connect.ContextSpec.SyntaxException;

/** Reads target strings: {@link ContextSpec}s with commas between them; blanks around them are ignored. */
final class TargetParser {
    private final String text;

    private TargetParser(String text) {
        this.text = text;
    }

    /**
     * The targets in the order in which they were written.
     *
     * @throws TargetSyntaxException if the text is not a list of targets
     */
    static List<Target> parse(String text) {
        return new TargetParser(text).targets();
    }

    /** Whether a word is one, and hardly anything else. */
    static boolean isTarget(String word) {
        try {
            return !parse(word).isEmpty() && (word.equals("local") || word.contains(":") || word.contains(","));
        } catch (TargetSyntaxException noTarget) {
            return word.startsWith("ssh:");
        }
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        int start = 0;
        while (start <= text.length()) {
            int end = indexOf(',', start, text.length());
            Target target = target(start, end);
            int times = seen.merge(target.name(), 1, Integer::sum);
            targets.add(times == 1 ? target : new Target(target.name() + "#" + times, target.hops()));
            start = end + 1;
        }
        return List.copyOf(targets);
    }

    private Target target(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        if (start == end) {
            throw fault(
                    from > 0 && end == text.length()
                            ? "a target is missing behind the last comma; leave that out"
                            : "a target is missing",
                    from);
        }
        String way = text.substring(start, end);
        int scheme = way.indexOf("://");
        if (scheme > 0) {
            String rest = way.substring(scheme + 3);
            throw fault(
                    "a target is not a URL; this one is written as " + way.substring(0, scheme) + ":"
                            + rest.replaceAll("/+$", ""),
                    start + scheme);
        }
        try {
            return new Target(way, ContextSpec.parse(way).methods());
        } catch (SyntaxException e) {
            throw fault(e.problem(), start + e.position());
        }
    }

    /** Where the character is next, or the end if it is not in between. */
    private int indexOf(char c, int from, int end) {
        int at = text.indexOf(c, from);
        return at < 0 || at > end ? end : at;
    }

    private TargetSyntaxException fault(String problem, int at) {
        return new TargetSyntaxException(problem, text, at);
    }
}
