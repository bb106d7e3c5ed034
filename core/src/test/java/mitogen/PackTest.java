package mitogen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mitogen.agent.Main;
import org.junit.jupiter.api.Test;

/** Core is what every context is sent, and nothing else; what is fetched on demand belongs to another module. */
final class PackTest {
    /** Of the public nouns, the pack has those that a context needs to run tasks. */
    private static final List<String> NOUNS = List.of(
            "mitogen.Task$Action", // a task without a result
            "mitogen.Task", // all others
            "mitogen.MitogenException", // what fails by itself
            "mitogen.ValueException", // what a task gave that is no value
            "mitogen.internal.Current"); // the context in which a task runs

    /** Constants alone: the compiler has copied them to where they are used. */
    private static final List<String> COPIED = List.of("mitogen.wire.Protocol");

    @Test
    void coreIsWhatIsPacked() throws IOException, URISyntaxException {
        Set<String> core = new TreeSet<>();
        Path root = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString().replace('/', '.'))
                    .filter(file -> file.startsWith("mitogen.") && file.endsWith(".class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .filter(name -> !name.endsWith(".package-info"))
                    .forEach(core::add);
        }
        core.removeAll(COPIED);
        core.addAll(NOUNS);
        Set<String> packed = new TreeSet<>();
        try (InputStream names = Main.class.getResourceAsStream("/mitogen/boot/core.names")) {
            packed.addAll(new String(names.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
        assertEquals(String.join("\n", core), String.join("\n", packed));
    }

    @Test
    void whatIsCopiedHasNothingButConstants() throws ClassNotFoundException {
        for (String name : COPIED) {
            assertEquals(0, Class.forName(name).getDeclaredMethods().length, name);
        }
    }
}
