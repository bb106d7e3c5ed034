package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mitogen.cli.Main;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each command line in the documents that begins with {@code mitogen} is run, against a real server that answers to every
 * host's name, but for those that cannot be run here. {@code # exit status N} behind a line tells what it gives, else 0.
 */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class DocumentedCommandsTest {
    private static final Pattern STATUS = Pattern.compile("# exit status (\\d+)$");

    /** What is in a line that is not run, and why. */
    private static final Map<String, String> NOT_RUN = new TreeMap<>(Map.ofEntries(
            Map.entry("--ask-password", "asks at a terminal; PasswordPromptTest has one"),
            Map.entry("--become", "takes an account; CommandBecomeTest has some"),
            Map.entry("--tty", "needs a terminal; CommandTerminalTest has one"),
            Map.entry("--undo", "changes the network; CommandUndoTest has one"),
            Map.entry("jshell", "reads snippets; JshellTest has some"),
            Map.entry("pass show", "needs the program pass; CommandPasswordTest runs such a command"),
            Map.entry("docker:", "needs a container; ContainersTest has them"),
            Map.entry("podman:", "needs a container; ContainersTest has them"),
            Map.entry("./mitogen …", "stands for all commands"),
            Map.entry("--verify-clean", "finds what others do here meanwhile; DoctorTest has an account of its own"),
            Map.entry("jre.tar.gz", "needs an archive for another machine; RuntimesTest sends some"),
            Map.entry("--failed", "needs a run that failed; CommandFleetTest has one"),
            Map.entry("--learn-classes", "writes to the account's own directory")));

    /** Programs other than ours, and why their lines are not run. */
    private static final Map<String, String> OTHER_PROGRAMS = new TreeMap<>(Map.ofEntries(
            Map.entry("cp", "copies the command; SingleFileTest runs such a copy"),
            Map.entry("git", "needs a copy of the repository"),
            Map.entry("man", "shows a page; CompletionTest checks all of them"),
            Map.entry("mvn", "is how these tests are run"),
            Map.entry("scripts/test", "is how these tests are run"),
            Map.entry("scripts/bench", "takes minutes"),
            Map.entry("scripts/deb", "may build the command; DebianPackageTest runs it without"),
            Map.entry("scripts/record", "changes the README; RecordingsTest compares it"),
            Map.entry("scripts/fuzz", "takes minutes; the fuzz tests run its targets"),
            Map.entry("rm", "removes files of the account"),
            Map.entry("source", "is for bash; CompletionTest does it"),
            Map.entry("ssh", "is somebody else's"),
            Map.entry("sudo", "installs the package here; DebianPackageTest does it elsewhere")));

    @TempDir
    static Path folder;

    private static SshServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.shared();
    }

    @TestFactory
    Stream<DynamicTest> eachCommandDoesWhatThePageSays() throws Exception {
        Path config = Files.writeString(
                folder.resolve("config"),
                "Host web1 web2\nHost *\n HostName 127.0.0.1\n Port " + server.port + "\n User "
                        + System.getProperty("user.name")
                        + "\n IdentityFile " + server.folder + "/identity\n IdentitiesOnly yes\n UserKnownHostsFile "
                        + server.folder + "/known_hosts\n GlobalKnownHostsFile /dev/null\n");
        String page = Files.readString(Documents.page("docs/reference/inventory.md"));
        Matcher inventory = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertTrue(inventory.find(), "the page has an inventory");
        Files.writeString(
                folder.resolve("inventory.yaml"),
                inventory
                        .group(1)
                        .replace("deploy@", System.getProperty("user.name") + "@")
                        .replace(":2222", ""));
        Files.writeString(folder.resolve("hosts.txt"), "# all of them\nweb[1-2]\ndb1/local\n");
        return commands().stream()
                .filter(line -> line.matches("(\\./)?mitogen .*") && reason(line) == null)
                .map(line -> DynamicTest.dynamicTest(line, () -> run(line, config)));
    }

    private static void run(String line, Path config) {
        Matcher expected = STATUS.matcher(line);
        int status = expected.find() ? Integer.parseInt(expected.group(1)) : 0;
        List<String> words = words(line);
        List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
        if (!arguments.get(0).matches("-.*|help|completion")) {
            arguments.addAll(1, List.of("-F", config.toString(), "-n"));
            if (List.of("put", "get", "top", "ping", "doctor", "targets").contains(arguments.get(0))) {
                arguments.remove("-n");
            }
            if (!arguments.contains("--java") && !arguments.get(0).equals("targets")) {
                arguments.addAll(1, List.of("--java", Jvm.quickJava()));
            }
        }
        arguments.replaceAll(word -> word.replaceAll("^examples/", Documents.page("examples") + "/")
                .replaceAll("^inventory\\.yaml$", config.getParent() + "/inventory.yaml")
                .replaceAll("@(hosts\\.)", "@" + config.getParent() + "/$1")
                .replaceAll("(ssh:)\\w+@", "$1" + System.getProperty("user.name") + "@"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(
                status,
                Main.run(arguments.toArray(new String[0]), print, print),
                () -> arguments + "\n" + out.toString(StandardCharsets.UTF_8));
    }

    /** Whoever adds a line that cannot be run says why, here. */
    @Test
    void eachLineIsRunOrHasAReason() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (String line : commands()) {
            if (!line.matches("(\\./)?mitogen .*") && !OTHER_PROGRAMS.containsKey(line.replaceFirst(" .*", ""))) {
                unknown.add(line);
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(commands().size() > 20, "there are commands");
    }

    private static String reason(String line) {
        if (line.contains("--dry-run")) {
            return null; // nothing is connected or asked
        }
        return NOT_RUN.entrySet().stream()
                .filter(entry -> line.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static Set<String> commands() throws IOException {
        Set<String> commands = new TreeSet<>();
        for (Path page : Documents.pages()) {
            commands.addAll(Documents.commands(page));
        }
        return commands;
    }

    /** The words of a line, as a shell takes them, up to a comment, a pipe or a file for the output. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("'([^']*)'|([^ ']+)").matcher(line);
        while (word.find()) {
            String text = word.group(1) != null ? word.group(1) : word.group(2);
            if (word.group(1) == null && (text.matches("[|>]") || text.startsWith("#"))) {
                break;
            }
            words.add(text);
        }
        return words;
    }
}
