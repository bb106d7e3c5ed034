package mitogen.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import mitogen.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpreterTest {
    private static String of(String text, String... interpreter) {
        Command script = Command.scriptBytes(text.getBytes(UTF_8), List.of());
        Plan plan = Plans.toRun(interpreter.length == 0 ? script : script.withInterpreter(interpreter));
        List<byte[]> words = new ArrayList<>(Interpreter.of(plan));
        words.add(Interpreter.script(words, Interpreter.PIPE));
        return String.join(
                " ", words.stream().map(word -> new String(word, ISO_8859_1)).toList());
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
        assertEquals(command + " /dev/fd/3", of(line + "\necho\n"));
        assertEquals(command + " /dev/fd/3", of(line));
        assertEquals(command + " /dev/fd/3", of(line + "\r\n"));
        assertEquals("ruby /dev/fd/3", of(line, "ruby"));
    }

    @Test
    void withoutOneItIsTheShell() {
        assertEquals("sh /dev/fd/3", of("echo"));
        assertEquals("sh /dev/fd/3", of("#!\necho"));
        assertEquals("sh /dev/fd/3", of("#!   "));
        assertEquals("/usr/bin/env /dev/fd/3", of("#!/usr/bin/env\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "#!/usr/bin/env node, /usr/bin/env node -",
        "#!/usr/bin/node --no-warnings, /usr/bin/node --no-warnings -",
        "#!/usr/bin/env -i A=node sh, /usr/bin/env -i A=node sh /dev/fd/3",
        "#!/bin/sh node, /bin/sh node /dev/fd/3",
    })
    void nodeReadsItFromStandardInput(String line, String command) {
        assertEquals(command, of(line + "\n"));
    }
}
