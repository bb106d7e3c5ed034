package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Numbers in brackets: {@code web[01-20]}, {@code web[1-5,9]}. Each stands for as many texts as it has numbers. */
final class Ranges {
    /** So many targets are a mistake: one machine cannot connect to more at once. */
    static final int MOST = 10_000;

    private static final int DIGITS = 9;
    private static final Pattern NUMBERS = Pattern.compile("[0-9,-][0-9,-]*");
    private static final Pattern NEARLY = Pattern.compile("[0-9,-][^:/?]*|");

    private Ranges() {}

    /** Where a bracket at this index ends, if it has numbers in it; otherwise -1. Commas in it separate no targets. */
    static int end(String text, int open) {
        int close = text.indexOf(']', open);
        return close > 0 && NEARLY.matcher(text.substring(open + 1, close)).matches() ? close : -1;
    }

    /** The texts that one stands for, in the order of the numbers; the last bracket changes first. */
    static List<Written> expand(Written written) {
        List<Written> all = new ArrayList<>();
        expand(written, 0, all);
        return all;
    }

    private static void expand(Written written, int from, List<Written> all) {
        String text = written.text();
        int open = text.indexOf('[', from);
        if (open < 0) {
            if (all.size() == MOST) {
                throw written.fault("these are more than " + MOST + " targets", 0);
            }
            all.add(written);
            return;
        }
        int close = end(text, open);
        if (close < 0) {
            if (text.indexOf(']', open) < 0
                    && NUMBERS.matcher(text.substring(open + 1)).matches()) {
                throw written.fault("the bracket is not closed", open);
            }
            expand(written, open + 1, all); // the address of a host, or something of a command
            return;
        }
        for (String number : numbers(written, open + 1, close)) {
            expand(written.with(open, close + 1, number), open + number.length(), all);
        }
    }

    private static List<String> numbers(Written written, int from, int to) {
        List<String> numbers = new ArrayList<>();
        int start = from;
        while (start <= to) {
            int comma = written.text().indexOf(',', start);
            int end = comma < 0 || comma > to ? to : comma;
            part(written, start, end, numbers);
            start = end + 1;
        }
        return numbers;
    }

    /** {@code 9} or {@code 01-20}: with zeros in front as the first number has them. */
    private static void part(Written written, int from, int to, List<String> numbers) {
        int dash = written.text().indexOf('-', from);
        boolean single = dash < 0 || dash >= to;
        String first = digits(written, from, single ? to : dash);
        String last = single ? first : digits(written, dash + 1, to);
        int low = Integer.parseInt(first);
        int high = Integer.parseInt(last);
        if (high < low) {
            throw written.fault("a range goes up, and this one goes from " + first + " down to " + last, from);
        }
        if (last.startsWith("0") && last.length() != first.length()) {
            throw written.fault("both ends of a range with zeros in front have the same number of digits", from);
        }
        if (numbers.size() + (long) high - low >= MOST) {
            throw written.fault("these are more than " + MOST + " targets", from);
        }
        for (int i = low; i <= high; i++) {
            String digits = Integer.toString(i);
            numbers.add("0".repeat(Math.max(0, first.startsWith("0") ? first.length() - digits.length() : 0)) + digits);
        }
    }

    private static String digits(Written written, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = written.text().charAt(i);
            if (c < '0' || c > '9') {
                throw written.fault("a range has numbers, as in [1-5,9], and no '" + c + "'", i);
            }
        }
        if (from == to) {
            throw written.fault("a number of the range is missing", from);
        }
        if (to - from > DIGITS) {
            throw written.fault("a number of a range has at most " + DIGITS + " digits", from);
        }
        return written.text().substring(from, to);
    }
}
