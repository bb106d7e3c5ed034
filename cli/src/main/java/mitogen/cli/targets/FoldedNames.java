package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many names in few characters, which {@link Ranges} makes the same names of: {@code web[1-3,5]}. */
public final class FoldedNames {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int DIGITS = 9;

    private FoldedNames() {}

    /** The names, with commas between them. */
    public static String of(Collection<String> names) {
        Map<String, List<String>> alike = new LinkedHashMap<>();
        for (String name : names) {
            alike.computeIfAbsent(
                            name.contains("[") ? name : NUMBER.matcher(name).replaceAll("0"), key -> new ArrayList<>())
                    .add(name);
        }
        List<String> folded = new ArrayList<>();
        alike.values().forEach(group -> fold(group.stream().distinct().toList(), folded));
        return String.join(",", folded);
    }

    /** Folds names that differ only in numbers. The range stands at the last number that differs. */
    private static void fold(List<String> names, List<String> folded) {
        int place = differing(names);
        if (place < 0) {
            folded.addAll(names);
            return;
        }
        Map<String, List<String>> rest = new LinkedHashMap<>();
        for (String name : names) {
            MatchResult number = number(name, place);
            String digits = number.group();
            boolean zeros = digits.length() > 1 && digits.startsWith("0");
            boolean asLong = names.stream().anyMatch(other -> {
                String others = number(other, place).group();
                return others.length() == digits.length() && others.length() > 1 && others.startsWith("0");
            });
            // Numbers with zeros in front are for themselves, with all that are as long.
            String key = name.substring(0, number.start()) + "\0" + (zeros || asLong ? digits.length() : 0) + "\0"
                    + name.substring(number.end());
            rest.computeIfAbsent(key, k -> new ArrayList<>()).add(name);
        }
        for (List<String> group : rest.values()) {
            folded.add(group.size() == 1 ? group.get(0) : range(group, place));
        }
    }

    /** The last number that is not the same in all; -1 for none. */
    private static int differing(List<String> names) {
        int last = -1;
        List<String> first = numbers(names.get(0));
        for (String name : names) {
            List<String> numbers = numbers(name);
            for (int i = 0; i < numbers.size(); i++) {
                if (numbers.get(i).length() > DIGITS) {
                    return -1;
                }
                if (i > last && !numbers.get(i).equals(first.get(i))) {
                    last = i;
                }
            }
        }
        return last;
    }

    private static List<String> numbers(String name) {
        return NUMBER.matcher(name).results().map(MatchResult::group).toList();
    }

    private static MatchResult number(String name, int place) {
        Matcher number = NUMBER.matcher(name);
        for (int i = 0; i <= place; i++) {
            number.find();
        }
        return number.toMatchResult();
    }

    private static String range(List<String> names, int place) {
        TreeMap<Integer, String> numbers = new TreeMap<>();
        names.forEach(name -> {
            String digits = number(name, place).group();
            numbers.put(Integer.valueOf(digits), digits);
        });
        StringBuilder ranges = new StringBuilder();
        Integer first = null;
        for (Integer number : numbers.keySet()) {
            first = first == null ? number : first;
            if (!numbers.containsKey(number + 1)) {
                ranges.append(ranges.isEmpty() ? "" : ",").append(numbers.get(first));
                ranges.append(first.equals(number) ? "" : "-" + numbers.get(number));
                first = null;
            }
        }
        MatchResult number = number(names.get(0), place);
        String name = names.get(0);
        return name.substring(0, number.start()) + "[" + ranges + "]" + name.substring(number.end());
    }
}
