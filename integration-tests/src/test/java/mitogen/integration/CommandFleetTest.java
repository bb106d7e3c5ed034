package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.cli.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command at many hosts: good ones, one that fails, refuses, does not know our key, or never says a word. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class CommandFleetTest {
    private static final String ALL = "web[1-5],refused[1-2],stranger,silent?timeout=1";

    /** Each host has its name in WHO. */
    private static final String WORK = "case $WHO in web[24]) echo odd; exit 7 ;; esac; echo same";

    @TempDir
    static Path folder;

    private static SshServer server;
    private static ServerSocket silence;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.start("AcceptEnv WHO");
        silence = new ServerSocket(0, 10, InetAddress.getLoopbackAddress()); // nobody ever accepts
        Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/other");
        StringBuilder config = new StringBuilder();
        for (String host :
                List.of("web1", "web2", "web3", "web4", "web5", "refused1", "refused2", "stranger", "silent")) {
            int port = host.startsWith("refused") ? SshServer.freePort() : server.port;
            config.append("Host " + host + "\n SetEnv WHO=" + host + "\n Port "
                    + (host.equals("silent") ? silence.getLocalPort() : port) + "\n IdentityFile "
                    + (host.equals("stranger") ? folder + "/other" : server.folder + "/identity") + "\n");
        }
        config.append("Host *\n HostName 127.0.0.1\n User " + System.getProperty("user.name")
                + "\n IdentitiesOnly yes\n UserKnownHostsFile " + server.folder
                + "/known_hosts\n GlobalKnownHostsFile /dev/null\n");
        Files.writeString(folder.resolve("config"), config);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (silence != null) {
            silence.close();
        }
    }

    private int mitogen(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("-F", folder + "/config", "--java", Jvm.java()));
        return Main.run(
                all.toArray(new String[0]), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @Test
    void itIsToldWhoFailedAndHow() {
        assertEquals(4, mitogen("run", "-b", "-t", ALL, "--", "sh", "-c", WORK), err::toString);
        assertEquals("== web[1,3,5] (3)\nsame\n== web[2,4] (2)\nodd\n", out.toString(UTF_8));
        String told = err.toString(UTF_8);
        assertTrue(
                told.endsWith(
                        "\nmitogen: 3 ok, 6 failed: 2 exited with 7 (web[2,4]), 2 refused the connection (refused[1-2]),"
                                + " 1 did not let us in (stranger), 1 took too long to connect (silent?timeout=1)\n"
                                + "To do it again there: --failed in place of -t\n"),
                told);
        assertEquals(
                1,
                told.lines()
                        .filter(line -> line.matches("web. \\| mitogen: exit status 7"))
                        .count(),
                told);

        assertEquals(4, mitogen("run", "--unreachable", "--json", "-q", "--", "sh", "-c", WORK), err::toString);
        assertEquals("", err.toString(UTF_8));
        Map<String, String> failures = new TreeMap<>();
        Matcher object = Pattern.compile("\\{\"target\":\"([^\"]+)\",\"ok\":false,\"status\":null,\"signal\":null,"
                        + "\"failure\":\"([A-Z_]+)\",\"message\":\"[^\n]+}")
                .matcher(out.toString(UTF_8));
        while (object.find()) {
            failures.put(object.group(1), object.group(2));
        }
        assertEquals(
                "{refused1=CONNECTION_REFUSED, refused2=CONNECTION_REFUSED, silent?timeout=1=TIMEOUT, stranger=NOT_LET_IN}",
                failures.toString());
    }

    @Test
    void linesOfManyHostsAreWhole() {
        String lines = "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $WHO line $i; done";
        assertEquals(0, mitogen("run", "-t", "web*", "-p", "3", "--", "sh", "-c", lines), err::toString);
        assertEquals("", err.toString(UTF_8));
        Map<String, Integer> last = new TreeMap<>();
        for (String line : out.toString(UTF_8).split("\n")) {
            Matcher parts = Pattern.compile("(web\\d) \\| (web\\d) line (\\d+)").matcher(line);
            assertTrue(parts.matches() && parts.group(1).equals(parts.group(2)), line);
            assertEquals(last.merge(parts.group(1), 1, Integer::sum), Integer.parseInt(parts.group(3)), line);
        }
        assertEquals("{web1=2000, web2=2000, web3=2000, web4=2000, web5=2000}", last.toString());
    }
}
