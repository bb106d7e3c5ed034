package mitogen.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpretersTest {
    private static String of(String fileName, String text) {
        return String.join(" ", Interpreters.of(fileName, text.getBytes(UTF_8)));
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

    @Test
    void aShebangSays() {
        assertEquals("", of("a.rb", "#!/bin/sh\necho\n"));
        assertEquals("", of("a.rb", "#! /bin/sh"));
        assertEquals("perl", of("a.pl", "#!\nprint 1"));
        assertEquals("perl", of("a.pl", "#!   \r\n"));
    }
}
