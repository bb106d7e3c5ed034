package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandException.Reason;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.DeadlineException;
import org.junit.jupiter.api.Test;

/** What commands do at any context: results, inputs, outputs, limits and scripts; and what {@link CommandWordsContract} says. */
abstract class CommandContract extends CommandWordsContract {
    static void gone(long pid) throws Exception {
        Await.until("process " + pid + " ends", () -> !Processes.alive(pid));
    }

    // Results

    @Test
    void bothOutputsAndTheStatusComeBack() {
        CommandResult result = context.run("sh", "-c", "echo out; echo err >&2; exit 7");
        assertEquals("out\n", result.text());
        assertEquals("err\n", result.errorText());
        assertEquals(7, result.status());
        assertEquals(OptionalInt.empty(), result.signal());
        assertFalse(result.succeeded());
        assertFalse(result.leftOpen());
        assertEquals(context.name(), result.context());
        assertEquals("sh -c 'echo out; echo err >&2; exit 7'", result.command());
    }

    @Test
    void aSignalIsTold() {
        CommandResult result = context.run("sh", "-c", "kill -9 $$");
        assertEquals(OptionalInt.of(9), result.signal());
        assertEquals("", result.errorText(), "a shell that waits for it says nothing");
        assertEquals("exit status 137 (SIGKILL)", result.statusText());
    }

    @Test
    void whoeverWantsAnExceptionGetsOneWithTheLastLines() {
        CommandResult result = context.run("sh", "-c", "seq 30; echo bad >&2; exit 3");
        CommandException failure = assertThrows(CommandException.class, result::orThrow);
        assertEquals(Reason.FAILED, failure.reason());
        assertEquals(
                "sh -c 'seq 30; echo bad >&2; exit 3' at " + context + " ended with exit status 3\n  bad",
                failure.getMessage());
        assertSame(result, failure.result().orElseThrow());
        assertSame(context.run("true").getClass(), context.run("true").orThrow().getClass());
    }

    @Test
    void whatCannotBeStartedSaysWhy() throws IOException {
        CommandException missing = fails(Command.of("no-such-program", "x"));
        assertEquals(Reason.NOT_FOUND, missing.reason());
        assertTrue(
                missing.getMessage()
                        .startsWith("no-such-program x at " + context + ": there is no such program\nPATH is "),
                missing.getMessage());
        assertEquals(Reason.NOT_FOUND, fails(Command.of("/no/such/program")).reason());
        assertEquals(Reason.NOT_FOUND, fails(Command.of("grün")).reason());
        Path plain = Files.writeString(folder.resolve("plain"), "");
        assertEquals(Reason.NOT_EXECUTABLE, fails(Command.of(plain.toString())).reason());
        assertEquals(Reason.NOT_EXECUTABLE, fails(Command.of(folder.toString())).reason());
        CommandException nowhere = fails(Command.of("true").withDirectory("/no/such"));
        assertEquals(Reason.NO_DIRECTORY, nowhere.reason());
        assertTrue(
                nowhere.getMessage().startsWith("true at " + context + ": it cannot work in /no/such: there is no"),
                nowhere.getMessage());
        assertEquals(
                Reason.NOT_STARTED,
                fails(Command.of("echo", "x".repeat(200_000))).reason());
        assertThrows(CommandException.class, () -> context.start("no-such-program"));
    }

    @Test
    void aShellRunsWhereItIsAskedFor() {
        assertEquals(
                "2\n",
                context.run(Command.shell("printf '%s\\n' \"$@\" | wc -l", "a b", "$(c)"))
                        .text());
    }

    @Test
    void outputBeyondTheLimitIsAnError() {
        CommandException failure = fails(Command.of("yes").withLimit(1000));
        assertEquals(Reason.TOO_MUCH_OUTPUT, failure.reason());
        assertEquals(1000, failure.result().orElseThrow().output().length);
        assertEquals(
                1000,
                context.run(Command.of("head", "-c", "1000", "/dev/zero").withLimit(1000))
                        .output()
                        .length);
    }

    // Input

    @Test
    void withoutInputThereIsNone() {
        assertEquals(
                "/dev/null\n",
                context.run(Command.shell("cat; readlink /proc/self/fd/0")).text());
    }

    @Test
    void inputArrivesAsItIs() throws Exception {
        long seed = System.nanoTime();
        byte[] content = new byte[1_000_003];
        new Random(seed).nextBytes(content);
        Path file = Files.write(folder.resolve("content"), content);
        Command cat = Command.of("cat");
        assertArrayEquals(content, context.run(cat.withInput(content)).output(), "seed " + seed);
        assertArrayEquals(content, context.run(cat.withInput(file)).output(), "seed " + seed);
        assertArrayEquals(
                content,
                context.run(cat.withInput(new ByteArrayInputStream(content))).output(),
                "seed " + seed);
        assertEquals("grün", context.run(cat.withInput("grün")).text());
        assertEquals("", context.run(cat.withInput("")).text());
    }

    @Test
    void aCommandNeedNotReadItsInput() {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        assertEquals(
                "x",
                context.run(Command.of("head", "-c", "1").withInput(endless)).text());
        assertFalse(closed.get(), "it is the caller's");
        assertEquals(
                3,
                context.run(Command.shell("exit 3").withInput(new byte[10_000_000]))
                        .status());
    }

    @Test
    void anInputThatBreaksIsNoEndOfInput() {
        IOException broken = new IOException("broken");
        InputStream input = new InputStream() {
            private int left = 10;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw broken;
                }
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                bytes[offset] = (byte) read();
                return 1;
            }
        };
        CommandException failure = fails(Command.shell("cat; echo went on").withInput(input));
        assertEquals(Reason.INPUT_FAILED, failure.reason());
        assertSame(broken, failure.getCause());
        assertFalse(failure.result().orElseThrow().text().contains("went on"));
        assertEquals(
                Reason.INPUT_FAILED,
                fails(Command.of("cat").withInput(folder.resolve("none"))).reason());
    }

    // Outputs

    @Test
    void outputsGoWhereTheyAreSaidToGo() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        CommandResult result = context.run(Command.shell("echo out; printf 'a\\r\\ngrün\\nlast' >&2")
                .withOutput(Command.Output.to(out))
                .withErrors(Command.Output.lines(lines::add)));
        assertEquals("out\n", out.toString(UTF_8));
        assertEquals(List.of("a", "grün", "last"), lines);
        assertEquals(0, result.output().length + result.errors().length);
        assertEquals(
                "a\nb\n",
                context.run(Command.shell("echo a; echo b >&2").withMergedErrors())
                        .text());
        CommandResult discarded = context.run(Command.shell("echo a; echo b >&2")
                .withOutput(Command.Output.discarded())
                .withErrors(Command.Output.discarded()));
        assertEquals("", discarded.text() + discarded.errorText());
    }

    @Test
    void anOutputThatFailsEndsTheCommand() {
        IOException full = new IOException("no space");
        OutputStream output = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw full;
            }
        };
        CommandException failure = fails(Command.of("yes").withOutput(Command.Output.to(output)));
        assertEquals(Reason.OUTPUT_FAILED, failure.reason());
        assertSame(full, failure.getCause());
    }

    // Ends

    @Test
    void aTimeoutKillsAllOfIt() throws Exception {
        Path pids = folder.resolve("pids");
        Command command = Command.shell("echo before; sleep 600 & echo $! $$ >\"$1\"; wait", pids.toString())
                .withTimeout(Duration.ofSeconds(1));
        CommandException failure = fails(command);
        assertEquals(Reason.TIMED_OUT, failure.reason());
        assertEquals("before\n", failure.result().orElseThrow().text());
        for (String pid : Files.readString(pids).strip().split(" ")) {
            gone(Long.parseLong(pid));
        }
    }

    @Test
    void aCancelledCallKillsAllOfIt() throws Exception {
        Path pids = folder.resolve("pids");
        String script = "sleep 600 & echo $! $$ >\"$1\".new; mv \"$1\".new \"$1\"; wait";
        Call<CommandResult> call = context.submit(Command.shell(script, pids.toString()));
        Await.until("it runs", () -> Files.exists(pids));
        call.cancel(true);
        assertThrows(CancellationException.class, call::await);
        for (String pid : Files.readString(pids).strip().split(" ")) {
            gone(Long.parseLong(pid));
        }
    }

    @Test
    void theTimeoutOfAViewKillsItToo() {
        assertThrows(
                DeadlineException.class,
                () -> context.withTimeout(Duration.ofMillis(300)).run("sleep", "600"));
    }

    // Scripts

    @Test
    void aScriptHasAnInputOfItsOwn() {
        Command script = Command.script("#!/bin/sh -e\nread line\necho \"$line $1 $#\"\nexit 5\n", "a b", "c");
        CommandResult result = context.run(script.withInput("input\n"));
        assertEquals("input a b 2\n", result.text());
        assertEquals(5, result.status());
        assertEquals(
                " a b 2\n",
                context.run(Command.script("read line || :; echo \"$line $1 $#\"", "a b", "c"))
                        .text());
        Process process = context.start(Command.script("cat; exit 6"));
        process.destroyForcibly();
        CommandException missing = fails(Command.script("#!/no/such/interpreter\n"));
        assertEquals(Reason.NOT_FOUND, missing.reason());
    }

    @Test
    void aScriptMayEndBeforeItsTextAndItsInput() {
        String text = "echo first; exit 3\n" + "# much more text\n".repeat(100_000);
        CommandResult result = context.run(Command.script(text).withInput(new byte[2_000_000]));
        assertEquals("first\n", result.text());
        assertEquals(3, result.status());
    }

    @Test
    void aScriptIsRunByTheInterpreterThatIsAskedFor() {
        Needs.command("python3", "python3");
        Command script = Command.script("import sys; print(sys.argv[1], sys.stdin.read())", "a")
                .withInterpreter("python3", "-u");
        assertEquals("a b\n", context.run(script.withInput("b")).text());
    }

    // Several

    @Test
    void manyCommandsAtOnce() {
        List<Call<CommandResult>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(context.submit(Command.of("echo", String.valueOf(i))));
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(i + "\n", calls.get(i).await().text());
        }
    }

    @Test
    void resultsTravel() {
        CommandResult result = context.call(() -> Context.current().run("echo", "inner"));
        assertEquals("inner\n", result.text());
    }
}
