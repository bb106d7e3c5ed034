package mitogen.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How a command line is read: what is meant, what is refused, and what is said then. */
class CommandLineTest extends CommandCase {
    @Test
    void helpAndVersion() {
        assertEquals(0, mitogen("--help"));
        assertTrue(out().matches("(?s).*\n  run +Run a command at each target\\.\n.*"), out());
        assertTrue(out().contains("bastion/web1/sudo:root"), out());
        assertTrue(out().lines().allMatch(line -> line.length() <= 80), out());
        out.reset();
        assertEquals(0, mitogen("script", "--help"));
        assertTrue(out().startsWith("Usage: mitogen script "), out());
        out.reset();
        assertEquals(0, mitogen("help", "script"));
        assertTrue(out().startsWith("Usage: mitogen script "), out());
        out.reset();
        assertEquals(0, mitogen("help"));
        assertTrue(out().startsWith("Usage: mitogen "), out());
        out.reset();
        assertEquals(0, mitogen("--version"));
        assertTrue(out().startsWith("mitogen "), out());
        assertEquals("", err());
        out.reset();
        assertEquals(2, mitogen());
        assertTrue(err().startsWith("Usage: mitogen "), err());
        assertEquals("", out());
    }

    @Test
    void whatCannotBeUnderstoodIsRefused() throws IOException {
        assertUsage(
                "there is no command \"frob\"; there are run, script, java, eval, jshell, put, get, forward, rsh, top, ping, doctor, targets",
                "frob");
        assertUsage("there is no option --frob\n", "run", "--frob", "ls");
        assertUsage("there is no option --targte; did you mean --target?", "run", "--targte=x", "ls");
        assertUsage("there is no option --help-all; did you mean --help?", "run", "--help-all");
        assertUsage("there is no option -y\n", "ping", "-t", "local", "-y");
        assertUsage(
                "mitogen ping takes no argument, and got local\nTargets are given with -t. Try: mitogen ping -t local\n",
                "ping",
                "local");
        assertUsage(
                "mitogen doctor takes no argument, and got web1\nTargets are given with -t. Try: mitogen doctor -t web1\n",
                "doctor",
                "web1");
        assertUsage(
                "no target is given\nDid you mean: mitogen run -t ssh:web1 -- uptime '-a b'\n",
                "run",
                "ssh:web1",
                "uptime",
                "-a b");
        assertUsage("no target is given\nFor this machine: mitogen run -t local -- uptime\n", "run", "uptime");
        assertUsage("no target is given\nDid you mean: mitogen script -t local a.sh\n", "script", "local", "a.sh");
        assertUsage("no target is given\nFor this machine: mitogen java -t local A.java x\n", "java", "A.java", "x");
        assertUsage(
                "a target is not a URL; this one is written as ssh:me@web1:22\n", "ping", "-t", "ssh://me@web1:22/");
        assertUsage(
                "there is no ssh configuration file " + folder + "/none\n",
                "run",
                "-F",
                folder + "/none",
                "-t",
                "ssh:a,ssh:b",
                "ls");
        assertUsage(
                "there is no ssh private key " + folder + "/none\n",
                "run",
                "--identity",
                folder + "/none",
                "-t",
                "ssh:a,ssh:b",
                "ls");
        assertUsage(
                "--release takes the number of a Java release, such as 17, not 'abc'",
                "java",
                "-t",
                "local",
                "--release",
                "abc",
                file("A.java", ""));
        assertUsage("Missing required parameter: 'COMMAND'", "run");
        assertUsage(
                "--connect-timeout takes a time above 0, and at most a day, not '-1'",
                "run",
                "--connect-timeout",
                "-1",
                "-t",
                "local",
                "ls");
        assertUsage(
                "--connect-timeout takes a time above 0, and at most a day, not 'abc'",
                "ping",
                "--connect-timeout",
                "abc");
        assertUsage("--command-timeout takes a time", "run", "-t", "local", "--command-timeout", "2d", "ls");
        assertUsage("--parallel takes a number from 1 on", "run", "-t", "local", "-p", "0", "ls");
        assertUsage("--batch takes a number from 1 on", "run", "-t", "local", "--batch", "1,,2", "ls");
        assertUsage("--max-fail takes a number from 1 on", "run", "-t", "local", "--max-fail", "101%", "ls");
        assertUsage("--wait-up takes a time", "ping", "--wait-up", "soon");
        assertUsage("of -b, --group, --diff and --json only one", "run", "-t", "local", "-b", "--json", "ls");
        assertUsage("--color takes auto, always or never", "run", "-t", "local", "--color", "red", "ls");
        assertUsage("--out-dir /dev/null cannot be written: ", "run", "-t", "local", "--out-dir", "/dev/null", "ls");
        assertUsage(
                "--runtime-archive takes PLATFORM=FILE, not 'x'", "run", "-t", "local", "--runtime-archive", "x", "ls");
        assertUsage("there is no platform 'win'", "run", "-t", "local", "--runtime-archive", "win=x", "ls");
        assertUsage(
                "there is no file /none, which",
                "run",
                "-t",
                "local",
                "--runtime-archive",
                "linux-aarch64=/none",
                "ls");
        assertUsage("'java.sql;' is no name of a module", "run", "-t", "local", "--runtime-modules", "java.sql;", "ls");
        assertUsage(
                "a target is missing behind the last comma; leave that out\n  local,\n        ^",
                "run",
                "-t",
                "local,",
                "ls");
        assertUsage("there is no script " + folder + "/none", "script", "-t", "local", folder + "/none");
        assertUsage(
                "the script " + folder + " cannot be read: it is a directory",
                "script",
                "-t",
                "local",
                folder.toString());
        assertUsage("there is no source file " + folder + "/None.java", "java", "-t", "local", folder + "/None.java");
        assertUsage("a port is from 1 to 65535", "java", "-t", "ssh:a:0", file("Bad.java", "no Java"));
    }

    @Test
    void aMistakeHasNoTrace() {
        for (String[] args :
                new String[][] {{"run", "-vv", "-t", "local,", "ls"}, {"run", "-vv", "-t", "local", "-F"}}) {
            err.reset();
            assertEquals(2, mitogen(args));
            assertFalse(err().contains("\tat "), err());
        }
    }

    @Test
    void whatFollowsTheCommandBelongsToIt() {
        assertEquals(0, mitogen("run", "-t", "local", "echo", "-v", "--", "-t", "@x", "--help"));
        assertPrinted("-v -- -t @x --help\n", "");
    }
}
