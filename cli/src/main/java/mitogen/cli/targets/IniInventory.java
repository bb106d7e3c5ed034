package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ansible's hosts file: {@code [group]} with a host a line and its variables, {@code [group:children]},
 * {@code [group:vars]}. A range is {@code [01:20]}, {@code [1:9:2]} or {@code [a:f]}.
 */
final class IniInventory {
    private static final Pattern SECTION = Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:#.*)?");
    private static final Pattern VARIABLE = Pattern.compile("\\s*([\\w-]+)\\s*=\\s*(.*)");
    private static final Pattern RANGE = Pattern.compile("\\[([0-9]+|[a-zA-Z]):([0-9]+|[a-zA-Z])(?::([0-9]+))?]");
    private static final Pattern PORT = Pattern.compile("([^\\[\\]:]+(?:\\[[^\\]]*][^\\[\\]:]*)*):(\\d+)");
    private static final int DIGITS = 9;

    private final String file;
    private final String text;

    IniInventory(String file, String text) {
        this.file = file;
        this.text = text;
    }

    void read(AnsibleHosts to) {
        String group = "ungrouped";
        String kind = null;
        int number = 0;
        for (String each : text.split("\r?\n")) {
            TextLine line = new TextLine(file, ++number, each);
            if (each.isBlank() || each.strip().matches("[#;].*")) {
                continue;
            }
            Matcher section = SECTION.matcher(each);
            if (section.matches()) {
                group = section.group(1);
                kind = section.group(2);
                if (kind != null && !kind.equals("vars") && !kind.equals("children")) {
                    throw fault(line, "a section is of vars or children, and not of " + kind, section.start(2));
                }
                to.addGroup(group);
            } else if (each.startsWith("[") && each.stripTrailing().endsWith("]")) {
                throw fault(line, "a section is written as [group], [group:vars] or [group:children]", 0);
            } else if (kind == null) {
                host(line, group, to);
            } else if (kind.equals("children")) {
                to.addChild(group, withoutComment(each).strip());
            } else {
                Matcher variable = VARIABLE.matcher(each);
                if (!variable.matches()) {
                    throw fault(line, "a variable is written as name=value", 0);
                }
                to.addVar(group, variable.group(1), unquoted(variable.group(2)));
            }
        }
    }

    private static void host(TextLine line, String group, AnsibleHosts to) {
        List<String> words = words(line.text());
        Map<String, String> vars = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw fault(
                        line,
                        "behind a host, variables are written as name=value",
                        line.text().indexOf(word));
            }
            vars.put(word.substring(0, equals), word.substring(equals + 1));
        }
        String pattern = words.get(0);
        Matcher port = PORT.matcher(pattern);
        if (port.matches()) {
            pattern = port.group(1);
            vars.putIfAbsent("ansible_port", port.group(2));
        }
        for (String host : hosts(pattern, line)) {
            to.addHost(group, host, line, vars);
        }
    }

    /** The hosts that a name with ranges stands for. */
    static List<String> hosts(String pattern, TextLine line) {
        List<String> all = new ArrayList<>(List.of(pattern));
        for (boolean more = true; more; ) {
            more = false;
            List<String> next = new ArrayList<>();
            for (String name : all) {
                Matcher range = RANGE.matcher(name);
                if (range.find()) {
                    more = true;
                    for (String value : values(range, line)) {
                        next.add(name.substring(0, range.start()) + value + name.substring(range.end()));
                    }
                } else {
                    next.add(name);
                }
                if (next.size() > Ranges.MOST) {
                    throw fault(line, "these are more than " + Ranges.MOST + " hosts", 0);
                }
            }
            all = next;
        }
        return all;
    }

    private static List<String> values(Matcher range, TextLine line) {
        String first = range.group(1);
        String last = range.group(2);
        boolean digits = Character.isDigit(first.charAt(0));
        if (digits != Character.isDigit(last.charAt(0))) {
            throw fault(line, "a range has two numbers or two letters", range.start());
        }
        if (Math.max(first.length(), last.length()) > DIGITS) {
            throw fault(line, "a number of a range has at most " + DIGITS + " digits", range.start());
        }
        int low = digits ? Integer.parseInt(first) : first.charAt(0);
        int high = digits ? Integer.parseInt(last) : last.charAt(0);
        int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
        if (high < low || step < 1) {
            throw fault(line, "a range goes up", range.start());
        }
        if ((high - low) / step >= Ranges.MOST) {
            throw fault(line, "these are more than " + Ranges.MOST + " hosts", range.start());
        }
        List<String> values = new ArrayList<>();
        for (int i = low; i <= high; i += step) {
            String value = digits ? Integer.toString(i) : String.valueOf((char) i);
            boolean padded = digits && first.startsWith("0");
            values.add("0".repeat(padded ? Math.max(0, first.length() - value.length()) : 0) + value);
        }
        return values;
    }

    /** The words of a line as a shell takes them, up to a comment. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i <= line.length(); i++) {
            char c = i == line.length() ? ' ' : line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (c == ' ' || c == '\t') {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else if (c == '#' && !begun) {
                break;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString().stripTrailing()); // a quote that is not closed
        }
        return words;
    }

    private static String withoutComment(String line) {
        return line.replaceFirst("\\s+#.*", "");
    }

    private static String unquoted(String value) {
        String text = value.strip();
        boolean quoted = text.length() > 1
                && (text.startsWith("'") && text.endsWith("'") || text.startsWith("\"") && text.endsWith("\""));
        return quoted
                ? text.substring(1, text.length() - 1)
                : withoutComment(text).strip();
    }

    private static TargetSyntaxException fault(TextLine line, String problem, int at) {
        return new TargetSyntaxException(problem, line, Math.max(0, at), Inventory.REMEDY);
    }
}
