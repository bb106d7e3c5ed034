package mitogen.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.classes.OwnPackages;
import mitogen.integration.Documents;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which module and which room may know which: docs/internals/architecture.md. */
@Tag("build")
final class ArchitectureTest {

    private static final String[] API = {"mitogen", "mitogen.internal"};

    private static final String[] CORE = {"mitogen.wire", "mitogen.route", "mitogen.load", "mitogen.io", "mitogen.agent"
    };

    private static final String[] PARENT = {
        "mitogen.values",
        "mitogen.answers",
        "mitogen.resources",
        "mitogen.methods",
        "mitogen.connect",
        "mitogen.tree",
        "mitogen.classes",
        "mitogen.stage",
        "mitogen.launch",
        "mitogen.decode",
        "mitogen.lasting",
        "mitogen.calls",
        "mitogen.channels",
        "mitogen.services",
        "mitogen.files",
        "mitogen.transfer",
        "mitogen.sockets",
        "mitogen.streams",
        "mitogen.process",
        "mitogen.parent",
        "mitogen.doctor"
    };
    private static final String[] CONTROLLER = {"mitogen.controller"};
    private static final String[] CLI = {"mitogen.cli.."};
    private static final String[] TESTING = {"mitogen.testing"};
    private static final String[] LOGGING = {"mitogen.logging"};

    /** Packages of java.base and java.logging. */
    private static final String[] PLATFORM = {
        "java.lang..",
        "java.util",
        "java.util.concurrent..",
        "java.util.function..",
        "java.util.jar..",
        "java.util.random..",
        "java.util.regex..",
        "java.util.spi..",
        "java.util.stream..",
        "java.util.zip..",
        "java.util.logging..",
        "java.io..",
        "java.nio..",
        "java.net",
        "java.net.spi..",
        "javax.net",
        "java.time..",
        "java.math..",
        "java.security..",
        "java.text..",
        "" // arrays of primitives and primitives themselves
    };

    /**
     * The one larger circle that stays: a context gives calls, chains, services and ends, each of these tells which context is
     * meant, and a call tells what came of it. What a context does with commands, which gives calls, is declared with {@code
     * RemoteProcess}. To cut it would take those methods from programs.
     */
    private static final Set<String> NOUNS = Set.of(
            "mitogen.Call",
            "mitogen.Calls",
            "mitogen.Context",
            "mitogen.ContextLostException",
            "mitogen.End",
            "mitogen.Outcome",
            "mitogen.Outcomes",
            "mitogen.RemoteProcess",
            "mitogen.Service");

    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location ->
                    !location.contains("/packer/") && !location.contains("/lint/") && !location.contains("/fixtures/"))
            .importPackages("mitogen");

    private static DynamicTest rule(String name, ArchRule rule) {
        return DynamicTest.dynamicTest(name, () -> rule.allowEmptyShould(true).check(PROJECT));
    }

    private static String[] all(String[]... groups) {
        return Stream.of(groups).flatMap(Stream::of).toArray(String[]::new);
    }

    @TestFactory
    List<DynamicTest> modules() {
        return List.of(
                rule("the public nouns know nobody", none(API, all(CORE, PARENT, CONTROLLER, CLI, TESTING, LOGGING))),
                rule("core knows the nouns", none(CORE, all(PARENT, CONTROLLER, CLI, TESTING, LOGGING))),
                rule("parent knows core", none(PARENT, all(CONTROLLER, CLI, TESTING, LOGGING))),
                rule("controller knows parent and core", none(CONTROLLER, all(CLI, TESTING, LOGGING))),
                rule("cli does not know what is for tests", none(CLI, all(TESTING, LOGGING))),
                rule("logging knows nobody", none(LOGGING, all(API, CORE, PARENT, CONTROLLER, CLI, TESTING))),
                rule(
                        "every class is in a known package",
                        classes()
                                .that(resideInAPackage("mitogen.."))
                                .should()
                                .resideInAnyPackage(all(API, CORE, PARENT, CONTROLLER, CLI, TESTING, LOGGING))));
    }

    @TestFactory
    List<DynamicTest> roomsOfCore() {
        return List.of(
                rule("wire knows no other room", none(new String[] {"mitogen.wire"}, new String[] {
                    "mitogen.route", "mitogen.load", "mitogen.io", "mitogen.agent"
                })),
                rule(
                        "route knows neither loading, nor input and output, nor the agent",
                        none(new String[] {"mitogen.route"}, new String[] {"mitogen.load", "mitogen.io", "mitogen.agent"
                        })),
                rule(
                        "nobody in core knows the agent",
                        none(
                                new String[] {"mitogen.wire", "mitogen.route", "mitogen.load", "mitogen.io"},
                                new String[] {"mitogen.agent"})));
    }

    @TestFactory
    List<DynamicTest> circles() {
        return List.of(rule(
                "no circle of packages",
                slices().matching("mitogen.(**)").should().beFreeOfCycles()));
    }

    @Test
    void aCircleWithinARoomHasAtMostFourFiles() {
        assertEquals(List.of(NOUNS), Circles.largerThan(4, PROJECT), "files that know each other");
    }

    /** The list of arrows in the docs is that of the code, in both directions. */
    @Test
    void arrowsAreAsTheDocsSay() throws IOException {
        String page = Files.readString(Documents.page("docs/internals/architecture.md"));
        String listed = page.substring(page.indexOf("```arrows\n") + 10);
        Set<String> said = new TreeSet<>();
        for (String line : listed.substring(0, listed.indexOf("```")).split("\n")) {
            String[] parts = line.trim().split(" +-> +");
            for (String to : parts[1].split(" ")) {
                said.add(parts[0] + " -> " + (to.equals("mitogen") ? to : "mitogen." + to));
            }
        }
        Set<String> there = new TreeSet<>();
        for (JavaClass each : PROJECT) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String from = each.getPackageName();
                String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (to.startsWith("mitogen") && !to.equals(from) && from.startsWith("mitogen")) {
                    there.add(from + " -> " + to);
                }
            }
        }
        assertEquals(String.join("\n", there), String.join("\n", said));
    }

    @TestFactory
    List<DynamicTest> roomsOfParent() {
        String[] launching = {"mitogen.stage", "mitogen.launch"};
        String[] calling = {"mitogen.decode", "mitogen.calls", "mitogen.channels", "mitogen.services"};
        return List.of(
                rule("who calls knows nothing of how a child is started", none(calling, launching)),
                rule("who starts children knows nothing of calls", none(launching, calling)),
                rule(
                        "what a context does besides calls knows the nouns only, as a program does",
                        none(
                                new String[] {
                                    "mitogen.streams",
                                    "mitogen.process",
                                    "mitogen.files",
                                    "mitogen.transfer",
                                    "mitogen.sockets"
                                },
                                all(CORE, launching, calling))),
                rule(
                        "nobody but the doctor and the controller knows the wiring",
                        none(all(CORE, calling, launching), new String[] {"mitogen.parent"})),
                rule(
                        "what is fetched for a value or a resource fetches nothing else of a parent",
                        none(new String[] {"mitogen.values", "mitogen.answers", "mitogen.resources"}, new String[] {
                            "mitogen.connect", "mitogen.tree", "mitogen.classes", "mitogen.calls", "mitogen.parent"
                        })));
    }

    @TestFactory
    List<DynamicTest> roomsOfCli() {
        String[] commands = {
            "mitogen.cli.commands", "mitogen.cli.programs", "mitogen.cli.top", "mitogen.cli.copy", "mitogen.cli.client"
        };
        String[] start = {"mitogen.cli"};
        String[] build = {"mitogen.cli.build"};
        String[] options = {"mitogen.cli.options", "mitogen.cli.work"};
        String[] below = {
            "mitogen.cli.status",
            "mitogen.cli.words",
            "mitogen.cli.session",
            "mitogen.cli.contexts",
            "mitogen.cli.system",
            "mitogen.cli.targets",
            "mitogen.cli.output",
            "mitogen.cli.remote"
        };
        List<DynamicTest> rules = new ArrayList<>(List.of(
                rule("nobody knows the room of the build", none(all(below, options, commands, start), build)),
                rule("no room knows where the command starts", none(all(below, options, commands), start)),
                rule("the work knows no command", none(all(below, options), commands)),
                rule("what lies below the options knows none", none(below, options)),
                rule("what lies below the options knows no parser", none(below, new String[] {"picocli.."}))));
        for (String room : commands) {
            String[] others =
                    Stream.of(commands).filter(each -> !each.equals(room)).toArray(String[]::new);
            rules.add(rule(room + " knows no other room of commands", none(new String[] {room}, others)));
        }
        return rules;
    }

    @TestFactory
    List<DynamicTest> platform() {
        return List.of(
                rule(
                        "core and parent use java.base and java.logging only",
                        classes()
                                .that(resideInAnyPackage(all(API, CORE, PARENT)))
                                .should()
                                .onlyDependOnClassesThat(resideInAnyPackage(all(PLATFORM, API, CORE, PARENT)))),
                rule(
                        "no Java serialisation streams",
                        noClasses()
                                .should()
                                .dependOnClassesThat()
                                .haveFullyQualifiedName("java.io.ObjectInputStream")
                                .orShould()
                                .dependOnClassesThat()
                                .haveFullyQualifiedName("java.io.ObjectOutputStream")));
    }

    /** A class of a package that is missing is taken for one of the application, and the class policy has a say in it. */
    @Test
    void ourClassesAreKnownByTheirPackages() {
        Set<String> there = PROJECT.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.startsWith("mitogen.cli")
                        && !name.equals("mitogen.testing")
                        && !name.equals("mitogen.logging"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(there, new TreeSet<>(OwnPackages.ALL));
    }

    /** The rules above hold of nothing if nothing is looked at. */
    @Test
    void classesOfEveryModuleAreLookedAt() {
        for (String name : List.of("mitogen", "mitogen.wire", "mitogen.route")) {
            assertTrue(PROJECT.stream().map(JavaClass::getPackageName).anyMatch(name::equals), name);
        }
    }

    private static ArchRule none(String[] users, String[] used) {
        return noClasses().that(resideInAnyPackage(users)).should().dependOnClassesThat(resideInAnyPackage(used));
    }
}
