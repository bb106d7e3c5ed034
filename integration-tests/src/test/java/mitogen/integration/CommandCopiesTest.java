package mitogen.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mitogen.cli.Main;
import mitogen.cli.words.Arguments;
import mitogen.internal.NativePaths;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mitogen put} and {@code mitogen get}, over ssh. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class CommandCopiesTest {
    @TempDir
    Path folder;

    private static SshServer server;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path from;
    private Path to;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.shared();
    }

    @BeforeEach
    void prepare() throws Exception {
        Files.writeString(
                folder.resolve("config"),
                "Host down\n Port " + SshServer.freePort() + "\nHost *\n HostName 127.0.0.1\n Port " + server.port
                        + "\n User " + System.getProperty("user.name") + "\n IdentityFile " + server.folder
                        + "/identity\n IdentitiesOnly yes\n UserKnownHostsFile " + server.folder
                        + "/known_hosts\n GlobalKnownHostsFile /dev/null\n");
        from = Files.createDirectory(folder.resolve("from"));
        to = folder.resolve("to");
        Files.writeString(from.resolve("a"), "one");
        Files.writeString(Files.createDirectory(from.resolve("sub")).resolve("b.log"), "two two");
    }

    private int mitogen(String command, String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of(command, "-F", folder + "/config", "--java", Jvm.java()));
        all.addAll(List.of(arguments));
        return Main.run(
                all.toArray(new String[0]), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private void assertPrinted(String expectedOut, String expectedErr) {
        assertEquals(expectedErr, err.toString(UTF_8));
        assertEquals(expectedOut, out.toString(UTF_8).replaceAll(" in [0-9.]+ s", " in T"));
    }

    private static Map<String, String> tree(Path directory) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                tree.put(directory.relativize(each).toString(), Files.readString(each));
            }
        }
        return tree;
    }

    @Test
    void aTreeIsMadeEqual() throws IOException {
        assertEquals(0, mitogen("put", "-t", "web1", from.toString(), to.toString()), err::toString);
        assertPrinted("2 files, 10 B in T\n", "");
        assertEquals(tree(from), tree(to));

        Files.writeString(from.resolve("a"), "three");
        Files.writeString(to.resolve("old"), "old");
        Files.writeString(to.resolve("sub/kept.log"), "kept");
        String[] again = {"-t", "web1", from.toString(), to.toString(), "--delete", "--exclude", "*.log"};
        String[] look = Stream.concat(Stream.of(again), Stream.of("--dry-run")).toArray(String[]::new);
        assertEquals(0, mitogen("put", look), err::toString);
        assertEquals(
                List.of("changed     " + to + "/a", "deleted     " + to + "/old"),
                out.toString(UTF_8).lines().sorted().toList());
        assertTrue(Files.exists(to.resolve("old")));
        assertEquals(0, mitogen("put", again), err::toString);
        assertPrinted("1 file, 5 B in T, 1 deleted\n", "");
        assertEquals(Map.of("a", "three", "sub/b.log", "two two", "sub/kept.log", "kept"), tree(to));
    }

    @Test
    void filesGoIntoADirectory() throws IOException {
        Files.createDirectory(to);
        String file = from.resolve("a").toString();
        assertEquals(0, mitogen("put", "-t", "web1", file, to.toString()), err::toString);
        assertEquals(Map.of("a", "one"), tree(to));
        assertEquals(0, mitogen("put", "-t", "web1", from.toString(), file, to.toString()), err::toString);
        assertPrinted("2 files, 10 B in T, 1 the same\n", "");
        assertEquals(Map.of("a", "one", "from/a", "one", "from/sub/b.log", "two two"), tree(to));
        assertEquals(1, mitogen("put", "-t", "web1", file, folder + "/none/"));
        assertPrinted(
                "0 files, 0 B in T, 1 failed\n",
                "mitogen: " + folder + "/none/a (web1): the directory above it does not exist\n");
    }

    /** Latin 1, for one; a command line has it as {@code Arguments} does. */
    @Test
    void namesMayHaveAnyBytes() throws IOException {
        byte[] latin = (from + "/l\u00e9").getBytes(ISO_8859_1);
        Files.writeString(NativePaths.of(latin), "latin");
        String name = Arguments.text(latin);
        Files.createDirectory(to);
        assertEquals(0, mitogen("put", "-t", "web1", name, to.toString()), err::toString);
        assertEquals(
                0,
                mitogen("put", "-t", "web1", name, Arguments.text((to + "/\u00fc").getBytes(ISO_8859_1))),
                err::toString);
        assertPrinted("1 file, 5 B in T\n", "");
        assertEquals("latin", Files.readString(NativePaths.of((to + "/\u00fc").getBytes(ISO_8859_1))));
        String back = Arguments.text((to + "/b\u00e4ck").getBytes(ISO_8859_1));
        assertEquals(0, mitogen("get", "-t", "web1", to + name.substring(name.lastIndexOf('/')), back), err::toString);
        assertEquals("latin", Files.readString(NativePaths.of((to + "/b\u00e4ck/l\u00e9").getBytes(ISO_8859_1))));
        assertEquals(2, mitogen("put", "-t", "web1", name + "x", to.toString()));
        assertTrue(
                err.toString(UTF_8).startsWith("mitogen: there is no file " + from + "/l\\xe9x here"), err::toString);
    }

    /** Each target has a directory; a path that fails does not stop the others, and each is told where it failed. */
    @Test
    void filesOfSeveralTargetsAreCollected() throws Exception {
        Processes.run("mkfifo", from + "/pipe");
        int status = mitogen("get", "-t", "web[1-2],web1/local,down", from.toString(), "/no/such", to.toString());
        assertEquals(3, status, err::toString);
        for (String target : List.of("web1", "web2", "web1%2Flocal")) {
            assertEquals(tree(from), tree(to.resolve(target).resolve("from")), target);
        }
        assertFalse(Files.exists(to.resolve("down")));
        String told = err.toString(UTF_8);
        assertTrue(told.contains("web2       | mitogen: /no/such (web2): there is no such file or directory\n"), told);
        assertTrue(told.contains("web1       | mitogen: " + from + "/pipe (web1): "), told);
        assertTrue(
                told.contains("\nmitogen: 0 ok, 4 failed: 3 could not copy all paths (web[1-2],web1/local), 1 refused"
                        + " the connection (down)\n"),
                told);
        assertTrue(out.toString(UTF_8).contains("web2       | 2 files, 10 B in "), out::toString);

        assertEquals(1, mitogen("get", "-q", "--json", "-t", "web1", from.toString(), to + "/more"));
        assertEquals("", err.toString(UTF_8));
        String object = out.toString(UTF_8);
        assertTrue(
                object.startsWith(
                        "{\"target\":\"web1\",\"ok\":false,\"failure\":\"FAILED\",\"message\":\"1 could not be"
                                + " copied\",\"files\":2,\"bytes\":10,\"skipped\":0,\"deleted\":0,\"failures\":[{"),
                object);
        assertTrue(object.contains("\"path\":\"" + from + "/pipe\""), object);
        assertTrue(object.contains("\"at\":\"target\""), object);
        assertEquals(1, object.lines().count());
    }
}
