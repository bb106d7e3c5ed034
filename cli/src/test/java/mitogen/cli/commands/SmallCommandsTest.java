package mitogen.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import mitogen.cli.CommandCase;
import org.junit.jupiter.api.Test;

/** What some commands are for, each at a target. */
class SmallCommandsTest extends CommandCase {
    @Test
    void aSelectionIsShown() throws IOException {
        String list = file("hosts", "web[1-3]/sudo\nlocal\n");
        String config = file("config", "Host db1 db2\n");
        assertEquals(0, mitogen("targets", "-t", "@" + list, "-t", "db*", "-F", config, "-x", "web2"));
        assertPrinted("web1/sudo\nweb3/sudo\nlocal\ndb1\ndb2\n", "");
        out.reset();
        assertEquals(0, mitogen("targets", "-t", "@" + list + ",db*,local", "-F", config, "--fold"));
        assertPrinted("web[1-3]/sudo,local,db[1-2]\n", "");
        out.reset();
        assertEquals(0, mitogen("targets", "-t", "web1/sudo", "--json"));
        assertPrinted("{\"target\":\"web1/sudo\",\"way\":\"ssh:web1/sudo\"}\n", "");
        out.reset();
        assertUsage("no target is given\nTry: mitogen targets -t 'web*'\n", "targets");
        assertUsage("there is no target in the lists of -t\n", "run", "-t", "@" + file("none", "#"), "--", "true");
    }

    @Test
    void scriptsRunInTheirInterpreter() throws IOException {
        String facts = file("facts", "#!/usr/bin/env sh -u\necho \"$# $1 $2\"; cat; case $- in *u*) exit 9 ;; esac\n");
        assertEquals(9, mitogen("script", "-t", "local", facts, "-t", "b c"));
        assertPrinted("2 -t b c\n", "");
        out.reset();
        assertEquals(0, mitogen("script", "-t", "local", file("a.sh", "echo $#: $1"), "x"));
        assertPrinted("1: x\n", "");
    }

    @Test
    void pingTellsWhatIsThere() {
        assertEquals(0, mitogen("ping", "-t", "local,local/local"));
        assertEquals("", err());
        assertEquals(2, out().lines().count());
        String java = System.getProperty("java.version");
        assertTrue(
                sorted(out())
                        .matches("(?s)local        Java \\Q" + java
                                + "\\E  up in \\d+ ms  round trip \\d+\\.\\d ms\nlocal/local  Java .*"),
                out());
    }
}
