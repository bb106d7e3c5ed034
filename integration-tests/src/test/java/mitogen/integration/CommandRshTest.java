package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mitogen.cli.Main;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mitogen rsh} as the ssh of rsync, git and scp. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(180)
final class CommandRshTest {
    private static SshServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.shared();
    }

    /** The command as a shell has it. */
    private static String rsh(String... more) {
        return OwnCommand.line() + " rsh -F /dev/null -o UserKnownHostsFile=" + server.folder + "/known_hosts -i "
                + server.folder + "/identity --java " + Jvm.quickJava() + " " + String.join(" ", more);
    }

    private static String way() {
        return System.getProperty("user.name") + "@127.0.0.1:" + server.port;
    }

    private String sh(String line) throws Exception {
        Process process = new ProcessBuilder("bash", "-ec", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text;
    }

    private void makeTree() throws Exception {
        byte[] bytes = new byte[3 << 20];
        new Random(1).nextBytes(bytes);
        Files.write(Files.createDirectories(folder.resolve("from/sub")).resolve("large"), bytes);
        Files.writeString(folder.resolve("from/a b"), "x");
    }

    @Test
    void rsyncCopiesBothWays() throws Exception {
        Needs.command("rsync", "rsync");
        makeTree();
        String ssh = rsh("-p", "" + server.port);
        sh("rsync -a -e '" + ssh + "' from/ " + System.getProperty("user.name") + "@127.0.0.1:" + folder + "/to/"
                + " && diff -r from to && rsync -a -e '" + ssh + "' 127.0.0.1:" + folder
                + "/to/ back/ && diff -r from back");
    }

    /** As rsync leaves the standard output of its ssh: a socket with O_NONBLOCK, here with a reader that is slower. */
    @Test
    void aFullSocketLosesNothing() throws Exception {
        Needs.command("python3", "python3");
        Files.writeString(folder.resolve("slow.py"), """
            import hashlib, socket, subprocess, sys
            ours, its = socket.socketpair()
            its.setblocking(False)
            child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=its)
            its.close()
            digest = hashlib.md5()
            while chunk := ours.recv(64):
                digest.update(chunk)
            child.wait()
            print(digest.hexdigest() + '  -')
            """);
        String slow = "python3 slow.py " + rsh("-p", "" + server.port, "127.0.0.1", "seq", "500000");
        assertEquals(sh("seq 500000 | md5sum"), sh(slow));
    }

    @Test
    void rsyncCopiesBehindSudo() throws Exception {
        Needs.command("rsync", "rsync");
        Needs.command("sudo", "sudo");
        Needs.root("use sudo without a password");
        makeTree();
        sh("rsync -a -e '" + rsh("--target", way() + "/sudo") + "' from/ there:" + folder + "/to/ && diff -r from to");
    }

    @Test
    void gitClonesAndPushes() throws Exception {
        Needs.command("git", "git");
        String git = "git -c user.name=a -c user.email=a@localhost -c init.defaultBranch=main -c safe.directory='*' ";
        String url = "ssh://" + way() + folder + "/bare.git";
        sh(git + "init -q --bare bare.git; export GIT_SSH_COMMAND='" + rsh() + "'; " + git + "clone -q " + url
                + " work 2>&1; cd work; echo x >file; " + git + "add file; " + git + "commit -qm first; " + git
                + "push -q origin HEAD:main; cd ..; " + git + "-C bare.git show main:file | grep -x x");
    }

    @Test
    void scpCopiesInBothOfItsWays() throws Exception {
        Needs.command("scp", "openssh-client");
        makeTree();
        Path script = folder.resolve("rsh");
        Files.writeString(script, "#!/bin/sh\nexec " + rsh("\"$@\"") + "\n");
        assertTrue(script.toFile().setExecutable(true));
        String scp = "scp -q -r -S ./rsh -P " + server.port;
        sh(scp + " from 127.0.0.1:" + folder + "/new && diff -r from new && " + scp + " -O from 127.0.0.1:" + folder
                + "/old && diff -r from old");
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int mitogen(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of("rsh", "-F", "/dev/null"));
        all.addAll(
                List.of("-oUserKnownHostsFile=" + server.folder + "/known_hosts", "-i", server.folder + "/identity"));
        all.addAll(List.of("--java", Jvm.java()));
        all.addAll(List.of(arguments));
        return Main.run(
                all.toArray(new String[0]), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @Test
    void wordsAreJoinedForTheShell() {
        String port = "" + server.port;
        assertEquals(
                7, mitogen("-xTp", port, "-4", "127.0.0.1", "echo", "'a  b'", "$((1+1));", "exit 7"), err::toString);
        assertEquals("a  b 2\n", out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
        assertEquals(0, mitogen("-l", "ada", "-p", "2222", "-G", "bob@web1", "ls"), err::toString);
        assertEquals("target ssh:ada@web1:2222\n", out.toString(UTF_8));
        assertEquals(0, mitogen("-G", "::1", "ls"), err::toString);
        assertEquals("target ssh:[::1]\n", out.toString(UTF_8));
    }

    @Test
    void whatCannotBeDoneIsRefused() {
        assertRefused("there is no option -A\n", "-A", "web1", "ls");
        assertRefused("there is no option -t\n", "-t", "web1", "ls");
        assertRefused("-l and -p are for a host alone, and web1/sudo is a target\n", "-l", "a", "web1/sudo", "ls");
        assertRefused("there is no command, and mitogen rsh has no shell to type in\n", "web1");
        assertRefused("-s knows the subsystem sftp alone, and not netconf\n", "-s", "web1", "netconf");
        assertRefused("mitogen rsh takes one host, and got several\n", "web[1-2]", "ls");
    }

    private void assertRefused(String start, String... arguments) {
        assertEquals(2, mitogen(arguments), err::toString);
        assertTrue(err.toString(UTF_8).startsWith("mitogen: " + start), err::toString);
    }
}
