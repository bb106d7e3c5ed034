package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each block of Java in docs/ is an excerpt of a test whose name begins with Guide, word for word. An excerpt stands there
 * between {@code // guide} and {@code // end}, and each one is in docs/.
 */
@Tag("build")
final class GuideTest {
    private static final Pattern EXCERPT =
            Pattern.compile("^ *// guide\\n(.*?)^ *// end$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void theCodeInTheDocumentsIsThatOfTheTests() throws IOException {
        TreeSet<String> excerpts = new TreeSet<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(Documents.TESTS)) {
            files = all.filter(file -> file.getFileName().toString().matches("Guide.*Test\\.java"))
                    .toList();
        }
        for (Path file : files) {
            Matcher excerpt = EXCERPT.matcher(Files.readString(file));
            while (excerpt.find()) {
                excerpts.add(excerpt.group(1).stripTrailing().stripIndent() + "\n");
            }
        }
        TreeSet<String> blocks = new TreeSet<>();
        try (Stream<Path> all = Files.walk(Documents.page("docs"))) {
            files = all.filter(file -> file.toString().endsWith(".md")).toList();
        }
        for (Path file : files) {
            Matcher block = BLOCK.matcher(Files.readString(file));
            while (block.find()) {
                blocks.add(block.group(1));
            }
        }
        assertTrue(excerpts.size() >= 15, "the tests have excerpts");
        TreeSet<String> untold = new TreeSet<>(excerpts);
        untold.removeAll(blocks);
        assertEquals("", String.join("---\n", untold), "excerpts that no page has");
        blocks.removeAll(excerpts);
        assertEquals("", String.join("---\n", blocks), "blocks that no test has");
    }
}
