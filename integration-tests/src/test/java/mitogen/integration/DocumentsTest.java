package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.ConnectFailedException;
import mitogen.connect.ContextSpec;
import mitogen.connect.ContextSpec.SyntaxException;
import mitogen.controller.Options;
import mitogen.controller.Options.Limits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the pages in docs/ name is there: other pages, their headings, classes, methods, options. */
@Tag("build")
final class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern NAME =
            Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)((?:\\.[A-Za-z_]\\w*)*)(?:\\(.*\\))?");

    /** Words that look like names of classes and are names of something else: settings of ssh, programs' words. */
    private static final Set<String> OTHERS = Set.of(
            "ClearAllForwardings",
            "ConnectTimeout",
            "DynamicForward",
            "ForkAfterAuthentication",
            "ForwardAgent",
            "ForwardX11",
            "Guide",
            "Host",
            "HostName",
            "IdentityFile",
            "Java",
            "KnownHostsCommand",
            "LocalCommand",
            "LocalForward",
            "LogLevel",
            "MaxStartups",
            "Name",
            "PermitLocalCommand",
            "ProxyCommand",
            "ProxyJump",
            "RemoteCommand",
            "RemoteForward",
            "RequestTTY",
            "Rscript",
            "SessionType",
            "StdinNull",
            "StrictHostKeyChecking",
            "Tunnel",
            "Type");

    private static final List<String> JDK = List.of(
            "java.lang.",
            "java.util.",
            "java.util.concurrent.",
            "java.util.concurrent.atomic.",
            "java.util.function.",
            "java.util.logging.",
            "java.util.regex.",
            "java.util.jar.",
            "java.io.",
            "java.nio.",
            "java.nio.file.",
            "java.nio.file.attribute.",
            "java.nio.charset.",
            "java.net.",
            "java.time.",
            "java.math.",
            "java.lang.invoke.",
            "java.lang.reflect.",
            "java.security.",
            "java.sql.",
            "java.util.AbstractMap$");

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path page : Documents.pages()) {
            Matcher link = LINK.matcher(Documents.prose(page));
            while (link.find()) {
                String target = link.group(1);
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                int hash = target.indexOf('#');
                String file = hash < 0 ? target : target.substring(0, hash);
                Path to = file.isEmpty() ? page : page.resolveSibling(file).normalize();
                if (!Files.exists(to)) {
                    wrong.add(shown(page) + ": there is no " + target);
                } else if (hash >= 0 && !Documents.anchors(to).contains(target.substring(hash + 1))) {
                    wrong.add(shown(page) + ": there is no heading for " + target);
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    /** A page that nothing leads to is read by nobody. */
    @Test
    void eachPageIsLinked() throws IOException {
        TreeSet<String> pages = new TreeSet<>();
        TreeSet<String> linked = new TreeSet<>();
        for (Path page : Documents.pages()) {
            pages.add(shown(page));
            Matcher link = LINK.matcher(Documents.prose(page));
            while (link.find()) {
                Path to = page.resolveSibling(link.group(1).replaceFirst("#.*", ""));
                linked.add(shown(Files.isDirectory(to) ? to.resolve("README.md") : to));
                if (link.group(1).contains("decisions")) {
                    linked.addAll(decisions());
                }
            }
        }
        pages.removeAll(linked);
        pages.remove("README.md");
        assertEquals(Set.of(), pages);
    }

    private static List<String> decisions() throws IOException {
        try (Stream<Path> all = Files.list(Documents.page("docs/decisions"))) {
            return all.map(DocumentsTest::shown).toList();
        }
    }

    @Test
    void eachClassThatIsNamedExists() throws IOException {
        Map<String, String> ours = ourTypes();
        List<String> wrong = new ArrayList<>();
        for (Path page : Documents.pages()) {
            if (!shown(page).matches("docs/(internals|reference|how-to|start)/.*|docs/[a-z]+\\.md|CONTRIBUTING.md")) {
                continue;
            }
            for (String quoted : Documents.quoted(Documents.prose(page))) {
                Matcher name = NAME.matcher(quoted);
                if (!name.matches() || OTHERS.contains(name.group(1))) {
                    continue;
                }
                String reason = missing(name.group(1), name.group(2), ours);
                if (reason != null) {
                    wrong.add(shown(page) + ": " + quoted + ": " + reason);
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    /** Why there is no such class or member; null if there is. The JDK may have a class with the name of one of ours. */
    private static String missing(String type, String members, Map<String, String> ours) {
        String source = ours.getOrDefault(type, "");
        boolean here = Arrays.stream(members.replaceFirst("^\\.", "").split("\\."))
                .allMatch(member -> source.matches("(?s).*\\b" + member + "\\b.*") || ours.containsKey(member));
        if (ours.containsKey(type) && here) {
            return null;
        }
        for (String room : JDK) {
            try {
                Class<?> found = Class.forName(room + type, false, ClassLoader.getPlatformClassLoader());
                return members.isEmpty() || has(found, members.substring(1)) ? null : "no such member in " + found;
            } catch (ClassNotFoundException e) {
                // Perhaps in the next one.
            }
        }
        return ours.containsKey(type) ? "no such member in " + type : "there is no such class";
    }

    private static boolean has(Class<?> type, String member) {
        String name = member.replaceFirst("\\..*", "");
        return Stream.of(
                        Arrays.stream(type.getMethods()).map(Method::getName),
                        Arrays.stream(type.getFields()).map(java.lang.reflect.Field::getName),
                        Arrays.stream(type.getClasses()).map(Class::getSimpleName))
                .flatMap(names -> names)
                .anyMatch(name::equals);
    }

    /** The source of each type that is declared in this repository, by its simple name; those of one name together. */
    private static Map<String, String> ourTypes() throws IOException {
        Pattern declared = Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");
        Map<String, String> types = new HashMap<>();
        try (Stream<Path> all = Files.walk(Documents.ROOT, 12)) {
            for (Path file : all.filter(path -> path.toString().matches(".*/src/.*\\.java"))
                    .toList()) {
                String source = Files.readString(file);
                declared.matcher(source)
                        .results()
                        .map(found -> found.group(1))
                        .distinct()
                        .forEach(name -> types.merge(name, source, String::concat));
            }
        }
        return types;
    }

    @Test
    void theOptionsOfTheCommandAreThoseOfItsHelp() throws IOException {
        TreeSet<String> help = new TreeSet<>();
        for (String each : HelpTexts.all()) {
            each.lines().forEach(line -> {
                Matcher option = Pattern.compile("^ {2,6}(-[^ =,\\[]+(?:, -[^ =,\\[]+)*)(?:[ =\\[].*|$)")
                        .matcher(line);
                if (option.matches()) {
                    help.addAll(List.of(option.group(1).split(", ")));
                }
            });
        }
        help.remove("--");
        TreeSet<String> page = new TreeSet<>();
        for (String cell : Documents.firstCells(Documents.page("docs/reference/command.md"), "Options")) {
            Documents.quoted(cell).forEach(option -> page.add(option.replaceFirst("[ =\\[].*", "")));
        }
        page.remove("-vv"); // twice -v
        assertEquals(help, page);
    }

    /** The texts of the refusals of an unknown name tell what there is. */
    @Test
    void theMethodsAndTheirOptionsAreThoseOfTheCode() throws IOException {
        Map<String, Set<String>> page = new HashMap<>();
        for (List<String> row :
                Documents.rows(Documents.page("docs/reference/targets.md"), "Methods and their options")) {
            TreeSet<String> options = Documents.quoted(row.get(2)).stream()
                    .map(option -> option.replaceFirst("=.*", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            Documents.quoted(row.get(0)).forEach(method -> page.put(method, options));
        }
        Map<String, Set<String>> code = new HashMap<>();
        for (String method : named("no-such-method")) {
            String address = Map.of("local", "", "unshare", ":mount", "setns", ":1", "sudo", "", "su", "", "doas", "")
                    .getOrDefault(method, ":a");
            Set<String> options = named(method + address + "?no-such-option");
            options.removeAll(Set.of("java", "patience", "timeout")); // those that all have
            code.put(method, options);
        }
        assertEquals(code, page);
    }

    /** The names that the refusal of a target lists behind "there are". */
    private static Set<String> named(String target) {
        try {
            ContextSpec.parse(target);
            throw new AssertionError(target + " is taken");
        } catch (SyntaxException e) {
            MatchResult list = Pattern.compile("there are ([a-z0-9, ]+)")
                    .matcher(e.getMessage())
                    .results()
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(target, e));
            return new TreeSet<>(List.of(list.group(1).split(", ")));
        }
    }

    /** Threads that are named after a context or number are compared by the part that they have in common. */
    @Test
    void theThreadsAreThoseOfTheCode() throws IOException {
        Path threads = Documents.page("docs/internals/threads.md");
        Set<String> page = new TreeSet<>();
        for (String heading : List.of("Overview", "Threads of a process", "Threads of the command")) {
            Documents.quoted(String.join(" ", Documents.firstCells(threads, heading))).stream()
                    .filter(name -> name.startsWith("mitogen-") && !name.endsWith("-script")) // made of two parts
                    .map(name -> name.replaceFirst("(-NAME|-N|-parent)+$", ""))
                    .map(name -> name.replaceFirst("(mitogen-(process|command))-.*", "$1"))
                    .forEach(page::add);
        }
        Set<String> code = new TreeSet<>();
        Pattern name = Pattern.compile("\"(mitogen-[a-z]+(?:-[a-z]+)*)-?\"|startThread\\(\"([a-z]+)\"");
        try (Stream<Path> all = Files.walk(Documents.ROOT, 12)) {
            for (Path file : all.filter(path ->
                            path.toString().matches(".*/(api|core|parent|controller|cli|testing)/src/main/.*\\.java"))
                    .toList()) {
                Files.readString(file)
                        .lines()
                        .filter(line -> !line.matches(".*super\\(.*,.*")) // names of class loaders
                        .flatMap(line -> name.matcher(line).results())
                        .forEach(found ->
                                code.add(found.group(1) != null ? found.group(1) : "mitogen-" + found.group(2)));
            }
        }
        assertEquals(code, page);
        Set<String> sections = new TreeSet<>(Documents.anchors(threads));
        for (String cell : Documents.firstCells(threads, "Overview")) {
            assertTrue(sections.contains(cell.replace("`", "").toLowerCase(Locale.ROOT)), cell + " has no section");
        }
    }

    @Test
    void theOptionsOfAControllerAreThoseOfTheCode() throws IOException {
        TreeSet<String> page = new TreeSet<>();
        for (String cell :
                Documents.firstCells(Documents.page("docs/reference/options.md"), "Options of a controller")) {
            Documents.quoted(cell).forEach(method -> page.add(method.replaceFirst("\\(.*", "")));
        }
        TreeSet<String> code = Arrays.stream(Options.class.getMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("with"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(code, page);
    }

    @Test
    void theMethodsThatOnlyStubsTestAreSaidToBeSo() throws IOException {
        Set<String> page = new TreeSet<>();
        for (List<String> row : Documents.rows(
                Documents.page("docs/reference/methods.md"), "What each one runs, and how it is tested")) {
            if (row.get(2).contains("stub")) {
                page.add(Documents.quoted(row.get(0)).get(0).replaceFirst("\\..*", ""));
            }
        }
        Set<String> tests = Pattern.compile("private ([A-Z][a-z]+) [a-z]+\\(String binary\\)")
                .matcher(Files.readString(Documents.TESTS.resolve("StubsTest.java")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(tests, page);
    }

    @Test
    void theReasonsOfAFailedConnectAreThoseOfTheCode() throws IOException {
        Set<String> page = new TreeSet<>();
        for (String cell : Documents.firstCells(Documents.page("docs/reference/failures.md"), "A connect that fails")) {
            page.addAll(Documents.quoted(cell));
        }
        Set<String> code = Arrays.stream(ConnectFailedException.Reason.values())
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(code, page);
    }

    /** The conversations that are quoted are those that {@link ConversationsTest} compares with what crosses a link. */
    @Test
    void theConversationsAreThoseOfALink() throws IOException {
        Matcher quote = Pattern.compile("(?ms)^```conversation (\\w+)\\n(.*?)^```$")
                .matcher(Files.readString(Documents.page("docs/internals/protocol.md")));
        int quotes = 0;
        for (; quote.find(); quotes++) {
            Path file = Documents.page("integration-tests/src/test/resources/conversations/" + quote.group(1) + ".txt");
            assertEquals(Files.readString(file), quote.group(2), file.toString());
        }
        assertTrue(quotes > 0, "none is quoted");
    }

    @Test
    void theLimitsAreThoseOfTheCode() throws Exception {
        Map<String, String> page = new HashMap<>();
        for (List<String> row : Documents.rows(Documents.page("docs/reference/limits.md"), "Limits for children")) {
            page.put(Documents.quoted(row.get(0)).get(0), row.get(2).replace(",", ""));
        }
        Map<String, String> code = new HashMap<>();
        for (RecordComponent component : Limits.class.getRecordComponents()) {
            Object value = component.getAccessor().invoke(Limits.defaults());
            code.put(
                    component.getName(),
                    component.getName().equals("messageBytes")
                            ? ((int) value >> 20) + " MiB"
                            : value + (component.getName().endsWith("Percent") ? "%" : ""));
        }
        assertEquals(code, page);
    }

    private static String shown(Path page) {
        return Documents.ROOT.relativize(page.toAbsolutePath().normalize()).toString();
    }
}
