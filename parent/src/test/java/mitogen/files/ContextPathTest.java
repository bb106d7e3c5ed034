package mitogen.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;
import mitogen.Context;
import org.junit.jupiter.api.Test;

/** Paths of contexts. What they have in common with paths of the JDK's own file system is compared with these. */
final class ContextPathTest {
    private static final FileSystem JDK = FileSystems.getDefault();
    private static final FileSystem OURS = files(1);
    /** A letter beyond ASCII, where the JDK can have it in a name: not in the C locale. */
    private static final String LETTER = letter();

    private static String letter() {
        try {
            JDK.getPath("\u00fc");
            return "\u00fc";
        } catch (InvalidPathException e) {
            return "u";
        }
    }

    /** The files of a context that nobody asks anything. */
    private static FileSystem files(int id) {
        Context context = (Context) Proxy.newProxyInstance(
                ContextPathTest.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode", "id" -> id;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new ContextFileSystem(context, context, false);
    }

    private static String random(Random random) {
        String[] parts = {"a", "b", ".", "..", "/", "/", "/", "", "..a", LETTER};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    /** What a method gives, or which exception it throws, as text. */
    private static String outcome(FileSystem files, Function<FileSystem, Object> method) {
        try {
            Object result = method.apply(files);
            return result instanceof Path path ? path + ", " + path.getNameCount() : String.valueOf(result);
        } catch (IllegalArgumentException e) {
            return e.getClass().getName();
        }
    }

    @Test
    void pathsAreAsThoseOfTheJdk() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String one = random(random);
            String other = random(random);
            int from = random.nextInt(4) - 1;
            int to = random.nextInt(5) - 1;
            List<BiFunction<Path, Path, Object>> methods = List.of(
                    (path, second) -> path,
                    (path, second) -> path.isAbsolute(),
                    (path, second) -> path.getRoot(),
                    (path, second) -> path.getFileName(),
                    (path, second) -> path.getParent(),
                    (path, second) -> path.getName(from),
                    (path, second) -> path.subpath(from, to),
                    (path, second) -> path.normalize(),
                    (path, second) -> path.startsWith(second),
                    (path, second) -> path.endsWith(second),
                    (path, second) -> path.equals(second),
                    (path, second) -> path.resolve(second),
                    (path, second) -> path.resolveSibling(second),
                    (path, second) -> path.relativize(second),
                    (path, second) -> Integer.signum(path.compareTo(second)),
                    (path, second) -> names(path));
            for (int j = 0; j < methods.size(); j++) {
                BiFunction<Path, Path, Object> method = methods.get(j);
                Function<FileSystem, Object> both = files -> method.apply(files.getPath(one), files.getPath(other));
                int number = j;
                assertEquals(
                        outcome(JDK, both),
                        outcome(OURS, both),
                        () -> "method " + number + " of '" + one + "' and '" + other + "', " + from + " to " + to
                                + "; seed " + seed);
            }
        }
    }

    private static List<String> names(Path path) {
        List<String> names = new ArrayList<>();
        path.forEach(name -> names.add(name.toString()));
        return names;
    }

    @Test
    void pathsAreMadeOfSeveralTexts() {
        for (String[] more : new String[][] {{}, {"b"}, {"", "b", ""}, {"/b", "c"}}) {
            for (String first : new String[] {"", "a", "/", "/a/"}) {
                assertEquals(
                        JDK.getPath(first, more).toString(),
                        OURS.getPath(first, more).toString());
            }
        }
    }

    /** All bytes but those that no name has. */
    @Test
    void anyBytesHaveATextOfTheirOwn() {
        Random random = new Random(1);
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            byte[] name = new byte[1 + random.nextInt(6)];
            for (int j = 0; j < name.length; j++) {
                name[j] = (byte) (random.nextInt(3) == 0 ? 'a' : 1 + random.nextInt(255));
            }
            all.add(name);
        }
        for (String each : new String[] {"\u00e9", "\ud83d\udc80", "\uffff", "\udc80", "a\udcffb"}) {
            all.add(PathText.bytes(each));
            assertEquals(each, PathText.text(PathText.bytes(each)));
        }
        for (byte[] name : all) {
            assertArrayEquals(name, PathText.bytes(PathText.text(name)));
            assertArrayEquals(name, PathText.ofUri(PathText.uri(name)));
            String decoded = new String(name, StandardCharsets.UTF_8);
            if (!decoded.contains("\ufffd")) {
                assertEquals(decoded, PathText.text(name));
            }
        }
    }

    @Test
    void whatIsNoPathIsRefused() {
        for (String each : new String[] {"a\0b", "\ud800", "\udc00", "\udfff"}) {
            assertThrows(InvalidPathException.class, () -> OURS.getPath(each));
        }
        assertThrows(ProviderMismatchException.class, () -> OURS.getPath("a").relativize(Path.of("b")));
        assertThrows(ProviderMismatchException.class, () -> OURS.getPath("a").resolve(Path.of("b")));
        assertThrows(
                UnsupportedOperationException.class, () -> OURS.getPath("a").toFile());
    }

    @Test
    void pathsOfOtherContextsAreOtherPaths() {
        FileSystem others = files(2);
        assertNotEquals(OURS.getPath("/a"), others.getPath("/a"));
        assertFalse(OURS.getPath("/a").startsWith(others.getPath("/a")));
        assertFalse(OURS.getPath("/a").endsWith(others.getPath("a")));
        assertThrows(IllegalArgumentException.class, () -> OURS.getPath("/a").relativize(others.getPath("/b")));
        assertNotEquals(OURS.getPath("/a"), Path.of("/a"));
    }

    @Test
    void aUriHasTheContextAndTheBytes() {
        assertEquals(
                URI.create("mitogen://1/a%20b/%C3%BC%FF"),
                OURS.getPath("/a b/\u00fc\udcff").toUri());
    }

    @Test
    void patternsMatchAsThoseOfTheJdk() {
        String[] patterns = {
            "*",
            "**",
            "*.java",
            "*.{java,class}",
            "a?c",
            "[abc]",
            "[a-c]x",
            "[!a]",
            "[-a]",
            "[!-a]*",
            "{a,b*}/c",
            "/**/x",
            "a\\*",
            "\\[a",
            "[*?\\\\]",
            "*.*",
            "",
            "a,b",
            "{,a}",
            "[[]",
            "[&&a]",
            "[^a]",
            "**/*.{a,b}",
            "a.b",
            "(a|b)"
        };
        String[] paths = {
            "",
            "a",
            "b",
            "x",
            "abc",
            "ac",
            "a/c",
            "b1/c",
            "a.java",
            "a/b.java",
            "/a/x",
            "/x",
            "a*",
            "[a",
            "*",
            "?",
            "-",
            "ax",
            "cx",
            "a,b",
            "a.b",
            "axb",
            "[",
            "&",
            "^",
            ".x",
            "x/y.b",
            "(a|b)",
            LETTER
        };
        for (String pattern : patterns) {
            for (String path : paths) {
                assertEquals(
                        JDK.getPathMatcher("glob:" + pattern).matches(JDK.getPath(path)),
                        OURS.getPathMatcher("glob:" + pattern).matches(OURS.getPath(path)),
                        () -> "'" + pattern + "' and '" + path + "'");
            }
        }
        for (String wrong : new String[] {"[a", "{a", "{a,{b}}", "a\\", "[a/b]", "[c-a]"}) {
            assertThrows(PatternSyntaxException.class, () -> OURS.getPathMatcher("glob:" + wrong), wrong);
        }
        assertTrue(OURS.getPathMatcher("regex:a+").matches(OURS.getPath("aa")));
        assertThrows(UnsupportedOperationException.class, () -> OURS.getPathMatcher("grep:a"));
        assertThrows(IllegalArgumentException.class, () -> OURS.getPathMatcher("*.java"));
    }
}
