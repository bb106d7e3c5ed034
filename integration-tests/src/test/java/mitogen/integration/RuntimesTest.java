package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.Secret;
import mitogen.connect.Exec;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.Runtimes;
import mitogen.doctor.Doctor;
import mitogen.doctor.Doctor.HopReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Java is sent to where there is none: a root directory with nothing but BusyBox, not even a C library. */
final class RuntimesTest extends BareRootFixture {
    /** What is kept there in one test is not seen by others. A home that all may write to would keep nothing. */
    private static final String FORGETFUL = "mount -t tmpfs -o mode=700 none $R/root;";

    /** For the machine that runs the tests, which has the C library that the runtime was linked against. */
    private static final String NO_JAVA = "mount -t tmpfs none /usr/lib/jvm; mount -t tmpfs none /opt; unset JAVA_HOME;"
            + "PATH=/usr/sbin:/usr/bin:/sbin:/bin;";

    @TempDir
    static Path cache;

    private RecordedLog log;

    @BeforeEach
    void nothingIsThere() throws Exception {
        log = RecordedLog.start();
        Processes.run("rm", "-rf", bare.root.resolve("root/.cache").toString());
    }

    @AfterEach
    void close() {
        log.close();
    }

    private static Runtimes linked() {
        return Runtimes.linked().withCache(cache);
    }

    private Mitogen open(Runtimes runtimes) {
        mitogen = Mitogen.open(Options.defaults().withRuntimes(runtimes));
        return mitogen;
    }

    private boolean wasSent(Context context) {
        return log.messages.stream()
                .anyMatch(text -> text.startsWith(context.name() + " has no Java 17; it is sent one"));
    }

    private void fails(Exec method, String... words) {
        BareRoot.fails(mitogen, method, words);
    }

    private static String printed() throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "echo $((7+5)) $1", "sh", "\u00fc").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void keptForTheNextTime() throws Exception {
        Context there = open(linked()).connect(bare.place(""));
        byte[] much = new byte[3 << 20]; // more than is kept of what is sent before it is up
        Call<Integer> early = there.submit(() -> much.length);
        assertEquals("12 \u00fc\n", there.call(RuntimesTest::printed));
        assertEquals(much.length, early.await());
        assertTrue(wasSent(there));
        String home = there.call(() -> System.getProperty("java.home"));
        Context further = there.connect(local());
        assertEquals(home, further.call(() -> System.getProperty("java.home")));
        there.close();

        try (DirectoryStream<Path> here = Files.newDirectoryStream(cache, "java-*")) {
            Path archive = here.iterator().next();
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)));
            String digest = home.replaceFirst(".*/([0-9a-f]+)-.*", "$1"); // as the target took it
            assertTrue(archive.toString().endsWith("-" + digest + ".tar.gz"), archive + " " + home);
        }
        List<String> files = bare.files("root/.cache/mitogen");
        assertEquals(2, files.size(), files::toString);
        assertTrue(home.matches("/root/.cache/mitogen/[0-9a-f]{64}-[0-9a-f]{64}/jre"), home);
        log.messages.clear();
        Context again = mitogen.connect(bare.place(""));
        assertEquals(home, again.call(() -> System.getProperty("java.home")));
        assertFalse(wasSent(again));
        assertEquals(files, bare.files("root/.cache/mitogen"));
        assertEquals(List.of(), bare.names("dev/shm"));
    }

    /** Somebody changed it, or could: it is sent anew, and into memory where the cache is open to others. */
    @Test
    @Tag("build")
    void oneThatIsNotAsItWasSentIsNotUsed() throws Exception {
        Context there = open(linked()).connect(bare.place(""));
        String home = there.call(() -> System.getProperty("java.home"));
        there.close();
        Path changed = Path.of(bare.root + home, "lib", "added");
        Files.writeString(changed, "x");
        log.messages.clear();
        Context again = mitogen.connect(bare.place(""));
        assertEquals(home, again.call(() -> System.getProperty("java.home")));
        assertTrue(wasSent(again));
        assertFalse(Files.exists(changed));
        again.close();
        Processes.run("chmod", "o+w", bare.root + "/root/.cache");
        log.messages.clear();
        Context third = mitogen.connect(bare.place(""));
        assertTrue(third.call(() -> System.getProperty("java.home")).startsWith("/dev/shm/"));
        assertTrue(wasSent(third));
        third.close();
        Await.until("the runtime is removed", () -> bare.names("dev/shm").isEmpty());
    }

    /** One that is there already may lack them. */
    @Test
    @Tag("long")
    void modulesThatAreAskedFor() throws Exception {
        String plain = open(linked()).connect(bare.place("")).call(() -> System.getProperty("java.home"));
        mitogen.close();
        Context more = open(linked().withModules("jdk.net")).connect(bare.place(""));
        String other = more.call(() -> System.getProperty("java.home"));
        assertNotEquals(plain, other);
        assertTrue(other.matches("/root/.cache/mitogen/[0-9a-f]{1,8}-[0-9a-f]{64}-[0-9a-f]{64}/jre"), other);
        assertTrue(more.call(() -> ModuleLayer.boot().findModule("jdk.net").isPresent()));
        more.close();
        assertEquals(other, mitogen.connect(bare.place("")).call(() -> System.getProperty("java.home")));
    }

    /** As the doctor sees it. */
    @Test
    void removedWhenItsContextEnds() throws Exception {
        Mitogen removing = open(linked().leavingNothing());
        HopReport hop =
                Doctor.examine(removing.context(), List.of(bare.place(""))).get(0);
        assertEquals("up, but there is no Java 17, and one was sent", hop.verdict());
        Duration sent = hop.connect().runtimeAfter();
        assertTrue(sent.compareTo(hop.connect().shellAfter()) > 0, hop::toString);
        assertTrue(sent.compareTo(hop.connect().javaAfter()) < 0, hop::toString);
        assertTrue(hop.surroundings().javaHome().matches("/dev/shm/\\.m[0-9a-f]{16}/jre"), hop::toString);
        assertEquals(List.of(), bare.names("dev/shm"));
        assertEquals(List.of(), bare.files("root"));
    }

    /** As in a container whose first process is no init: what outlives its parent there stays as a zombie. */
    @Test
    @Tag("build")
    void nothingIsLeftToAFirstProcessThatDoesNotReap() throws Exception {
        Process unshare = new ProcessBuilder("unshare", "--pid", "--fork", "--kill-child", "sleep", "1000").start();
        try {
            Await.until("it has started", () -> unshare.children().count() == 1);
            ProcessHandle first = unshare.children().findFirst().orElseThrow();
            List<String> words = new ArrayList<>(List.of("nsenter", "-p", "-t", String.valueOf(first.pid()), "--"));
            words.addAll(bare.place("").prefix());
            Context there = open(linked().leavingNothing()).connect(Exec.exec(words.toArray(new String[0])));
            there.await();
            there.close();
            Await.until("nothing is left", () -> first.children().count() == 0);
        } finally {
            unshare.destroyForcibly().waitFor();
        }
    }

    /** Also where the first place is of no use. */
    @Test
    @Tag("build")
    void removedWhenItsShellIsKilled() throws Exception {
        String noexec = "mount -t tmpfs -o noexec none $R/dev/shm;";
        Context there = open(linked().leavingNothing()).connect(bare.place(noexec));
        long java = there.call(() -> ProcessHandle.current().pid());
        assertEquals(1, bare.names("tmp").size());
        long shell = ProcessHandle.of(java).orElseThrow().parent().orElseThrow().pid();
        assertNotEquals(ProcessHandle.current().pid(), shell);
        Signals.send("KILL", shell);
        there.close();
        Await.until("the runtime is removed", () -> bare.names("tmp").isEmpty());
    }

    @Test
    void removedWhenJavaIsKilled() throws Exception {
        Context there = open(linked().leavingNothing()).connect(bare.place(""));
        Signals.send("KILL", there.call(() -> ProcessHandle.current().pid()));
        Await.until("the runtime is removed", () -> bare.names("dev/shm").isEmpty());
    }

    /** Of an archive that is given, with one directory at its top as those of JDKs have. */
    @Test
    @Tag("build")
    void severalAtOnceDoNotCollide() throws Exception {
        Path given = cache.resolve("given.tar.gz");
        open(linked());
        assertEquals(1, mitogen.connect(bare.place(FORGETFUL)).call(() -> 1)); // it is linked then
        Processes.run(
                "sh",
                "-c",
                "cd " + cache + "; mkdir jdk-17+8; tar xzf $(ls java-*.tar.gz | head -n 1) -C jdk-17+8; tar czf "
                        + given + " jdk-17+8");
        mitogen.close();
        open(Runtimes.none().withArchive("linux-x86_64", given));
        List<Call<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(mitogen.connect(bare.place("")).submit(() -> 12));
        }
        for (Call<Integer> call : calls) {
            assertEquals(12, call.await());
        }
        List<String> files = bare.files("root/.cache/mitogen");
        assertEquals(2, files.size(), files::toString);
        assertTrue(files.get(1).matches("[0-9a-f]{64}-[0-9a-f]{64}/jre"), files::toString);
    }

    /** By a context that is not the controller; where there is a Java that knows no modules, and another C library. */
    @Test
    void oldJavaAndAnotherLibraryBehindARelay() throws Exception {
        String old = "mount -t tmpfs none $R/opt; mount -t tmpfs none $R/lib; touch $R/lib/ld-musl-x86_64.so.1;"
                + "mkdir -p $R/opt/java8/bin; cat >$R/opt/java8/bin/java; chmod 755 $R/opt/java8/bin/java;";
        String java8 = "#!/bin/sh\\necho Unrecognized option: --add-opens >&2; exit 1\\n";
        Context relay = open(linked()).connect(local());
        Context there = relay.connect(bare.place(FORGETFUL + "printf '" + java8 + "' | { " + old + "};"));
        Call<String> first = there.submit(() -> System.getProperty("java.home"));
        assertTrue(first.await().startsWith("/root/.cache/mitogen/"), first::await);
    }

    /** The tool asks each time: when no Java is found, and when one is sent. */
    @Test
    @Tag("build")
    void passwordsAreGivenTwice() throws Exception {
        try (Accounts accounts = Accounts.create()) {
            String ada = NO_JAVA + "exec setpriv --reuid=71001 --regid=71001 --clear-groups env HOME=" + accounts.folder
                    + "/home-ada \"$@\"";
            Context first = open(linked())
                    .connect(Exec.exec(accounts.folder + "/enter", "unshare", "-m", "sh", "-c", ada, "sh"));
            Context bob = first.connect(
                    sudo(Accounts.BOB).withLogin().withPassword(new Secret(Accounts.password(Accounts.ADA))));
            assertEquals(Accounts.BOB, bob.call(() -> System.getProperty("user.name")));
            String home = bob.call(() -> System.getProperty("java.home"));
            assertTrue(home.startsWith(accounts.folder + "/home-bob/.cache/mitogen/"), home);
            assertFalse(bob.call(() -> Files.exists(Path.of(home, "bin/java.elf"))), "its own C library is not needed");
            Context root = first.connect(sudo().withPassword(new Secret(Accounts.password(Accounts.ADA))));
            assertEquals(
                    first.call(() -> System.getProperty("java.home")),
                    root.call(() -> System.getProperty("java.home")),
                    "root may use that of the account which it came from");
            String other = accounts.folder + "/home-ada/other"; // as on another machine, where the path is not its own
            Context elsewhere = first.connect(Exec.exec("env", "HOME=" + other));
            assertTrue(elsewhere.call(() -> System.getProperty("java.home")).startsWith(other));
            mitogen.close();
        }
    }

    @ParameterizedTest
    @Tag("build")
    @ValueSource(
            strings = {
                "if n + len(b) > 4000000: b = b''", // cut
                "b = b if not n < 4000000 < n + len(b) else b[:-1] + bytes([b[-1] ^ 1])" // altered
            })
    void notAsItWasSent(String filter) throws Exception {
        open(linked());
        fails(BareRoot.filtered(filter, bare.place("")), "none could be sent: it did not arrive as it was sent");
        assertEquals(List.of(), bare.files("root/.cache/mitogen"));
    }

    /** O_NONBLOCK on standard input, where nothing is to be read yet when the script looks; and names that are not ours. */
    @Test
    void startFilesThatMakeTrouble() throws Exception {
        Needs.command("perl", "perl-base");
        open(linked());
        String set = "perl -MFcntl -e 'fcntl(STDIN, F_SETFL, O_NONBLOCK) or die';";
        String names = "for _x in a b c d f g h i j k l n o p q r s t u v w x y z; do readonly $_x=theirs; done;";
        String start = set + "exec chroot " + bare.root + " sh -c '" + names + "eval \"$1\"' sh \"$3\"";
        Context there = mitogen.connect(Exec.exec("unshare", "-m", "sh", "-c", start, "sh"));
        assertEquals("12 \u00fc\n", there.call(RuntimesTest::printed));
        assertTrue(wasSent(there));
    }

    /** The time-out is for each step: it takes longer than that in all. */
    @Test
    @Tag("build")
    void stuckOnTheWay() throws Exception {
        open(linked());
        assertEquals(1, mitogen.connect(bare.place(FORGETFUL)).call(() -> 1)); // it is linked then
        Exec method = BareRoot.filtered("time.sleep(60 if n > 4000000 else 0)", bare.place(""))
                .withTimeout(Duration.ofSeconds(2));
        ConnectFailedException failure =
                Failures.fails(Reason.TIMEOUT, () -> mitogen.connect(method).await());
        assertTrue(failure.getMessage().contains("while a Java runtime was sent there"), failure::getMessage);
    }

    @Test
    @Tag("build")
    void goneWhenTheLinkBreaksAtTheEnd() throws Exception {
        open(linked().leavingNothing());
        // Nobody hears what the script says once there is a runtime that can be started.
        String deaf = "(\"$@\" | sed -u '/ unpack/q') ";
        Exec method = Exec.exec("sh", "-c", deaf, "sh", "chroot", bare.root.toString())
                .withTimeout(Duration.ofSeconds(5));
        assertThrows(ConnectFailedException.class, () -> mitogen.connect(method).await());
        Await.until("the runtime is removed", () -> bare.names("dev/shm").isEmpty());
    }

    @Test
    @Tag("build")
    void placesThatDoNotTakeIt() throws Exception {
        open(linked());
        String small =
                "mount --rbind $R $R;for d in root tmp var/tmp dev/shm;do mount -t tmpfs -o size=1m none $R/$d;done;"
                        + "mount -o remount,ro,bind $R;";
        fails(bare.place(small), "no directory there takes it", "Install Java 17 or newer there");
        fails(
                Exec.exec(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount --bind /dev/null $(which tar);" + NO_JAVA + "exec \"$@\"",
                        "sh"),
                "what unpacks it is missing there: tar");
    }
}
