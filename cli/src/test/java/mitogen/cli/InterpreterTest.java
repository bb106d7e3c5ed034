package mitogen.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mitogen.cli.remote.RunScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpreterTest {
    private static String of(String fileName, String text) {
        return String.join(" ", Interpreter.of(fileName, text.getBytes(UTF_8)).command());
    }

    private static String latin1(String separator, RunScript task) {
        return String.join(
                separator,
                task.command().stream()
                        .map(word -> new String(word, ISO_8859_1))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "a.sh, sh",
        "a.bash, bash",
        "a.zsh, zsh",
        "a.fish, fish",
        "a.tcsh, tcsh",
        "a.py, python3",
        "a.PY, python3",
        "a.b.pl, perl",
        "a.rb, ruby",
        "a.js, node",
        "a.mjs, node --input-type=module",
        "a.awk, awk -f",
        "a.sed, sed -f",
        "a.lua, lua",
        "a.php, php",
        "a.R, Rscript",
        "a.txt, sh",
        "install, sh",
        "sh, sh",
    })
    void withoutAShebangTheExtensionSays(String fileName, String command) {
        assertEquals(command, of(fileName, "x = 1\n"));
        assertEquals(command, of(fileName, ""));
        assertEquals(command, of(fileName, "# !/bin/other\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "#!/bin/sh, /bin/sh",
        "#!/bin/bash -eu, /bin/bash -eu",
        "#! /usr/bin/perl   -w, /usr/bin/perl -w",
        "#!/usr/bin/env python3, /usr/bin/env python3",
        "#!/usr/bin/env python3 -u, /usr/bin/env python3 -u",
        "#!/usr/bin/env -S python3 -u -B, /usr/bin/env python3 -u -B",
        "#!/usr/bin/env -Sperl -w, /usr/bin/env perl -w",
        "#!/usr/bin/env -i A=b sh, /usr/bin/env -i A=b sh",
        "#!/usr/bin/awk -f, /usr/bin/awk -f",
    })
    void aShebangSays(String line, String command) {
        assertEquals(command, of("a.rb", line + "\necho\n"));
        assertEquals(command, of("a", line));
        assertEquals(command, of("a", line + "\r\n"));
    }

    @Test
    void anEmptyShebangSaysNothing() {
        assertEquals("perl", of("a.pl", "#!\nprint 1"));
        assertEquals("perl", of("a.pl", "#!   "));
        assertEquals("/usr/bin/env", of("a.pl", "#!/usr/bin/env\n"));
    }

    @Test
    void theScriptIsReadFromDescriptorThree() {
        byte[] text = "print(1)".getBytes(UTF_8);
        RunScript task = Interpreter.of("a.py", text).run(text, List.of("x", "y z", "\udce9"), true);
        assertEquals("python3|/dev/fd/3|x|y z|\u00e9", latin1("|", task));
        assertEquals(false, task.onStandardInput());
        assertEquals(true, task.openInput());
        assertArrayEquals(text, task.text());
    }

    @ParameterizedTest
    @CsvSource({
        "#!/usr/bin/env node, /usr/bin/env node -",
        "#!/usr/bin/node --no-warnings, /usr/bin/node --no-warnings -",
        "#!/usr/bin/env -i A=node sh, /usr/bin/env -i A=node sh /dev/fd/3",
        "#!/bin/sh node, /bin/sh node /dev/fd/3",
    })
    void nodeReadsItFromStandardInput(String line, String command) {
        byte[] text = (line + "\n").getBytes(UTF_8);
        RunScript task = Interpreter.of("a", text).run(text, List.of(), false);
        assertEquals(command, latin1(" ", task));
        assertEquals(command.endsWith("-"), task.onStandardInput());
    }
}
