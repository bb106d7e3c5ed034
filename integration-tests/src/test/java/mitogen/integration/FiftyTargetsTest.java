package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command at fifty targets at once: good ({@code n}, and {@code w} over ssh), failing ({@code f}), slow ({@code s}), dying
 * ({@code d}), and such as refuse, do not know our key, or never say a word. Each way to show what came of it is right.
 */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class FiftyTargetsTest {
    private static final int LINES = 20;
    private static final String GOOD = "n[01-33],w[1-2],s[1-3]";

    /** What a target does by its name, which it has in WHO. The ones that die take their shell along. */
    private static final String WORK = "case $WHO in f*) echo odd; exit 7;; s*) sleep 0.3;;"
            + " d*) kill -9 $PPID; exec sleep 600;; esac; i=0;"
            + " while [ $i -lt " + LINES + " ]; do i=$((i+1)); echo \"line $i $1\"; done";

    private static final String LONG = "x".repeat(300);

    private static final String SAME = IntStream.rangeClosed(1, LINES)
            .mapToObj(i -> "line " + i + " " + LONG + "\n")
            .collect(Collectors.joining());

    private static final String SUMMARY = "mitogen: 38 ok, 12 failed: 6 exited with 7 (f[1-6]),"
            + " 2 refused the connection (refused[1-2]), 2 lost the connection (d[1-2]), 1 did not let us in (stranger),"
            + " 1 took too long to connect (silent)\nTo do it again there: --failed in place of -t\n";

    @TempDir
    static Path folder;

    private static SshFleet fleet;

    private final CommandHere command = new CommandHere();

    @BeforeAll
    static void start() throws Exception {
        fleet = SshFleet.start(folder, List.of("w1", "w2", "refused1", "refused2", "stranger", "silent"));
        Path place = folder.resolve("place");
        Files.writeString(place, "#!/bin/sh\nWHO=${0##*/}; export WHO; exec \"$@\"\n");
        assertTrue(place.toFile().setExecutable(true));
        Map<String, Integer> counts = Map.of("n%02d", 33, "f%d", 6, "s%d", 3, "d%d", 2);
        for (Map.Entry<String, Integer> kind : counts.entrySet()) {
            for (int i = 1; i <= kind.getValue(); i++) {
                Files.createSymbolicLink(folder.resolve(kind.getKey().formatted(i)), place);
            }
        }
        String way = ": exec:" + folder.toString().replace("/", "%2F") + "%2F{}\n";
        Files.writeString(
                folder.resolve("inventory.yaml"),
                "targets:\n  n[01-33]" + way + "  f[1-6]" + way + "  s[1-3]" + way + "  d[1-2]" + way
                        + "  w[1-2]: ssh:{}\n  refused[1-2]: ssh:{}\n  stranger: ssh:stranger\n"
                        + "  silent: ssh:silent?timeout=1\n"
                        + "groups:\n  good: \"" + GOOD + "\"\n  bad: f[1-6],refused[1-2],stranger,silent,d[1-2]\n");
    }

    @AfterAll
    static void stop() throws Exception {
        if (fleet != null) {
            fleet.close();
        }
    }

    private static List<String> words(String targets, String... options) {
        List<String> words = new ArrayList<>(
                List.of("run", "-F", fleet.config.toString(), "-i", folder + "/inventory.yaml", "-t", targets));
        words.addAll(List.of(options));
        words.addAll(List.of("--", "sh", "-c", WORK, "sh", LONG));
        return words;
    }

    private String all(String... options) {
        assertEquals(4, command.run(words("@good,@bad", options)), command::err);
        return command.out();
    }

    private void assertToldOnce() {
        String told = command.err();
        assertTrue(told.endsWith("\n" + SUMMARY), told);
        for (String line : List.of(
                "mitogen: exit status 7", "refused\\d +\\| mitogen: cannot connect", "\\bd\\d +\\| mitogen: ")) {
            assertEquals(1, Pattern.compile(line).matcher(told).results().count(), line + " in " + told);
        }
    }

    @Test
    void linesAreWholeAndInOrder() throws IOException {
        Path kept = folder.resolve("kept");
        String printed = all("--out-dir", kept.toString());
        assertToldOnce();
        Map<String, Integer> last = new TreeMap<>();
        Pattern line = Pattern.compile("(\\S+) +\\| (?:line (\\d+) " + LONG + "|odd)");
        for (String each : printed.split("\n")) {
            Matcher parts = line.matcher(each);
            assertTrue(parts.matches(), each);
            int count = last.merge(parts.group(1), 1, Integer::sum);
            assertTrue(parts.group(2) == null || Integer.parseInt(parts.group(2)) == count, each);
        }
        assertEquals(38 + 6, last.size());
        assertEquals(
                38 * LINES + 6, last.values().stream().mapToInt(each -> each).sum());
        assertEquals(SAME, Files.readString(kept.resolve("n33.out")));
        assertEquals(SAME, Files.readString(kept.resolve("w2.out")));
        assertEquals("odd\n", Files.readString(kept.resolve("f6.out")));
        assertEquals("", Files.readString(kept.resolve("n33.err")));
    }

    @Test
    void eachIsAnObject() {
        Map<String, String> ends = new TreeMap<>();
        Pattern object = Pattern.compile("\\{\"target\":\"([^\"]+)\",\"ok\":(true|false),\"status\":(null|\\d+),"
                + ".*\"failure\":(null|\"[A-Z_]+\").*}");
        String[] lines = all("--json").split("\n");
        for (String each : lines) {
            Matcher parts = object.matcher(each);
            assertTrue(parts.matches(), each);
            ends.merge(
                    parts.group(1).replaceAll("\\d+$", "") + " " + parts.group(2) + " " + parts.group(3) + " "
                            + parts.group(4),
                    "1",
                    (a, b) -> a + b);
        }
        assertEquals(50, lines.length);
        assertEquals(
                "d false null \"LOST\" 2, f false 7 null 6, n true 0 null 33, refused false null \"CONNECTION_REFUSED\" 2,"
                        + " s true 0 null 3, silent false null \"TIMEOUT\" 1, stranger false null \"NOT_LET_IN\" 1,"
                        + " w true 0 null 2",
                ends.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue().length())
                        .collect(Collectors.joining(", ")));
        assertTrue(command.err().endsWith(SUMMARY), command::err);
    }

    @Test
    void equalOutputIsShownOnce() {
        assertEquals("== " + GOOD + " (38)\n" + SAME + "== f[1-6] (6)\nodd\n", all("-b"));
        assertToldOnce();
    }

    @Test
    @Tag("long")
    void theOtherForms() {
        String grouped = all("--group");
        for (String name : List.of("n01", "n33", "w1", "s3")) {
            assertTrue(grouped.contains("== " + name + "\n" + SAME), name + " in " + grouped);
        }
        assertToldOnce();
        String differences = all("--diff");
        assertTrue(differences.startsWith("== " + GOOD + " (38)\n" + SAME), differences);
        assertTrue(differences.contains("\n+odd\n"), differences);
        assertToldOnce();
    }

    /** Ctrl-C ends all, and what it does to others is no news. */
    @Test
    void anInterruptIsNoAlarm() throws Exception {
        List<String> program = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
        program.addAll(OwnCommand.words());
        List<String> words = words("@good", "-n");
        program.addAll(words.subList(0, words.indexOf("--") + 1));
        program.addAll(List.of("sh", "-c", "echo on; exec sleep 600"));
        Path printed = folder.resolve("printed");
        Path told = folder.resolve("told");
        Process process = new ProcessBuilder(program)
                .redirectOutput(printed.toFile())
                .redirectError(told.toFile())
                .start();
        try {
            Await.until("all run", () -> Files.readAllLines(printed).size() == 38);
            Processes.run("kill", "-INT", "--", "-" + process.pid());
            assertEquals(130, process.waitFor());
            assertEquals("", Files.readString(told));
        } finally {
            process.destroyForcibly();
        }
    }
}
