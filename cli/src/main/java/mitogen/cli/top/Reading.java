package mitogen.cli.top;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a target told at one moment: counters, which say something only beside those of the moment before. Whatever a line says
 * that is not as Linux has it (proc(5), df(1)) is left out; what was left out is unknown, and is shown so.
 */
final class Reading {
    /** More processes of a target are not looked at. */
    private static final int MOST_PROCESSES = 100_000;

    private static final Pattern FIELD = Pattern.compile("(\\w+): +(\\d{1,18}) kB");

    /** Number, name, state, and as the 14th and 15th field the ticks in user and system mode. */
    private static final Pattern PROCESS =
            Pattern.compile("(\\d{1,10}) \\((.*)\\) \\S(?: -?\\d+){10} (\\d{1,18}) (\\d{1,18}) .*");

    /** A process: its name, and the ticks of a processor that it has had. */
    record Task(String name, long ticks) {}

    private final Map<String, Long> memory = new HashMap<>();
    private final Map<Integer, Task> tasks = new HashMap<>();
    private List<Double> load = List.of();
    private double up = Double.NaN;
    private long allTicks;
    private long idleTicks;
    private int diskPercent = -1;

    /** Takes one line of {@link Top#SCRIPT}. */
    void add(String line) {
        String[] words = line.trim().split("\\s+", -1);
        try {
            switch (words[0]) {
                case "load" -> load = List.of(number(words[1]), number(words[2]), number(words[3]));
                case "up" -> up = number(words[1]);
                case "cpu" -> addProcessors(List.of(words));
                case "disk" -> diskPercent = Integer.parseInt(words[5].replace("%", ""));
                default -> addOther(line);
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            // it is not Linux's, and so it is not known
        }
    }

    private static double number(String word) {
        double number = Double.parseDouble(word);
        if (number >= 0 && number < Long.MAX_VALUE) {
            return number;
        }
        throw new NumberFormatException(word);
    }

    private void addProcessors(List<String> words) {
        long all = 0;
        for (String each : words.subList(1, Math.min(words.size(), 9))) { // guests' time is in that of users
            all += Long.parseLong(each);
        }
        idleTicks = Long.parseLong(words.get(4)) + Long.parseLong(words.get(5)); // waiting for a disk, too
        allTicks = all;
    }

    private void addOther(String line) {
        Matcher process = PROCESS.matcher(line);
        if (process.matches()) {
            if (tasks.size() < MOST_PROCESSES) {
                long ticks = Long.parseLong(process.group(3)) + Long.parseLong(process.group(4));
                tasks.put(Integer.valueOf(process.group(1)), new Task(process.group(2), ticks));
            }
            return;
        }
        Matcher field = FIELD.matcher(line);
        if (field.matches() && memory.size() < 200) {
            memory.put(field.group(1), Long.valueOf(field.group(2)));
        }
    }

    /** What the two come to, with the one before. */
    Figures since(Reading before) {
        long all = allTicks - before.allTicks;
        double busy = all > 0 ? 100.0 * (all - (idleTicks - before.idleTicks)) / all : Double.NaN;
        Figures.Busiest busiest = null;
        double seconds = up - before.up;
        for (Map.Entry<Integer, Task> each : tasks.entrySet()) {
            Task earlier = before.tasks.get(each.getKey());
            long ticks = each.getValue().ticks() - (earlier == null ? 0 : earlier.ticks());
            double percent = seconds > 0 ? ticks / seconds : 0; // there are 100 ticks in a second, for every program
            if (percent >= 1 && (busiest == null || percent > busiest.percent())) {
                busiest = new Figures.Busiest(each.getValue().name(), each.getKey(), percent);
            }
        }
        return new Figures(
                load,
                busy,
                used("MemTotal", "MemAvailable"),
                size("MemTotal"),
                used("SwapTotal", "SwapFree"),
                diskPercent,
                (long) up,
                tasks.size(),
                busiest);
    }

    private OptionalLong size(String name) {
        Long kilobytes = memory.get(name);
        return kilobytes == null ? OptionalLong.empty() : OptionalLong.of(kilobytes * 1024);
    }

    private OptionalLong used(String all, String free) {
        OptionalLong whole = size(all);
        OptionalLong rest = size(free);
        return whole.isPresent() && rest.isPresent()
                ? OptionalLong.of(whole.getAsLong() - rest.getAsLong())
                : OptionalLong.empty();
    }
}
