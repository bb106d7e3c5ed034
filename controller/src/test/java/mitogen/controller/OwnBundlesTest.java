package mitogen.controller;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mitogen.classes.Batch;
import mitogen.classes.ClassFile;
import mitogen.classes.OwnPackages;
import org.junit.jupiter.api.Test;

/** What the build packs of our own classes. */
final class OwnBundlesTest {
    private static final String PARENT = "mitogen.parent.Parent";

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = OwnBundlesTest.class.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    @Test
    void theyHaveTheClassesOfTheClassPath() throws IOException {
        int classes = 0;
        for (int number : OwnBundles.needed(PARENT)) {
            for (Batch batch : OwnBundles.batches(number)) {
                assertTrue(batch.packed().length <= Batch.MOST);
                for (Batch.Entry entry : batch.entries()) {
                    assertTrue(OwnPackages.isOurs(entry.name()), entry.name());
                    assertArrayEquals(
                            resource("/" + entry.name().replace('.', '/') + ".class"), entry.bytes(), entry.name());
                    classes++;
                }
            }
        }
        assertEquals(OwnBundles.together(PARENT).size(), classes);
    }

    /** What is fetched later is named in architecture.md: files, sockets; and the controller's own classes only link. */
    @Test
    void nothingIsAskedForAfterOne() throws IOException {
        Set<String> there = new HashSet<>(OwnBundles.together(PARENT));
        there.addAll(List.of(new String(resource("/mitogen/boot/core.names"), StandardCharsets.UTF_8).split("\n")));
        there.addAll(ClassServer.CODE_SOURCES);
        for (String name : OwnBundles.together(PARENT)) {
            for (String each : new ClassFile(resource("/" + name.replace('.', '/') + ".class")).references()) {
                assertTrue(
                        there.contains(each)
                                || !each.startsWith("mitogen.")
                                || each.startsWith("mitogen.files.")
                                || each.startsWith("mitogen.sockets.")
                                || each.startsWith("mitogen.resources.CodeSources"),
                        name + " needs " + each);
            }
        }
    }

    @Test
    void whatIsSmallComesAlone() {
        Collection<String> rare = OwnBundles.together("mitogen.values.RareValues");
        assertFalse(rare.isEmpty());
        assertFalse(rare.contains(PARENT));
        assertTrue(rare.size() < OwnBundles.together(PARENT).size() / 10, rare::toString);
        assertEquals(List.of(), List.copyOf(OwnBundles.together("mitogen.internal.Printable")), "others need it, too");
        assertEquals(List.of(), List.copyOf(OwnBundles.together("java.lang.String")));
    }
}
