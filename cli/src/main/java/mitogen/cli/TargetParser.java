package mitogen.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.connect.ContextSpec;
import mitogen.connect.ContextSpecException;

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
            throw fault("a target is missing", from);
        }
        String way = text.substring(start, end);
        try {
            return new Target(way, ContextSpec.parse(way).methods());
        } catch (ContextSpecException e) {
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
