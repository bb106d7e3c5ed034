package mitogen.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages in Markdown of this repository, as the tests of the documents read them. */
public final class Documents {
    /** The repository; the tests run in a folder somewhere in it. */
    static final Path ROOT = root();

    /** The sources of these tests. */
    static final Path TESTS = page("integration-tests/src/test/java/mitogen/integration");

    private static final Pattern CODE = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SHELL = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private Documents() {}

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("scripts/test"))) {
            root = root.getParent();
        }
        return root;
    }

    /** All pages: those at the root of the repository, and all in docs. */
    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> own = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream.concat(own, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    public static Path page(String name) {
        return ROOT.resolve(name);
    }

    /** The text outside of blocks of code. */
    static String prose(Path page) throws IOException {
        return CODE.matcher(Files.readString(page)).replaceAll("");
    }

    /** The lines of all blocks of shell commands, without comments; each is printed with its page. */
    static List<String> commands(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher block = SHELL.matcher(Files.readString(page));
        while (block.find()) {
            block.group(1)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(commands::add);
        }
        return commands;
    }

    /** The anchors of a page's headings, as the hosts of repositories make them. */
    static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        prose(page).lines().filter(line -> line.matches("#+ .*")).forEach(line -> {
            String text = line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT);
            anchors.add(text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
        });
        return anchors;
    }

    /** The first cells of the rows of all tables below a heading, up to the next heading. */
    static List<String> firstCells(Path page, String heading) throws IOException {
        return rows(page, heading).stream().map(row -> row.get(0)).toList();
    }

    /** The cells of the rows of all tables below a heading, up to the next heading, without the tables' heads. */
    static List<List<String>> rows(Path page, String heading) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        boolean body = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("#")) {
                inside = line.replaceFirst("#+ ", "").equals(heading);
            }
            if (!line.startsWith("|")) {
                body = false;
            } else if (line.startsWith("|---")) {
                body = true;
            } else if (inside && body) {
                String cells = line.substring(1, line.lastIndexOf('|'));
                rows.add(Stream.of(cells.split("(?<!\\\\)\\|", -1))
                        .map(String::strip)
                        .toList());
            }
        }
        if (rows.isEmpty()) {
            throw new AssertionError(page + " has no table below '" + heading + "'");
        }
        return rows;
    }

    /** What stands between backticks. */
    static List<String> quoted(String text) {
        return Pattern.compile("`([^`]+)`")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
