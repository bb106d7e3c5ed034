package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.connect.Exec.exec;
import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.Group;
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
    void aWay() throws Exception {
        // guide
        CommandResult kernel = mitogen.run("local", Command.of("uname", "-r"));
        print(kernel.text());
        print(mitogen.run(local(), Command.shell("echo $((1 + 2))")).text());
        // end
        assertEquals("3\n", printed.get(1));
        assertFalse(printed.get(0).isEmpty());
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

    /** A tool of that name that does what the line says, in front of all others. */
    private Context having(String name, String line) throws Exception {
        Path bin = Files.createDirectory(folder.resolve("with-" + name));
        Path tool = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        return mitogen.connect(exec("env", "PATH=" + bin + ":" + System.getenv("PATH")));
    }

    @Test
    void fromOneCommandIntoAnother() throws Exception {
        Context db1 = having("pg_dump", "echo \"create table $1\"");
        Context db2 = having("psql", "cat");
        // guide
        Command dump = Command.of("pg_dump", "shop");
        Command restore = Command.of("psql", "--single-transaction", "shop");
        CommandResult restored = Group.of(db1, db2).pipe(dump, restore).await().orThrow();
        print(restored.source().elapsed()); // of the dump
        // end
        assertEquals("create table shop\n", restored.text());
        assertTrue(printed.get(0).startsWith("PT"), printed.get(0));
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
        // guide
        List<Call<CommandResult>> loads = Group.of(hosts)
                .submitCommands(host ->
                        Command.of("uptime").withOutput(Command.Output.lines(line -> print(host + ": " + line))));
        for (Call<CommandResult> done : Call.asCompleted(loads)) {
            print(done.context() + " has answered after " + done.await().elapsed());
        }
        // end
        for (Context host : hosts) {
            assertTrue(printed.stream().anyMatch(line -> line.startsWith(host + ": ")), printed.toString());
            assertTrue(printed.stream().anyMatch(line -> line.startsWith(host + " has")), printed.toString());
        }
    }
}
