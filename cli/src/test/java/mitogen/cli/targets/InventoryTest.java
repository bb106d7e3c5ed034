package mitogen.cli.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mitogen.cli.options.SelectionOptions;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.OwnSurroundings;
import mitogen.cli.system.StandardInput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

@Tag("build")
class InventoryTest {
    @TempDir
    private Path folder;

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static List<Target> select(String... arguments) {
        SelectionOptions options = new SelectionOptions();
        CommandLine line =
                new CommandLine(CommandSpec.create().addMixin("selection", CommandSpec.forAnnotatedObject(options)));
        line.setExpandAtFiles(false);
        line.parseArgs(arguments);
        return options.select(StandardInput.NONE, OwnSurroundings.HERE, "local");
    }

    /** The targets as {@code name=way}. */
    private static String selected(String... arguments) {
        return String.join(
                " ",
                select(arguments).stream()
                        .map(target -> target.name() + "=" + target.way())
                        .toList());
    }

    private static String fault(String... arguments) {
        return assertThrows(UsageException.class, () -> select(arguments)).getMessage();
    }

    @Test
    void ourInventoryHasTargetsAndGroups() throws IOException {
        String file = file("i.yaml", """
                # all of it
                targets:
                  web[01-02]: deploy@{}.example.com:2222/sudo
                  db1: "bastion/10.0.0.1"
                  here: local
                groups:
                  web: web[01-02]
                  data:
                    - db1
                    - db[8-9]
                  prod: ["@web", "@data", here]
                  none:
                """);
        assertEquals(
                "web01=ssh:deploy@web01.example.com:2222/sudo web02=ssh:deploy@web02.example.com:2222/sudo"
                        + " db1=ssh:bastion/ssh:10.0.0.1 db8=ssh:db8 db9=ssh:db9 here=local",
                selected("-i", file, "-t", "@prod"));
        assertEquals("web02=ssh:deploy@web02.example.com:2222/sudo", selected("-i", file, "-t", "web*", "-x", "web01"));
        assertEquals(
                "db1/sudo:app=ssh:bastion/ssh:10.0.0.1/sudo:app other=ssh:other",
                selected("-i", file, "-t", "db1/sudo:app,other"));
        assertEquals("db9=ssh:db9", selected("-i", file, "-t", "@data", "-x", "db1,db8"));
        assertTrue(fault("-i", file, "-t", "@none").startsWith("there is no target in the lists of -t"));
        assertTrue(
                fault("-i", file, "-t", "@wbe").startsWith("there is no group wbe and no file "),
                fault("-i", file, "-t", "@wbe"));
    }

    private static final String INI = """
            lonely ansible_host=10.9.9.9 # alone
            ; nothing
            [web]
            www[01:03:2].example.com
            [a:b]x:2200 ansible_user='ada b'
            [db]
            db1 ansible_connection=local
            [prod:children]
            web
            db
            [web:vars]
            ansible_user = deploy  # everywhere
            ansible_port=2222
            [all:vars]
            ansible_ssh_private_key_file="~/.ssh/k"
            ansible_ssh_common_args='-o StrictHostKeyChecking=yes -J bastion'
            ansible_python_interpreter=/usr/bin/python3
            """;

    @Test
    void ansiblesIniIsRead() throws IOException {
        String file =
                file("hosts", INI.replace("[a:b]x:2200 ansible_user='ada b'", "x[a:b]:2200 ansible_user=\"ada\""));
        String options = "?identity=~%2F.ssh%2Fk&o=StrictHostKeyChecking=yes&o=ProxyJump=bastion";
        assertEquals(
                ("www01.example.com=ssh:deploy@www01.example.com:2222# www03.example.com=ssh:deploy@www03.example.com:2222#"
                                + " xa=ssh:ada@xa:2200# xb=ssh:ada@xb:2200#")
                        .replace("#", ways(options)),
                selected("-i", file, "-t", "@web"));
        assertEquals("lonely=ssh:10.9.9.9" + ways(options), selected("-i", file, "-t", "@ungrouped"));
        assertEquals("db1=local", selected("-i", file, "-t", "@db"));
        assertEquals(5, select("-i", file, "-t", "@prod").size());
        assertEquals(6, select("-i", file, "-t", "@all").size());
        assertEquals(6, select("-i", file, "-t", "*").size());
    }

    /** As the library prints these options. */
    private static String ways(String options) {
        return mitogen.connect.ContextSpec.parse("ssh:h" + options).toString().substring("ssh:h".length());
    }

    @Test
    void ansiblesYamlIsRead() throws IOException {
        String file = file("hosts.yml", """
                all:
                  vars:
                    ansible_user: everybody
                    list: [1, 2]
                  hosts:
                    lonely:
                  children:
                    web:
                      hosts:
                        web[1:2]: {ansible_port: 2222}
                      vars:
                        ansible_user: deploy
                        ansible_become: true
                        ansible_become_user: app
                    prod:
                      children:
                        web:
                      vars:
                        ansible_user: never
                        ansible_become: false
                box:
                  hosts:
                    c1:
                      ansible_connection: community.docker.docker
                      ansible_host: box_1
                """);
        assertEquals(
                "web1=ssh:deploy@web1:2222/sudo:app web2=ssh:deploy@web2:2222/sudo:app",
                selected("-i", file, "-t", "@prod"));
        assertEquals("lonely=ssh:everybody@lonely", selected("-i", file, "-t", "@ungrouped"));
        assertEquals("c1=docker:box_1", selected("-i", file, "-t", "@box"));
        String more = file("more.yaml", "targets: {extra: local}");
        assertEquals(5, select("-i", file, "-i", more, "-t", "@all,extra").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "targets: {a: [b]}|1:14: here is a target as text",
                "targets: {a: 'b,c'}|1:14: a is one target each, and this stands for 2",
                "targets: {a: dokcer:x}|1:14: \"dokcer\" is not a connection method",
                "targets: {a: b, a: c}|1:17: a is here twice",
                "targets: {'a[3-1]': b}|a range goes up, and this one goes from 3 down to 1",
                "groups: [a]|1:9: here are groups, each with a colon behind it",
                "groups: {a: b}\\nhosts: {}|2:1: an inventory has targets and groups, and nothing else",
                "web: {host: {a: }}|1:6: a group has hosts, children and vars, and no 'host'",
                "web: [|2:1: ",
                "web: {hosts: {a: {ansible_port: x}}}|1:1: a: ansible_port is a number, not 'x'",
                "web: {hosts: {a: {ansible_user: '{{ u }}'}}}|1:1: a: ansible_user is a template, and templates are not read",
                "web: {hosts: {a: {ansible_connection: winrm}}}|1:1: a: ansible_connection=winrm is not known",
                "web: {hosts: {a: {ansible_become: yes, ansible_become_method: pbrun}}}|1:1: a: ansible_become_method=pbrun",
                "web: {hosts: {a: {ansible_ssh_extra_args: -C}}}|1:1: a: ansible_ssh_extra_args has -C; only",
                "web: {hosts: {a: {ansible_user: '-x'}}}|1:1: a: ",
                "!!javax.script.ScriptEngineManager [x]|1:1: Global tag is not allowed",
            })
    void aFaultInYamlHasItsPlace(String content, String problem) throws IOException {
        String file = file("i.yaml", content.replace("\\n", "\n") + "\n");
        String told = fault("-i", file, "-t", "a");
        assertTrue(told.startsWith(problem.matches("\\d.*") ? file + ":" + problem : problem), told);
        assertTrue(told.lines().count() >= 2, told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[web:x]|1:6: a section is of vars or children, and not of x",
                "[a b]|1:1: a section is written as [group]",
                "web1 x|1:6: behind a host, variables are written as name=value",
                "w[5:1]|1:2: a range goes up",
                "w[a:3]|1:2: a range has two numbers or two letters",
                "w[0:99999]|1:2: these are more than 10000 hosts",
                "[web:vars]\\nx|2:1: a variable is written as name=value",
            })
    void aFaultInIniHasItsPlace(String content, String problem) throws IOException {
        String file = file("hosts", content.replace("\\n", "\n") + "\n");
        String told = fault("-i", file, "-t", "a");
        assertTrue(told.startsWith(file + ":" + problem), told);
    }

    @Test
    void nothingIsExecuted() throws IOException {
        String made = folder.resolve("made").toString();
        String program = file("hosts", "#!/bin/sh\ntouch " + made + "\n");
        assertTrue(Path.of(program).toFile().setExecutable(true));
        assertTrue(fault("-i", program, "-t", "a")
                .startsWith("the inventory " + program + " is a program, and no program"));
        assertTrue(!Files.exists(Path.of(made)));
        assertTrue(fault("-i", made, "-t", "a").startsWith("there is no inventory " + made));
        assertTrue(fault("-i", folder.toString(), "-t", "a")
                .startsWith("the inventory " + folder + " cannot be read: it is"));
    }

    @Test
    void circlesAndCopiesEnd() throws IOException {
        String ours = file("i.yaml", "groups: {a: '@b', b: '@a'}\n");
        assertTrue(
                fault("-i", ours, "-t", "@a").contains("the group a has itself in it"), fault("-i", ours, "-t", "@a"));
        String ini = file("hosts", "[a:children]\nb\n[b:children]\na\n[b]\nx\n");
        assertEquals("x=ssh:x", selected("-i", ini, "-t", "@a"));
        String self = file("self.yaml", "a: &a\n  children:\n    b: *a\n");
        assertTrue(fault("-i", self, "-t", "@a").contains("deep"), fault("-i", self, "-t", "@a"));
        StringBuilder laughs = new StringBuilder("groups:\n  g0: &g0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("  g" + i + ": &g" + i + " [*g" + (i - 1) + ", *g" + (i - 1) + "]\n");
        }
        String file = file("laughs.yaml", laughs.toString());
        assertTrue(fault("-i", file, "-t", "@g29").contains("liases"), fault("-i", file, "-t", "@g29"));
    }
}
