package mitogen.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import mitogen.cli.system.Terminal;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own: standard streams, arguments in any encoding, signals. */
@Timeout(120)
class OwnProcessTest {
    @TempDir
    private Path folder;

    /** Has a shell do this, where $m is the command, and gives its exit status. */
    private int sh(String script) throws Exception {
        Process process = start(script);
        process.getOutputStream().close();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        return process.exitValue();
    }

    private Process start(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", script)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("m", OwnCommand.line());
        return builder.start();
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"), ISO_8859_1);
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"), UTF_8);
    }

    @Test
    void variablesAreThoseOfTheCaller() throws Exception {
        String odd = "$'caf\\xe9\\n \\x27'";
        assertEquals(
                0,
                sh("export A=" + odd + " C=x; $m run -t local --env A --env B=" + odd + " --env C"
                        + " -- sh -c 'printf \"$A|$B|$C\"'"),
                err());
        assertEquals("caf\u00e9\n '|caf\u00e9\n '|x", out());
    }

    @Test
    void inputReachesTheCommand() throws Exception {
        Files.writeString(folder.resolve("data"), "x\n");
        assertEquals(0, sh("$m run -t local -- cat <data && echo y | $m run -t local -- cat"));
        assertEquals("x\ny\n", out());
        assertEquals(
                0,
                sh(
                        "seq 200000 >many; $m run -t local -- sh -c 'cat; exit 3' <many | cmp - many; exit ${PIPESTATUS[1]}"),
                err());
        assertEquals(0, sh("echo 'read -r line; echo \"$1 $line\"' >s.sh; echo z | $m script -t local s.sh arg"));
        assertEquals("arg z\n", out());
        assertEquals(
                0, sh("while read -r line; do $m run -t local -n -- cat; echo $line; done <data"), "unread with -n");
        assertEquals("x\n", out());
    }

    @Test
    void inputReachesEachOfSeveralTargets() throws Exception {
        assertEquals(0, sh("seq 200000 | $m run -t local,local,local -- md5sum | sort | uniq -c"), err());
        assertEquals(0, sh("seq 200000 | md5sum; true"));
        String digest = out();
        assertEquals(0, sh("seq 200000 | $m run -t local,exec:env -- md5sum"), err());
        assertEquals(
                2, out().lines().filter(line -> line.endsWith(digest.strip())).count(), out());
        assertEquals(0, sh("seq 2000000 | $m run -t local,exec:env -- true"), err());
    }

    @Test
    void inputReachesAJavaProgram() throws Exception {
        Files.writeString(
                folder.resolve("A.java"),
                "class A { public static void main(String[] a) throws Exception {"
                        + " System.out.println(new String(System.in.readAllBytes())); } }");
        assertEquals(0, sh("echo in | $m java -t local A.java"), err());
        assertEquals("in\n\n", out());
        assertEquals(0, sh("$m java -t local -n A.java <A.java"), err());
        assertEquals("\n", out());
    }

    @Test
    void inputThatIsEmptyIsEmptyThere() throws Exception {
        Files.writeString(folder.resolve("empty"), "");
        assertEquals(
                0,
                sh(
                        "$m run -t local -- cat <empty && $m run -t local -- cat </dev/null && true | $m run -t local -- cat; $m run -t local -- cat <&-"));
        assertEquals("", out() + err());
    }

    /** The command must not see an end and go on before ours has come: all would look well. */
    @Test
    void aPipeThatIsOpenIsOpenThere() throws Exception {
        Files.writeString(folder.resolve("s.sh"), "echo on >up; cat; echo end");
        for (String what :
                new String[] {"run -t local -- sh -c 'echo on >up; cat; echo end'", "script -t local s.sh"}) {
            String waits = "mkfifo go; (read -r line <go; echo late) | $m " + what
                    + " & until [ -s up ] || ! kill -0 $!; do sleep 0.05; done;"
                    + " echo >go; wait $!; s=$?; rm up go; exit $s";
            assertEquals(0, sh(waits), err());
            assertEquals("late\nend\n", out());
        }
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() throws Exception {
        assertEquals(74, sh("$m run -t local -- echo x >/dev/full"));
        assertTrue(err().startsWith(Terminal.OUTPUT_FAILED), err());
        assertEquals(2, err().lines().count());
        assertEquals(74, sh("$m run -t local,local -b -- echo x >&-"));
        assertTrue(err().startsWith(Terminal.OUTPUT_FAILED), err());
        assertEquals(3, sh("$m run -t local -- sh -c 'exit 3' >&-"), "nothing was lost");
        assertEquals(74, sh("$m --version >/dev/full"));
        assertTrue(err().startsWith(Terminal.OUTPUT_FAILED), err());
        assertEquals(
                74,
                sh(
                        "mkdir d; ln -s /dev/full d/local.out; $m run -t local --out-dir d -- echo x; s=$?; rm -r d; exit $s"));
        assertTrue(err().startsWith("mitogen: a file of --out-dir cannot be written"), err());
        assertEquals(141, sh("$m run -t local -- seq 100000 | head -1; exit ${PIPESTATUS[0]}"));
        assertEquals("1\n", out());
        assertEquals("", err());
    }

    /** Of this nothing but the status can tell. Whoever closes it, or reads no more of it, wants it to be lost. */
    @Test
    void standardErrorThatCannotBeWrittenIsAFailure() throws Exception {
        String speaks = "$m run -t local -- sh -c 'echo out; seq 100000 >&2; exit 3' ";
        assertEquals(74, sh(speaks + "2>/dev/full"));
        assertEquals("out\n", out());
        assertEquals(3, sh(speaks + "2>&-"));
        assertEquals("out\n", out());
        assertEquals(3, sh(speaks + "2> >(exec true)"));
        assertEquals(2, sh("$m run -t local, -- true <&- >&- 2>&-"));
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        assertEquals(0, sh("LC_ALL=C $m run -t local -- printf '%s|' $'gr\\xc3\\xbcn' $'caf\\xe9' 'a b'"));
        assertEquals("gr\u00c3\u00bcn|caf\u00e9|a b|", out());
        assertEquals(
                0,
                sh("echo 'printf \"%s|\" \"$@\"' >$'\\xe9.sh'; LC_ALL=C $m script -t local $'\\xe9.sh' $'\\xe9\\n' x"));
        assertEquals("\u00e9\n|x|", out());
        assertEquals(2, sh("LC_ALL=C $m run -t $'ssh:\\xe9' -- ls"));
        assertTrue(err().startsWith("mitogen: ssh:\\xe9 cannot be passed on as it is: it is not UTF-8\n"), err());
    }

    @Test
    void theDirectoriesOfPathMayHaveAnyName() throws Exception {
        String anywhere = "mkdir -p $'caf\\xe9'; export LC_ALL=C PATH=$PWD/$'caf\\xe9':$PATH; ";
        assertEquals(0, sh(anywhere + "$m run -t exec:env -- echo here"), err());
        assertEquals("here\n", out());
        assertEquals(0, sh(anywhere + "$m doctor -t local"), err());
    }

    @Test
    void javaNeedsACompiler() throws Exception {
        Files.writeString(folder.resolve("A.java"), "class A { public static void main(String[] a) {} }");
        assertEquals(2, sh("${m/ -cp / --limit-modules=java.base,java.logging -cp } java -t local A.java"));
        assertTrue(err().startsWith("mitogen: mitogen java needs a JDK: there is no compiler in "), err());
    }

    /**
     * Ctrl-C is for the whole process group: what it does to others is no news, not even if it is seen first. Both come at
     * once, as in life, however long the shell here is kept from running. Where the tests run in the background of a script,
     * interrupts are ignored, and a shell passes that on.
     */
    @Test
    void anInterruptIsNotTakenForALoss() throws Exception {
        Process process = start(
                "set -m; env --default-signal=INT $m run -t local,local -- sh -c 'echo $PPID; exec sleep 100' </dev/null & job=$!;"
                        + " read -r go; kill -STOP $job; for i in $go; do kill -9 $i; done; kill -INT $job; kill -CONT $job;"
                        + " wait -f $job");
        Path out = folder.resolve("out");
        while (Files.readAllLines(out).size() < 2) {
            assertTrue(process.isAlive(), err());
            Thread.onSpinWait();
        }
        String pids = out().replaceAll(".*\\| (\\d+)\n", "$1 ");
        process.getOutputStream().write((pids + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
        assertEquals(130, process.waitFor());
        assertFalse(err().contains("mitogen: "), err()); // bash says that it was interrupted
    }
}
