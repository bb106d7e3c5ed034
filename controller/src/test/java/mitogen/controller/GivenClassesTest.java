package mitogen.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import mitogen.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which classes leave the controller, and what is said of those that do not. */
final class GivenClassesTest {
    static final class Sample {}

    private static final String SAMPLE = Sample.class.getName();
    private static final int HERE = Runtime.version().feature();

    private static GivenClasses given(Options options) {
        Sources sources = new Sources(options.classes(), options.classLoaders());
        ClassFinder finder = new ClassFinder(sources, Set.of("mitogen.wire.Frame"));
        return new GivenClasses(
                finder, new Packages(sources), options.classPolicy().classes());
    }

    private static GivenClasses given(ClassPolicy policy) {
        return given(Options.defaults()
                .withClassLoader(GivenClassesTest.class.getClassLoader())
                .withClassPolicy(policy));
    }

    private static String why(GivenClasses given, String name) {
        assertTrue(given.isAbsent(name, HERE), name);
        return given.absence(name).name() + " " + new String(given.absence(name).bytes(), UTF_8);
    }

    @Test
    void aClassOfTheApplication() throws IOException {
        GivenClasses given = given(ClassPolicy.defaults());
        ClassFinder.Found found = given.find(SAMPLE, HERE);
        assertEquals(SAMPLE, found.entry().name());
        assertTrue(found.entry().origin().length > 0);
        assertEquals(SAMPLE, given.file(SAMPLE, HERE).name);
        assertFalse(given.isAbsent(SAMPLE, HERE));
    }

    @Test
    void whatThePolicyKeepsBack() throws IOException {
        GivenClasses given = given(ClassPolicy.defaults().denyClasses(SAMPLE));
        assertNull(given.find(SAMPLE, HERE));
        assertNull(given.usable(SAMPLE, HERE));
        assertEquals("!" + SAMPLE + " the controller's class policy does not give it away", why(given, SAMPLE));
    }

    @Test
    void ourOwnAreGivenWhateverThePolicySays() throws IOException {
        GivenClasses given = given(ClassPolicy.defaults().onlyClasses("app.*"));
        assertEquals(
                0, given.find(Secret.class.getName(), HERE).origin().length, "nothing is said of where it is from");
        assertNull(given.find("mitogen.wire.Frame", HERE), "every context has it");
        assertNull(given.find("mitogen.wire.Invented", HERE), "so it is called, but it is not ours");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.String", "no.such.Type", "mitogen.controller.givenClassesTest$Sample"})
    void whatThereIsNot(String name) throws IOException {
        GivenClasses given = given(ClassPolicy.defaults());
        assertNull(given.find(name, HERE));
        assertTrue(given.absence(name).name().startsWith("!"), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "a..B",
                "a.B.",
                "a/B",
                "../a",
                "file:/a",
                "a%2fB",
                "a\\B",
                "META-INF/versions/9/A",
                "[La.B;"
            })
    void whatIsNoNameOfAClass(String name) {
        GivenClasses given = given(ClassPolicy.defaults());
        assertEquals("!" + name + " that is no class name", why(given, name));
    }

    @Test
    void aWholePackageThatThereIsNot() {
        String why = why(given(ClassPolicy.defaults()), "no.such.Type");
        assertEquals("!no.such. nothing on the controller's class path has the package no.such", why);
    }

    /** It is there, so that whoever asks for it can be told what to do; but it does not go ahead. */
    @Test
    void aClassThatIsTooNew() throws IOException {
        byte[] bytes;
        try (InputStream in = GivenClassesTest.class.getResourceAsStream("GivenClassesTest$Sample.class")) {
            bytes = in.readAllBytes();
        }
        bytes[7] = (byte) (44 + 99);
        GivenClasses given = given(Options.defaults().withClasses(Map.of(SAMPLE, bytes)));
        assertNotNull(given.find(SAMPLE, 17));
        assertNull(given.usable(SAMPLE, 17));
        assertNotNull(given.usable(SAMPLE, 99));
        assertFalse(given.isAbsent(SAMPLE, 17));
    }

    @Test
    void whatCannotBeReadIsNoAbsence() {
        GivenClasses given = given(Options.defaults().withClasses(Map.of(SAMPLE, new byte[] {1, 2, 3})));
        assertNull(given.usable(SAMPLE, HERE));
        assertFalse(given.isAbsent(SAMPLE, HERE));
    }
}
