package mitogen.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.OwnSurroundings;
import mitogen.cli.system.StandardInput;
import mitogen.cli.targets.SshHosts;
import mitogen.cli.targets.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("build")
class SelectionOptionsTest {
    @TempDir
    private Path folder;

    private String config = "none";

    private String selected(String... arguments) {
        SelectionOptions options = new SelectionOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create()
                .addMixin("selection", CommandLine.Model.CommandSpec.forAnnotatedObject(options)));
        line.setExpandAtFiles(false);
        line.parseArgs(arguments);
        List<Target> targets = options.select(StandardInput.NONE, OwnSurroundings.HERE, "local");
        return String.join(" ", targets.stream().map(Target::name).toList());
    }

    @Test
    void targetsComeFromEachOption() {
        assertEquals("web1 web2 local", selected("-t", "web[1-2]", "--target=local"));
        assertEquals("local", selected());
    }

    @Test
    void someAreLeftOut() throws IOException {
        assertEquals("web1 web4", selected("-t", "web[1-4]", "-x", "web[2-3]"));
        assertEquals("web1", selected("-t", "web[1-3]/sudo,web1", "-x", "web2", "-x", "web[1,3]/sudo"));
        assertEquals("db1", selected("-t", "me@web[1-3]:22/sudo,db1", "-x", "web*"), "all accounts and ports");
        assertEquals("a@web1", selected("-t", "a@web1,b@web1", "-x", "b@web1"));
        assertEquals("local ssh:web1", selected("-t", "local,ssh:web1,web2", "-x", "ssh:web2"));
        Path down = Files.writeString(folder.resolve("down"), "web9\nweb2\n");
        assertEquals("web1", selected("-t", "web[1-2]", "-x", "@" + down));
        Path none = Files.writeString(folder.resolve("none"), "web9\n");
        assertEquals("web1", selected("-t", "web1", "-x", "@" + none), "a list may be about more");
    }

    @Test
    void anExclusionThatLeavesOutNothingIsAFault() {
        assertFault("-x web9 leaves out none of the targets\n", "-t", "web[1-3]", "-x", "web9");
        assertFault("no host that is known here matches db*\n", "-t", "web[1-3]", "-x", "db*");
        assertFault("-x leaves no target\n", "-t", "web[1-3]", "-x", "web*");
    }

    @Test
    void aListMayBeEmptyButNotAllOfThem() throws IOException {
        Path none = Files.writeString(folder.resolve("none"), "# nobody\n");
        assertEquals("web1", selected("-t", "web1,@" + none));
        assertFault("there is no target in the lists of -t\n", "-t", "@" + none);
    }

    private void assertFault(String text, String... arguments) {
        UsageException fault = assertThrows(UsageException.class, () -> selected(arguments));
        assertTrue(fault.getMessage().startsWith(text), fault.getMessage());
    }

    @Test
    void patternsAreMatchedWithTheSshConfiguration() throws IOException {
        config = Files.writeString(folder.resolve("config"), "Host web1 web2 *.x !web3\nHost=\"db1\"\n")
                .toString();
        assertEquals("web1 web2", selected("-F", config, "-t", "web*"));
        assertEquals("web1 web2 db1", selected("-F", config, "-t", "*"));
    }

    /** What ssh itself makes of the same files: HostName is the mark that an entry counts. */
    @Test
    void includedFilesCountAsForSsh() throws Exception {
        Path ssh = Files.createDirectories(folder.resolve("home/.ssh/conf.d"));
        Path main = folder.resolve("home/.ssh/config");
        Files.writeString(
                main,
                "Include conf.d/*.conf ~/other\nhost A # x\n HostName m.a\n Include \"" + ssh + "/within\"\n"
                        + "Host b !b\n HostName m.b\nMatch all\nHost ?x y* Z1\n hostname m.z\n");
        Files.writeString(ssh.resolve("1.conf"), "Host one\nHostName m.one\nInclude deeper\n");
        Files.writeString(ssh.resolve("2.conf"), "Host two two2\nHostName = m.two\n");
        Files.writeString(ssh.resolve("no"), "Host no\nHostName m.no\n");
        Files.writeString(ssh.resolve("within"), "Host inner A\nHostName m.inner\n");
        Files.writeString(folder.resolve("home/other"), "Host other\nHostName m.other\n");
        Files.writeString(folder.resolve("home/.ssh/deeper"), "Host one deep\nHostName m.deep\n");
        Set<String> hosts = SshHosts.of(null, folder.resolve("home"), folder.resolve("etc"));
        assertEquals(List.of("one", "two", "two2", "other", "A", "Z1"), List.copyOf(hosts));
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(folder.resolve("etc/ssh_config"), "Host sys\nInclude d/*\n");
        assertTrue(
                SshHosts.of(null, folder.resolve("home"), folder.resolve("etc")).contains("sys"));
        assertEquals(Set.of(), SshHosts.of("none", folder.resolve("home"), folder.resolve("etc")));
        assertEquals(Set.of(), SshHosts.of(folder + "/none", folder.resolve("home"), folder.resolve("etc")));
    }
}
