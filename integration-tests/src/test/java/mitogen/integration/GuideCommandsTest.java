package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.RemoteProcess;
import org.junit.jupiter.api.Test;

/** The code in docs/how-to about commands: what is between the two kinds of comments; see {@link GuideTest}. */
final class GuideCommandsTest extends GuideFixture {
    @Test
    void aCommand() throws Exception {
        // guide
        CommandResult disk = web.run("df", "-h", "/var");
        print(disk.text());
        // end
        assertEquals(0, disk.status());
        assertFalse(printed.get(0).isEmpty());
    }

    @Test
    void aFailure() throws Exception {
        // guide
        CommandResult result = web.run("ls", "/no/such/directory");
        print(result.status());
        try {
            result.orThrow();
        } catch (CommandException e) {
            print(e.getMessage());
        }
        // end
        assertEquals("2", printed.get(0));
        assertTrue(
                printed.get(1).startsWith("ls /no/such/directory at local ended with exit status 2\n  "),
                printed.get(1));
    }

    @Test
    void options() throws Exception {
        Files.writeString(folder.resolve("notes.txt"), "abc");
        // guide
        Command backup = Command.of("tar", "-cf", "-", "notes.txt")
                .withDirectory(folder.toString())
                .withEnvironment("LC_ALL", "C")
                .withTimeout(Duration.ofMinutes(5));
        print(web.run(backup).output().length > 512);
        // end
        assertEquals(List.of("true"), printed);
    }

    @Test
    void shellAndScript() throws Exception {
        // guide
        Command lines = Command.shell("printf '%s\n' \"$@\" | wc -l", "a b", "$c");
        print(web.run(lines).text());
        Command greeting = Command.script("read -r line; echo \"$line, $1\"", "world");
        print(web.run(greeting.withInput("hello\n")).text());
        // end
        assertEquals(List.of("2\n", "hello, world\n"), printed);
    }

    @Test
    void input() throws Exception {
        Files.writeString(folder.resolve("notes.txt"), "abc");
        // guide
        Command count = Command.of("wc", "-c").withInput(folder.resolve("notes.txt"));
        print(web.run(count).text());
        // end
        assertEquals(List.of("3\n"), printed);
    }

    @Test
    void lines() throws Exception {
        // guide
        web.run(Command.of("seq", "3")
                .withOutput(Command.Output.lines(line -> print("line " + line)))
                .withErrors(Command.Output.discarded()));
        // end
        assertEquals(List.of("line 1", "line 2", "line 3"), printed);
    }

    @Test
    void aProcess() throws Exception {
        // guide
        Process sort = web.start("sort", "-n");
        try (OutputStream in = sort.getOutputStream()) {
            in.write("10\n9\n".getBytes(UTF_8));
        }
        print(new String(sort.getInputStream().readAllBytes(), UTF_8));
        print(sort.waitFor());
        // end
        assertEquals(List.of("9\n10\n", "0"), printed);
    }

    @Test
    void aTerminal() throws Exception {
        Needs.command("script", "bsdutils");
        // guide
        RemoteProcess shell = web.start(Command.shell("stty size").withTerminal(80, 24));
        print(new String(shell.getInputStream().readAllBytes(), UTF_8).strip());
        // end
        assertEquals(List.of("24 80"), printed);
    }

    @Test
    void detached() throws Exception {
        // guide
        long pid = web.startDetached(Command.shell("exec sleep \"$1\" >>/dev/null", "0.1"));
        print(pid > 1);
        // end
        assertEquals(List.of("true"), printed);
    }

    @Test
    void many() throws Exception {
        Needs.command("uptime", "procps");
        // guide
        List<Call<CommandResult>> uptimes = new ArrayList<>();
        for (Context host : hosts) {
            uptimes.add(host.submit(Command.of("uptime")));
        }
        for (Call<CommandResult> uptime : uptimes) {
            print(uptime.await().succeeded());
        }
        // end
        assertEquals(List.of("true", "true"), printed);
    }
}
