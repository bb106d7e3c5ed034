package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.connect.Exec;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Places where something is missing, full, limited or in the way; each is made by shell text, in a mount namespace of its
 * own. Accounts with odd names and start files are in {@link OddAccountsTest}; "Odd targets" in {@code docs/reference/targets.md} lists
 * all.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class OddTargetsTest {
    /** As an account that has no other process, which limits would count. */
    private static final String ACCOUNT = "set -- setpriv --reuid=70999 --regid=70999 --clear-groups \"$@\";";

    private static final String READ_ONLY = "mount --bind / /; mount -o remount,ro,bind /;"
            + " for d in /tmp /var/tmp /run; do mount -t tmpfs -o ro none $d; done; cd /;";

    private static final String FEW_ADDRESSES = "ulimit -v 1500000;";

    @TempDir
    static Path folder;

    private final RecordedOutput output = new RecordedOutput();
    private Mitogen mitogen;

    @BeforeAll
    static void mayMakeThem() throws Exception {
        Needs.root("make odd places");
        try {
            Processes.run("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/opt");
        } catch (IOException e) {
            Assumptions.abort("no mount namespace can be had here: " + e.getMessage());
        }
    }

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(output));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    private static Exec place(String text) {
        return Exec.exec("unshare", "-m", "sh", "-c", text + " exec \"$@\"", "sh")
                .withJava(Jvm.java());
    }

    /** Where it works. */
    @SuppressWarnings("ImmutableEnumChecker") // nothing in it is changed
    enum Works {
        NO_DEV_SHM("umount -l /dev/shm || exit;"),
        FULL_DEV_SHM("mount -t tmpfs -o size=4k none /dev/shm; head -c 4096 /dev/zero >/dev/shm/x;"),
        NOEXEC("for d in /dev/shm /tmp; do mount -t tmpfs -o noexec none $d || exit; done;"),
        READ_ONLY_ROOT(READ_ONLY),
        NO_HOME_DIRECTORY("export HOME=/nonexistent;"),
        /** A /proc of its own: a remount would hide that of the machine. */
        HIDDEN_PROC("mount -t proc -o hidepid=2 none /proc || exit;"
                + "set -- sh -c '[ ! -e /proc/1 ] && exec \"$@\"' sh \"$@\";" + ACCOUNT),
        EMPTY_PATH("export PATH=;"),
        NO_ENVIRONMENT("set -- env -i \"$@\";"),
        FEW_DESCRIPTORS("ulimit -n 64;"),
        FEW_PROCESSES(ACCOUNT + "set -- prlimit --nproc=60 \"$@\";"),
        LITTLE_ADDRESS_SPACE(FEW_ADDRESSES + "export JAVA_TOOL_OPTIONS='-Xmx64m"
                + " -XX:CompressedClassSpaceSize=32m -XX:ReservedCodeCacheSize=32m';"),
        OTHER_COLLECTOR("export JAVA_TOOL_OPTIONS=-XX:+UseG1GC;"),
        LAUNCHER_OPTIONS("export JDK_JAVA_OPTIONS=-Dodd=yes;");

        final String text;

        Works(String text) {
            this.text = text;
        }
    }

    @ParameterizedTest
    @EnumSource
    void works(Works odd) {
        Context there = mitogen.connect(place(odd.text));
        Context further = there.connect(local());
        assertEquals("12", further.call(() -> "1" + 2));
    }

    /** Where it cannot. */
    @SuppressWarnings("ImmutableEnumChecker") // nothing in it is changed
    enum Fails {
        NO_WRITABLE_DIRECTORY(
                READ_ONLY + "mount -t tmpfs -o ro none /dev/shm;",
                Reason.NO_SCRATCH,
                "no directory there takes a scratch file",
                "mount -t tmpfs tmpfs /dev/shm"),
        NO_DEV_NULL("mount -t tmpfs none /dev;", Reason.NO_SCRATCH, "there is no /dev/null", "mknod -m 666"),
        NO_FILE_SIZE("ulimit -f 0;", Reason.KILLED, "killed by signal 25", "ulimit -f"),
        LITTLE_FILE_SIZE(
                "ulimit -f 2;", Reason.BYTES_ALTERED, "did not arrive there as it was sent", "4 KB there (ulimit -f)"),
        NO_PROC("mount -t tmpfs none /proc;", Reason.BOOTSTRAP_FAILED, "own libraries", "mount -t proc proc /proc"),
        NO_PROCESSES(
                ACCOUNT + "set -- prlimit --nproc=4 \"$@\";",
                Reason.BOOTSTRAP_FAILED,
                "may not start enough threads there",
                "ulimit -u"),
        NO_ADDRESS_SPACE(
                FEW_ADDRESSES,
                Reason.BOOTSTRAP_FAILED,
                "does not get the memory there that it wants",
                "ulimit -v",
                "-Xmx64m -XX:CompressedClassSpaceSize=32m"),
        WRONG_OPTIONS(
                "export JAVA_TOOL_OPTIONS=-javaagent:/nonexistent.jar;",
                Reason.BOOTSTRAP_FAILED,
                "Java does not start there",
                "JAVA_TOOL_OPTIONS",
                "| Error opening zip file or JAR manifest missing : /nonexistent.jar"),
        BECOMES_BASH("exec bash;", Reason.BOOTSTRAP_FAILED, "another shell than", "case $- in"),
        BECOMES_ZSH("exec zsh;", Reason.BOOTSTRAP_FAILED, "another shell than"),
        BECOMES_TCSH("exec tcsh;", Reason.BOOTSTRAP_FAILED, "another shell than"),
        BECOMES_FISH("exec fish;", Reason.TIMEOUT, "not up within 1 s", "becomes another shell"),
        EXITS("exit 0;", Reason.BOOTSTRAP_FAILED, "ended without running the script", ".bashrc");

        final String text;
        final Reason reason;
        final List<String> words;

        Fails(String text, Reason reason, String... words) {
            this.text = text;
            this.reason = reason;
            this.words = List.of(words);
        }
    }

    /** What reads the core as commands must not run any: they might do anything. */
    @ParameterizedTest
    @EnumSource
    void fails(Fails odd) throws Exception {
        Path here = Files.createDirectory(folder.resolve(odd.name()));
        Exec method = place("cd " + here + ";" + odd.text)
                .withTimeout(Duration.ofSeconds(odd == Fails.BECOMES_FISH ? 1 : 20));
        ConnectFailedException failure =
                Failures.fails(odd.reason, () -> mitogen.connect(method).await());
        for (String word : odd.words) {
            assertTrue(failure.getMessage().contains(word), () -> word + " is missing in: " + failure.getMessage());
        }
        try (java.util.stream.Stream<Path> made = Files.list(here)) {
            assertEquals(List.of(), made.toList());
        }
    }

    /** A Java that is a script, as those of some vendors are. */
    @Test
    void javaThatIsAWrapper() throws Exception {
        Path wrapper = folder.resolve("java");
        Files.writeString(
                wrapper,
                "#!/bin/bash\necho warning: this is not the real one\necho deprecated >&2\n" + Jvm.java()
                        + " \"$@\"\n");
        assertTrue(wrapper.toFile().setExecutable(true));
        Context there = mitogen.connect(local().withJava(wrapper.toString()));
        assertEquals("12", there.call(() -> "1" + 2));
        Await.until(
                "the warnings are here",
                () -> output.lines(there, Stream.NATIVE)
                        .containsAll(List.of("warning: this is not the real one", "deprecated")));
    }

    /** Then the loader removes the scratch file's name; {@link LeakCheck} sees it. */
    @Test
    void rmThatFails() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path rm = Files.writeString(
                bin.resolve("rm"), "#!/bin/sh\n: >" + folder + "/asked\ncase $* in */dev/shm*) exit 1;; esac\n");
        assertTrue(rm.toFile().setExecutable(true));
        Context there = mitogen.connect(place("export PATH=" + bin + ":$PATH;"));
        String scratch = there.call(
                () -> Files.readSymbolicLink(Path.of("/proc/self/fd/3")).toString());
        assertTrue(scratch.endsWith(" (deleted)"), scratch);
        assertTrue(Files.exists(folder.resolve("asked")));
    }

    /** Values and output are UTF-8 on the way, whatever the locale is; only names of files and arguments are the locale's. */
    @Test
    void localeThatIsNotUtf8() throws Exception {
        Needs.command("locale-gen", "locales");
        Processes.run("localedef", "-i", "de_DE", "-f", "ISO-8859-1", folder + "/de_DE.ISO-8859-1");
        for (String locale : List.of("C", "de_DE.ISO-8859-1")) {
            Context there = mitogen.connect(place("export LOCPATH=" + folder + " LC_ALL=" + locale + ";"));
            String text = "äß€𝄞";
            String back = there.call(() -> {
                System.out.println(text);
                return text + System.getProperty("sun.jnu.encoding");
            });
            assertEquals(locale.equals("C") ? text + "ANSI_X3.4-1968" : text + "ISO-8859-1", back);
            mitogen.drain();
            assertEquals(List.of(text), output.lines(there, Stream.OUT));
        }
    }
}
