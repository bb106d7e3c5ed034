package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.cli.Main;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code --tty}, at a real terminal: what is typed goes there, and whatever happens, ours is as it was. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class CommandTerminalTest {
    @TempDir
    Path folder;

    private Tmux tmux;

    /** A shell whose {@code m} is our command, and whose {@code s} shows how the terminal is set. */
    @BeforeEach
    void open() throws Exception {
        Needs.command("script", "bsdutils");
        tmux = Tmux.start(
                folder,
                "m() { sh -c 'echo $$ >pid; exec " + OwnCommand.line() + " run --java " + Jvm.java()
                        + " --tty \"$@\"' sh \"$@\"; echo \"status=$?\"; }; s() { stty -g >\"$1\"; }");
        tmux.line("s before");
        tmux.until("it is known how it is set", screen -> screen.endsWith("before\n$"));
    }

    @AfterEach
    void close() throws Exception {
        if (tmux != null) {
            tmux.close();
        }
    }

    private void assertAsBefore() throws Exception {
        tmux.line("s after; echo d''one");
        tmux.until("done");
        assertEquals(Files.readString(folder.resolve("before")), Files.readString(folder.resolve("after")));
    }

    /** What is typed before it may be thrown away by an interrupt, or by a program that sets the terminal. */
    private void prompt() throws Exception {
        tmux.until("a prompt", screen -> screen.endsWith("there:"));
    }

    @Test
    void aShellThereIsAsOneHere() throws Exception {
        tmux.line("m -t local --env PS1='there: ' --env TERM=screen -- bash --norc -i");
        tmux.until("there:");
        tmux.line("stty size");
        tmux.until("24 80");
        tmux.resize(101, 33);
        tmux.line("until [ \"$(stty size)\" = '33 101' ]; do sleep 0.1; done; echo res\"iz\"ed");
        tmux.until("resized");

        // It starts nothing: a shell that waits for a program to begin cannot be stopped.
        tmux.line("sh -c 'echo $$ >" + folder + "/cat; exec cat'");
        tmux.line("one");
        tmux.until("one\none");
        tmux.press("C-z");
        tmux.until("Stopped");
        tmux.line("fg");
        Path stat = Path.of("/proc", Files.readString(folder.resolve("cat")).strip(), "stat");
        Await.until(
                "it goes on, in a terminal that is no editor of lines any more",
                () -> !Files.readString(stat).contains(" T "));
        tmux.line("two");
        tmux.until("two\ntwo");
        tmux.press("C-c");
        prompt();
        tmux.line("echo caught $?");
        tmux.until("caught 130");

        Needs.command("vi", "vim-tiny");
        tmux.line("vi " + folder + "/text");
        tmux.until("[New]");
        tmux.type("i~. is typed");
        tmux.press("Escape");
        tmux.type("o~~.");
        tmux.press("Escape");
        tmux.line(":wq");
        Await.until("it is written", () -> Files.exists(folder.resolve("text")));
        prompt();
        tmux.line("top");
        tmux.until("load average");
        tmux.type("q");
        prompt();
        tmux.line("clear; trap 'n=$((n+1)); echo \"interrupt $n\"' INT; echo \"r\"eady");
        tmux.until("ready");
        tmux.press("C-c");
        tmux.until("interrupt 1");
        tmux.press("C-c");
        tmux.until("interrupt 2");
        tmux.line("exit 7");
        tmux.until("status=7");
        assertAsBefore();
        assertEquals("~. is typed\n~~.\n", Files.readString(folder.resolve("text")));
    }

    @Test
    void theTerminalIsAsItWasWhateverEndsIt() throws Exception {
        tmux.line("m -t local -- sh -c 'kill -9 $(ps -o ppid= -p $PPID)'");
        tmux.until("status=3");
        assertTrue(
                tmux.screen().contains("\nmitogen: local is gone"), "the line begins where lines do: " + tmux.screen());
        assertAsBefore();

        tmux.line("clear; m -t local -- sh -c 'stty -echo; echo up-$1; cat' sh there");
        tmux.until("up-there");
        tmux.press("Enter");
        tmux.type("~.");
        tmux.until("it is told", screen -> screen.replace("\n", "").contains("was ended, because ~. was typed"));
        tmux.until("status=130");
        assertAsBefore();

        for (String signal : new String[] {"TERM", "KILL"}) {
            tmux.line("clear; m -t local -- sh -c 'echo up-$1; exec sleep 600' sh " + signal);
            tmux.until("up-" + signal);
            Processes.run(
                    "kill",
                    "-" + signal,
                    Files.readString(folder.resolve("pid")).strip());
            tmux.until(signal.equals("TERM") ? "status=143" : "status=137");
            Await.until(
                    "it is set as before",
                    () -> Files.readString(folder.resolve("before"))
                            .strip()
                            .equals(Processes.run("stty", "-F", tmux.device(), "-g")));
        }
    }

    @Test
    void otherAccountsHaveOneToo() throws Exception {
        Needs.command("sudo", "sudo");
        try (Accounts accounts = Accounts.create()) {
            tmux.line("m -t exec:" + accounts.folder.toString().replace("/", "%2F") + "%2Fenter --become=bob"
                    + " -- sh -c 'id -un; test -t 0 && test -t 1 && stty size; exit 4'");
            tmux.until("status=4");
            Matcher shown = Pattern.compile("(?m)^bob\\n24 80\\n").matcher(tmux.screen());
            assertTrue(shown.find(), tmux.screen());
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertRefused("--tty needs a terminal as standard input", "-t", "local");
        assertRefused("--tty is for one target, and got 2", "-t", "local,local");
        assertRefused("--tty shows the output as it comes", "-t", "local", "--json");
        assertRefused("--tty shows the output as it comes", "-t", "local", "-n");
    }

    private static void assertRefused(String problem, String... options) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(told, true, StandardCharsets.UTF_8);
        String[] words = new String[options.length + 3];
        words[0] = "run";
        words[1] = "--tty";
        System.arraycopy(options, 0, words, 2, options.length);
        words[words.length - 1] = "true";
        assertEquals(2, Main.run(words, print, print));
        assertTrue(told.toString(StandardCharsets.UTF_8).startsWith("mitogen: " + problem), told::toString);
    }
}
