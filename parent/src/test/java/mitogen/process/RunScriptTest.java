package mitogen.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mitogen.Command;
import mitogen.CommandException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each interpreter that is here: the script gets its arguments, an empty standard input, and its exit status through. */
class RunScriptTest {
    /** Runs an interpreter, written with the name of the script, which we add ourselves. */
    private static Ended run(String command, String text) throws Exception {
        String[] both = command.split(" (/dev/fd/3|-)( |$)", -1);
        List<String> arguments = both.length < 2 || both[1].isEmpty() ? List.of() : List.of(both[1].split(" "));
        Command script = Command.scriptBytes(text.getBytes(UTF_8), words(arguments))
                .withInterpreter(both[0].split(" "))
                .withOutput(Command.Output.ofContext())
                .withErrors(Command.Output.ofContext());
        return new RunProcess(Plans.toRun(script), null, null, null).run();
    }

    private static List<byte[]> words(List<String> words) {
        return words.stream().map(word -> word.getBytes(UTF_8)).toList();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Path.of(folder, program).toFile().canExecute());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sh /dev/fd/3 | echo \"$1 $#\"; cat; exit 5",
                "dash -e /dev/fd/3 | echo \"$1 $#\"; cat; exit 5",
                "bash /dev/fd/3 | echo \"$1 $#\"; cat; read line; exit $((4 + $?))",
                "busybox sh /dev/fd/3 | echo \"$1 $#\"; cat; exit 5",
                "zsh /dev/fd/3 | echo \"$1 $#\"; cat; exit 5",
                "ksh /dev/fd/3 | echo \"$1 $#\"; cat; exit 5",
                "tcsh /dev/fd/3 | echo \"$1 $#argv\"; cat; exit 5",
                "fish /dev/fd/3 | echo $argv[1] (count $argv); cat; exit 5",
                "python3 -u /dev/fd/3 | import sys; print(sys.argv[1], len(sys.argv) - 1); sys.exit(5 + len(sys.stdin.read()))",
                "env python3 /dev/fd/3 | import sys; print(sys.argv[1], len(sys.argv) - 1); sys.exit(5 + len(sys.stdin.read()))",
                "perl /dev/fd/3 | print \"$ARGV[0] \", scalar(@ARGV), \"\\n\"; exit(<STDIN> ? 6 : 5)",
                "awk -f /dev/fd/3 | BEGIN { print ARGV[1], ARGC - 1; exit 5 }",
                "busybox awk -f /dev/fd/3 | BEGIN { print ARGV[1], ARGC - 1; exit 5 }",
                "ruby /dev/fd/3 | puts \"#{ARGV[0]} #{ARGV.length}\"; exit(STDIN.read.length + 5)",
                "lua /dev/fd/3 | print(arg[1] .. ' ' .. #arg); os.exit(5)",
                "php /dev/fd/3 | <?php echo \"$argv[1] \", $argc - 1, \"\\n\"; exit(5);",
                "node - | console.log(process.argv[2], process.argv.length - 2); process.exit(5)",
            })
    void everyInterpreterGetsTheSame(String command, String text) throws Exception {
        String program = command.replaceFirst("^env ", "").split(" ", -1)[0];
        assumeTrue(isInstalled(program), program + " is not installed");
        try (Printed printed = new Printed()) {
            int status = run(command + " a b", text + "\n").status();
            assertEquals("a 2\n", printed.out(), printed.err());
            assertEquals("", printed.err());
            assertEquals(5, status);
        }
    }

    @Test
    void aMissingInterpreterIsNamed() throws Exception {
        Ended ended = run("/no/such/python /dev/fd/3", "print(1)");
        assertEquals(Reason.NOT_FOUND, ended.reason());
        assertTrue(ended.text().startsWith("its interpreter is /no/such/python; PATH is "), ended.text());
    }

    @Test
    void aScriptMayEndBeforeItsText() {
        String text = "echo first; exit 3\n" + "# much more text\n".repeat(100_000);
        try (Printed printed = new Printed()) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> assertEquals(3, run("sh /dev/fd/3", text).status()));
            assertEquals("first\n", printed.out());
        }
    }

    @Test
    void aLongScriptIsReadToItsEnd() throws Exception {
        try (Printed printed = new Printed()) {
            assertEquals(
                    0,
                    run("sh /dev/fd/3", "i=$((i+1))\n".repeat(50_000) + "echo $i\n")
                            .status());
            assertEquals("50000\n", printed.out());
        }
    }
}
