package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.connect.ContextSpec;
import mitogen.connect.ContextSpec.SyntaxException;

/**
 * Reads what stands behind {@code -t}: {@link ContextSpec}s with commas between them, in which a name alone is a host for
 * ssh, numbers in brackets are {@link Ranges}, and a pattern or a list stands for several targets.
 */
public final class TargetParser {
    private static final String SSH = "ssh:";

    /** What a line names that is written elsewhere. */
    interface Lists {
        /** Adds the targets of {@code @name} or {@code -}, which was written there. */
        void add(String list, TextLine line, int at, Selected to);

        /** The hosts that match a pattern with {@code *}; none is a fault. */
        List<String> hosts(String pattern);

        /** How to get to a host that goes by a name of its own; null for any other. */
        List<ConnectionMethod> way(String host);
    }

    private final Lists lists;
    private final TextLine line;
    private final Selected to;

    private TargetParser(Lists lists, TextLine line, Selected to) {
        this.lists = lists;
        this.line = line;
        this.to = to;
    }

    /**
     * Adds the targets of a line in the order in which they are written.
     *
     * @throws TargetSyntaxException if the line is no list of targets
     */
    public static void parse(TextLine line, Lists lists, Selected to) {
        new TargetParser(lists, line, to).items();
    }

    /** Whether a word names its method or is a range, and so is hardly anything but a target. */
    public static boolean isTarget(String word) {
        if (word.startsWith(SSH) || word.matches("[\\w.@-]+\\[[0-9,-]+].*")) {
            return true;
        }
        try {
            for (String each : word.split(",", -1)) {
                ContextSpec.parse(each);
            }
            return word.equals("local") || word.contains(":") || word.contains(",");
        } catch (SyntaxException noTarget) {
            return false;
        }
    }

    private void items() {
        String text = line.text();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            if (c == '[') {
                i = Math.max(i, Ranges.end(text, i));
            } else if (c == ',') {
                item(start, i);
                start = i + 1;
            }
        }
    }

    private void item(int from, int to) {
        String text = line.text();
        int start = from;
        int end = to;
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        if (start == end) {
            throw line.fault(
                    from > 0 && end == text.length()
                            ? "a target is missing behind the last comma; leave that out"
                            : "a target is missing",
                    from);
        }
        String item = text.substring(start, end);
        if (item.startsWith("@") || item.equals("-")) {
            lists.add(item, line, start, this.to);
            return;
        }
        int scheme = item.indexOf("://");
        if (scheme > 0) {
            String rest = item.substring(scheme + 3);
            throw line.fault(
                    "a target is not a URL; this one is written as " + item.substring(0, scheme) + ":"
                            + rest.replaceAll("/+$", ""),
                    start + scheme);
        }
        List<Written> all = new ArrayList<>();
        Ranges.expand(Written.part(line, start, end)).forEach(each -> hosts(each, all));
        for (Written each : all) {
            Target target = target(each);
            if (each.text().equals(item)) {
                this.to.addWrittenOut(target);
            } else {
                this.to.add(target);
            }
        }
    }

    /** Puts hosts in place of a pattern. Only hosts of this machine's lists are known, so only the first hop has one. */
    private void hosts(Written written, List<Written> all) {
        String hop = before('?', before('/', written.text()));
        boolean isSsh = hop.startsWith(SSH);
        int start = Math.max(hop.lastIndexOf('@') + 1, isSsh ? SSH.length() : 0);
        int colon = hop.indexOf(':', start);
        int end = colon < 0 ? hop.length() : colon;
        String pattern = hop.substring(start, end);
        if (pattern.indexOf('*') < 0 || !isSsh && !isBare(hop)) {
            all.add(written);
            return;
        }
        List<String> hosts = lists.hosts(pattern);
        if (hosts.isEmpty()) {
            throw written.fault("no host that is known here matches " + pattern, start);
        }
        hosts.forEach(host -> all.add(written.with(start, end, host)));
    }

    private static String before(char c, String text) {
        int at = text.indexOf(c);
        return at < 0 ? text : text.substring(0, at);
    }

    private Target target(Written written) {
        Written spec = written;
        List<ConnectionMethod> known = null;
        int start = 0;
        while (start <= spec.text().length()) {
            int slash = spec.text().indexOf('/', start);
            int end = slash < 0 ? spec.text().length() : slash;
            String hop = spec.text().substring(start, end);
            if (isBare(hop)) {
                known = start == 0 ? lists.way(hop) : known;
                boolean isKnown = start == 0 && known != null; // and no method has to make sense of its name
                spec = isKnown ? spec.with(0, end, "local") : spec.with(start, start, SSH);
                end = isKnown ? "local".length() : end + SSH.length();
            }
            start = end + 1;
        }
        try {
            List<ConnectionMethod> hops = ContextSpec.parse(spec.text()).methods();
            if (known != null) {
                known = new ArrayList<>(known);
                known.addAll(hops.subList(1, hops.size()));
                hops = List.copyOf(known);
            }
            return new Target(written.text(), hops);
        } catch (SyntaxException e) {
            throw spec.fault(e.problem(), e.position());
        }
    }

    /** Whether a hop is a host without a method. A word before a colon is none: it is a method that is misspelled. */
    private static boolean isBare(String hop) {
        String address = before('?', hop);
        int colon = address.indexOf(':');
        if (address.isEmpty() || isMethod(colon < 0 ? address : address.substring(0, colon))) {
            return false;
        }
        String host = address.substring(address.lastIndexOf('@') + 1);
        return host.startsWith("[") || host.indexOf(':') < 0 || host.matches("[^:]*:[0-9]+");
    }

    private static boolean isMethod(String name) {
        try {
            ContextSpec.parse(name);
            return true;
        } catch (SyntaxException e) {
            return !e.problem().startsWith("\"" + name + "\" is not a connection method");
        }
    }
}
