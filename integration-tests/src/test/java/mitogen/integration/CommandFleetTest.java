package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command at many hosts: good ones, one that fails, refuses, does not know our key, or never says a word. What goes
 * wrong there goes wrong in ssh, on each JDK.
 */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class CommandFleetTest {
    private static final String ALL = "web[1-5],refused[1-2],stranger,silent?timeout=1";

    /** Each host has its name in WHO. */
    private static final String WORK = "case $WHO in web[24]) echo odd; exit 7 ;; esac; echo same";

    @TempDir
    static Path folder;

    private static SshFleet fleet;

    private final CommandHere command = new CommandHere();

    @BeforeAll
    static void start() throws Exception {
        fleet = SshFleet.start(
                folder, List.of("web1", "web2", "web3", "web4", "web5", "refused1", "refused2", "stranger", "silent"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (fleet != null) {
            fleet.close();
        }
    }

    private int mitogen(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("-F", fleet.config.toString(), "--java", Jvm.java()));
        return command.run(all);
    }

    @Test
    void itIsToldWhoFailedAndHow() {
        assertEquals(4, mitogen("run", "-b", "-t", ALL, "--", "sh", "-c", WORK), command::err);
        assertEquals("== web[1,3,5] (3)\nsame\n== web[2,4] (2)\nodd\n", command.out());
        String told = command.err();
        assertTrue(
                told.endsWith(
                        "\nmitogen: 3 ok, 6 failed: 2 exited with 7 (web[2,4]), 2 refused the connection (refused[1-2]),"
                                + " 1 did not let us in (stranger), 1 took too long to connect (silent?timeout=1)\n"
                                + "To do it again there: --failed in place of -t\n"),
                told);
        assertEquals(
                1,
                told.lines()
                        .filter(line -> line.matches("web. \\| mitogen: exit status 7"))
                        .count(),
                told);

        assertEquals(4, mitogen("run", "--unreachable", "--json", "-q", "--", "sh", "-c", WORK), command::err);
        assertEquals("", command.err());
        Map<String, String> failures = new TreeMap<>();
        Matcher object = Pattern.compile("\\{\"target\":\"([^\"]+)\",\"ok\":false,\"status\":null,\"signal\":null,"
                        + "\"failure\":\"([A-Z_]+)\",\"message\":\"[^\n]+}")
                .matcher(command.out());
        while (object.find()) {
            failures.put(object.group(1), object.group(2));
        }
        assertEquals(
                "{refused1=CONNECTION_REFUSED, refused2=CONNECTION_REFUSED, silent?timeout=1=TIMEOUT, stranger=NOT_LET_IN}",
                failures.toString());
    }

    @Test
    void linesOfManyHostsAreWhole() {
        String lines = "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $WHO line $i; done";
        assertEquals(0, mitogen("run", "-t", "web*", "-p", "3", "--", "sh", "-c", lines), command::err);
        assertEquals("", command.err());
        Map<String, Integer> last = new TreeMap<>();
        for (String line : command.out().split("\n")) {
            Matcher parts = Pattern.compile("(web\\d) \\| (web\\d) line (\\d+)").matcher(line);
            assertTrue(parts.matches() && parts.group(1).equals(parts.group(2)), line);
            assertEquals(last.merge(parts.group(1), 1, Integer::sum), Integer.parseInt(parts.group(3)), line);
        }
        assertEquals("{web1=2000, web2=2000, web3=2000, web4=2000, web5=2000}", last.toString());
    }
}
