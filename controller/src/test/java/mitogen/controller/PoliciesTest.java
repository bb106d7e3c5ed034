package mitogen.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What patterns fit, and which are no patterns: whoever denies what nothing fits would deny nothing. */
final class PoliciesTest {
    @ParameterizedTest
    @CsvSource({
        "com.example.Type, com.example.Type, true",
        "com.example.Type, com.example.Type$Inner, true",
        "com.example.Type, com.example.Types, false",
        "com.example.Type, com.example.type, false",
        "com.example.*, com.example.Type, true",
        "com.example.*, com.example.below.Type$1, true",
        "com.example.*, com.examples.Type, false",
        "com.example.*, com.example, false",
        "Type, Type, true",
        "Größe.*, Größe.Maß, true",
        "my-module.*, my-module.Type, true"
    })
    void aPatternForClasses(String pattern, String name, boolean fits) {
        assertEquals(fits, ClassPolicy.defaults().onlyClasses(pattern).classes().gives(name));
        assertEquals(
                !fits, ClassPolicy.defaults().denyClasses(pattern).classes().gives(name));
    }

    @Test
    void aDenialGoesBeforeWhatIsAllowed() {
        ClassPolicy policy = ClassPolicy.defaults().onlyClasses("a.*", "b.Type").denyClasses("a.secret.*");
        assertEquals(
                List.of(true, false, true, false),
                List.of(
                        policy.classes().gives("a.Type"),
                        policy.classes().gives("a.secret.Type"),
                        policy.classes().gives("b.Type"),
                        policy.classes().gives("b.Other")));
    }

    @Test
    void patternsAddUp() {
        ClassPolicy policy = ClassPolicy.defaults()
                .onlyClasses("a.*")
                .onlyClasses("b.*", "c.*")
                .denyClasses("a.secret.*")
                .denyClasses("b.secret.*")
                .allowResources("a/**")
                .allowResources("b/**")
                .denyResources("a/secret/*")
                .denyResources("b/secret/*")
                .withoutLibraryResources();
        for (String each : List.of("a", "b")) {
            assertTrue(policy.classes().gives(each + ".Type"));
            assertFalse(policy.classes().gives(each + ".secret.Type"));
            assertTrue(policy.resources().allows(each + "/text.txt"));
            assertTrue(policy.resources().denies(each + "/secret/text.txt"));
        }
        assertTrue(policy.classes().gives("c.Type"));
        assertFalse(policy.classes().gives("d.Type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                ".*",
                "com.*.Type",
                "com.example*",
                "com.example.**",
                "com.example.",
                ".com.example",
                "com..example",
                "com/example/Type",
                "com\\example",
                "com.example.Type ",
                "com.example.;",
                "1Type"
            })
    void noPatternForClasses(String pattern) {
        String why = assertThrows(
                        IllegalArgumentException.class,
                        () -> ClassPolicy.defaults().denyClasses(pattern))
                .getMessage();
        assertEquals(
                "'" + pattern
                        + "' is no class pattern; write com.example.Type, or com.example.* for a package and all below it",
                why);
        assertThrows(
                IllegalArgumentException.class, () -> ClassPolicy.defaults().onlyClasses(pattern));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "a/../b",
                "./a",
                "***",
                "a/***",
                "a\\b",
                "a:b",
                "a?",
                "a#b",
                "a%20b",
                "a.jar!/b"
            })
    void noPatternForResources(String pattern) {
        assertThrows(
                IllegalArgumentException.class, () -> ClassPolicy.defaults().denyResources(pattern));
        assertThrows(
                IllegalArgumentException.class, () -> ClassPolicy.defaults().allowResources(pattern));
    }

    @ParameterizedTest
    @CsvSource({
        "com/example/a.txt, com/example/a.txt, true",
        "com/example/a.txt, com/example/a_txt, false",
        "com/example/*, com/example/a.txt, true",
        "com/example/*, com/example/below/a.txt, false",
        "com/example/**, com/example/below/a.txt, true",
        "**/*.xsd, com/example/a.xsd, true",
        "*.xsd, com/example/a.xsd, false",
        "**, a, true"
    })
    void aPatternForResources(String pattern, String name, boolean fits) {
        assertEquals(
                fits, ClassPolicy.defaults().allowResources(pattern).resources().allows(name));
        assertEquals(
                fits, ClassPolicy.defaults().denyResources(pattern).resources().denies(name));
    }

    /** What is refused by its name alone is absent for good; whoever looks for it again does not ask again. */
    @ParameterizedTest
    @CsvSource({
        "lib/text.txt, true",
        "text.txt, false",
        "liblib.so, true",
        "BOOT-INF/lib/text.txt, false",
        "META-INF/secret.txt, false",
        "META-INF/lib/secret.properties, false",
        "META-INF/services/lib.Service, true",
        "META-INF/services/below/secret.xml, false",
        "META-INF/lib/index, true",
        "META-INF/native/liblib.so, true"
    })
    void whatMayBeOfALibrary(String name, boolean may) {
        assertEquals(may, ClassPolicy.defaults().resources().mayBeOfLibrary(name));
        assertEquals(
                false,
                ClassPolicy.defaults().withoutLibraryResources().resources().mayBeOfLibrary(name));
    }
}
