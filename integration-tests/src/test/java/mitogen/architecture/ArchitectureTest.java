package mitogen.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which module and which room may know which (design: "Where code runs"). */
final class ArchitectureTest {

    private static final String[] CORE = {
        "mitogen", "mitogen.call", "mitogen.wire", "mitogen.route", "mitogen.load", "mitogen.io", "mitogen.agent"
    };
    private static final String[] PARENT = {
        "mitogen.methods", "mitogen.connect", "mitogen.classes", "mitogen.parent", "mitogen.doctor"
    };
    private static final String[] CONTROLLER = {"mitogen.controller"};
    private static final String[] CLI = {"mitogen.cli.."};

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
        "java.time..",
        "java.math..",
        "java.security..",
        "java.text..",
        "" // arrays of primitives and primitives themselves
    };

    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/packer/"))
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
                rule("core knows nobody", none(CORE, all(PARENT, CONTROLLER, CLI))),
                rule("parent knows core", none(PARENT, all(CONTROLLER, CLI))),
                rule("controller knows parent and core", none(CONTROLLER, CLI)),
                rule(
                        "every class is in a known package",
                        classes()
                                .that(resideInAPackage("mitogen.."))
                                .should()
                                .resideInAnyPackage(all(CORE, PARENT, CONTROLLER, CLI))));
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
                                new String[] {
                                    "mitogen",
                                    "mitogen.call",
                                    "mitogen.wire",
                                    "mitogen.route",
                                    "mitogen.load",
                                    "mitogen.io"
                                },
                                new String[] {"mitogen.agent"})));
    }

    @TestFactory
    List<DynamicTest> roomsOfParent() {
        return List.of(
                rule(
                        "methods knows none of them, and not who runs them",
                        none(new String[] {"mitogen.methods"}, new String[] {
                            "mitogen.connect", "mitogen.classes", "mitogen.parent", "mitogen.doctor"
                        })),
                rule("connect does not know who runs it", none(new String[] {"mitogen.connect"}, new String[] {
                    "mitogen.classes", "mitogen.parent", "mitogen.doctor"
                })));
    }

    @TestFactory
    List<DynamicTest> platform() {
        return List.of(
                rule(
                        "core and parent use java.base and java.logging only",
                        classes()
                                .that(resideInAnyPackage(all(CORE, PARENT)))
                                .should()
                                .onlyDependOnClassesThat(resideInAnyPackage(all(PLATFORM, CORE, PARENT)))),
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
