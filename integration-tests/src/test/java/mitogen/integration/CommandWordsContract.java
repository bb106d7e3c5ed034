package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That words, variables and directories of a command arrive byte for byte. */
abstract class CommandWordsContract extends ContextFixture {
    static final byte[] EVERY_BYTE = new byte[255];

    static {
        for (int i = 0; i < EVERY_BYTE.length; i++) {
            EVERY_BYTE[i] = (byte) (i + 1);
        }
    }

    @TempDir
    Path folder;

    @Override
    boolean shared() {
        return true;
    }

    final CommandException fails(Command command) {
        return assertThrows(CommandException.class, () -> context.run(command));
    }

    @Test
    void wordsArriveAsTheyAre() {
        List<byte[]> words = new ArrayList<>(List.of("printf".getBytes(UTF_8), "%s|".getBytes(UTF_8)));
        List<byte[]> odd =
                List.of(EVERY_BYTE, "\\101%s\n\n".getBytes(UTF_8), new byte[0], "$HOME *'\"".getBytes(UTF_8));
        words.addAll(odd);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (byte[] word : odd) {
            expected.writeBytes(word);
            expected.write('|');
        }
        assertArrayEquals(
                expected.toByteArray(), context.run(Command.ofBytes(words)).output());
        assertEquals("grün|", context.run("printf", "%s|", "grün").text());
    }

    @Test
    void directoryAndEnvironmentAreAsSaid() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("wïth späce"));
        assertEquals(
                odd.toString(),
                context.run(Command.of("pwd").withDirectory(odd.toString()))
                        .text()
                        .strip());
        Command env = Command.of("env").withEnvironment("MY", "grün\nzwei").withEnvironment("OTHER", "1");
        assertTrue(context.run(env).text().contains("MY=grün\nzwei\n"));
        assertTrue(context.run(env).text().contains("PATH="));
        assertEquals(
                "A=1\n",
                context.run(Command.of("/usr/bin/env").withEmptyEnvironment().withEnvironment("A", "1"))
                        .text());
        assertEquals(
                "no\n",
                context.run(Command.shell("echo ${HOME-no}").withoutEnvironment("HOME"))
                        .text());
    }

    @Test
    void variablesHaveAnyBytes() {
        List<byte[]> values =
                List.of(EVERY_BYTE, new byte[0], "\n\n".getBytes(UTF_8), "it's \"$1\" `id` \\0".getBytes(UTF_8));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Command printenv = Command.of("printenv", "V0", "V1", "V2", "V3");
        for (int i = 0; i < values.size(); i++) {
            printenv = printenv.withEnvironment("V" + i, values.get(i));
            expected.writeBytes(values.get(i));
            expected.write('\n');
        }
        assertArrayEquals(expected.toByteArray(), context.run(printenv).output());
    }

    /** Some mean something to the shell that goes before, or have names that no shell can set. */
    @Test
    void variablesHaveAnyName() {
        String[] plain = {"IFS", "CDPATH", "PWD", "OLDPWD", "ENV", "PS4", "POSIXLY_CORRECT", "_JAVA"};
        String[] special = {"_S", "_w", "_i", "UID", "PPID", "OPTIND", "RANDOM", "LINENO", "BASHOPTS", "a.b"};
        for (String[] names : new String[][] {plain, special}) {
            Command printenv = Command.of(
                    Stream.concat(Stream.of("printenv"), Stream.of(names)).toList());
            for (String name : names) {
                printenv = printenv.withEnvironment(name, "0 x " + name);
            }
            String expected = Stream.of(names).map(name -> "0 x " + name + "\n").collect(Collectors.joining());
            assertEquals(expected, context.run(printenv).text());
        }
    }

    @Test
    void theProgramIsLookedUpInThePathThatItGets() throws IOException {
        Path tool = Files.writeString(folder.resolve("our-tool"), "#!/bin/sh\necho \"$PATH\"\n");
        assertTrue(tool.toFile().setExecutable(true));
        Command ours = Command.of("our-tool");
        assertEquals(
                folder + ":/bin\n",
                context.run(ours.withEnvironment("PATH", folder + ":/bin")).text());
        CommandException missing = fails(ours.withEnvironment("PATH", "/no/such"));
        assertEquals(Reason.NOT_FOUND, missing.reason());
        assertTrue(missing.getMessage().contains("PATH is /no/such"), missing.getMessage());
    }

    @Test
    void theNameOfADirectoryMayHaveAnyBytes() {
        context.run(Command.shell("mkdir \"$(printf 'o\\351 \\047')\" && cd o[!u]* && printf here >file")
                        .withDirectory(folder + ""))
                .orThrow();
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        path.writeBytes((folder + "/o").getBytes(UTF_8));
        path.writeBytes(new byte[] {(byte) 0xe9, ' ', '\''});
        assertEquals(
                "here",
                context.run(Command.of("cat", "file").withDirectory(path.toByteArray()))
                        .text());
    }
}
