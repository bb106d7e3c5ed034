package mitogen.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
        assertEquals(fits, ClassPolicy.allow(pattern).gives(name));
        assertEquals(!fits, ClassPolicy.all().deny(pattern).gives(name));
    }

    @Test
    void aDenialGoesBeforeWhatIsAllowed() {
        ClassPolicy policy = ClassPolicy.allow("a.*", "b.Type").deny("a.secret.*");
        assertEquals(
                List.of(true, false, true, false),
                List.of(
                        policy.gives("a.Type"),
                        policy.gives("a.secret.Type"),
                        policy.gives("b.Type"),
                        policy.gives("b.Other")));
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
                        IllegalArgumentException.class, () -> ClassPolicy.all().deny(pattern))
                .getMessage();
        assertEquals(
                "'" + pattern
                        + "' is no class pattern; write com.example.Type, or com.example.* for a package and all below it",
                why);
        assertThrows(IllegalArgumentException.class, () -> ClassPolicy.allow(pattern));
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
                IllegalArgumentException.class,
                () -> ResourcePolicy.ofLibraries().deny(pattern));
        assertThrows(IllegalArgumentException.class, () -> ResourcePolicy.allow(pattern));
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
        assertEquals(fits, ResourcePolicy.allow(pattern).allows(name));
        assertEquals(fits, ResourcePolicy.ofLibraries().deny(pattern).denies(name));
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
        assertEquals(may, ResourcePolicy.ofLibraries().mayBeOfLibrary(name));
        assertEquals(false, ResourcePolicy.none().mayBeOfLibrary(name));
    }
}
