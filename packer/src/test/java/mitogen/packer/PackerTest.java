package mitogen.packer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackerTest {

    /** A core in miniature. Long numbers, a text that is not ASCII, nests, and relatives whose names collide. */
    private static final Map<String, String> SOURCES = Map.of(
            "mitogen/agent/Main.java",
            "package mitogen.agent; import java.io.*; public class Main implements java.util.function.Consumer<Object[]> {"
                    + " public void accept(Object[] given) { try {"
                    + " PrintStream out = new PrintStream((OutputStream) given[1], true, \"UTF-8\");"
                    + " out.println(((byte[]) given[2]).length + \" \" + given[3] + \" \" + ((InputStream) given[0]).read());"
                    + " out.println(new Deep().read(4e9, 5000000000L) + \" \" + Colour.RED + \"\\n\\u00e9\\0!\");"
                    + " } catch (IOException e) { throw new UncheckedIOException(e); } } }",
            "mitogen/agent/Colour.java",
            "package mitogen.agent; enum Colour { RED, GREEN }",
            "mitogen/agent/Base.java",
            "package mitogen.agent; class Base { static final int UNREAD = 77; private int n = 3;"
                    + " private int same() { return n; } int base() { return same() + new Inner().get(); }"
                    + " class Inner { private int get() { return n * 100000; } } }",
            "mitogen/agent/Deep.java",
            "package mitogen.agent; class Deep extends Base { int same() { return 5; }"
                    + " String read(double d, long l) { return base() + \" \" + same() + \" \" + d + \" \" + l; } }",
            "mitogen/agent/Unused.java",
            "package mitogen.agent; public class Unused { }");

    private static final String PRINTED = " \nNONCE up N\n 42\n300003 5 4.0E9 5000000000 RED\n\u00e9\0!\n";

    @TempDir
    static Path cache;

    private static SortedMap<String, byte[]> compiled;

    @TempDir
    Path directory;

    private SortedMap<String, byte[]> classes;

    @BeforeAll
    static void compile() throws IOException {
        compiled = Compiling.texts(cache, SOURCES);
    }

    @BeforeEach
    void copy() {
        classes = new TreeMap<>(compiled);
    }

    private SortedMap<String, byte[]> shrink(String label) throws Exception {
        Path rules = Path.of("../core/src/pack/core.pro");
        return Trimmer.trim(new Shrinker(directory, cache).shrink(label, classes, rules, List.of()));
    }

    @Test
    void archiveReadsBackAsTheClassesThatWentIn() throws Exception {
        SortedMap<String, byte[]> trimmed = Trimmer.trim(classes);
        for (byte[] raw : List.of(SolidArchive.raw(trimmed, Packer.MAIN), SolidArchive.quick(trimmed, Packer.MAIN))) {
            Map<String, byte[]> read = SolidArchive.read(Squeezer.quick(raw));
            assertEquals(classes.keySet(), new TreeMap<>(read).keySet());
            List<String> order = List.copyOf(read.keySet());
            assertEquals(Packer.MAIN, order.get(order.size() - 1));
            assertTrue(order.indexOf("mitogen.agent.Base") < order.indexOf("mitogen.agent.Deep"), order.toString());
        }
    }

    @Test
    void samePackTwice() {
        assertArrayEquals(
                SolidArchive.raw(Trimmer.trim(classes), Packer.MAIN),
                SolidArchive.raw(Trimmer.trim(new TreeMap<>(classes)), Packer.MAIN));
    }

    @Test
    void onlyWhatMainReachesIsPacked() throws Exception {
        SortedMap<String, byte[]> shrunk = shrink("reach");
        assertTrue(shrunk.containsKey(Packer.MAIN));
        assertFalse(shrunk.containsKey("mitogen.agent.Unused"));
    }

    @Test
    void shrinkingTwiceGivesTheSameBytes() throws Exception {
        SortedMap<String, byte[]> first = shrink("first");
        SortedMap<String, byte[]> second = shrink("second");
        assertEquals(first.keySet(), second.keySet());
        first.forEach((name, bytes) -> assertArrayEquals(bytes, second.get(name), name));
    }

    @Test
    void lambdasAreRefused() throws IOException {
        classes.putAll(
                Compiling.texts(directory, Map.of("Lazy.java", "class Lazy { Runnable run() { return () -> {}; } }")));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> SolidArchive.quick(Trimmer.trim(classes), Packer.MAIN));
        assertTrue(refused.getMessage().contains("Lazy"), refused.getMessage());
    }

    @Test
    void whatWouldNotLinkIsFound() throws IOException {
        classes = Compiling.texts(
                directory,
                Map.of(
                        "Inside.java",
                        "public class Inside { int hidden; public int open; void call() {} public void gone() {} }",
                        "Outside.java",
                        "class Outside { int use(Inside i) { i.call(); i.gone(); i.toString();"
                                + " return i.open + i.hidden; } }"));
        SortedMap<String, byte[]> inside = Compiling.texts(
                directory,
                Map.of("Inside.java", "public class Inside { private int hidden; public int open; void call() {} }"));
        assertEquals(
                List.of(
                        "Outside outside the pack uses Inside.call()V, which is not public or protected",
                        "Outside outside the pack uses Inside.gone()V, which was taken out or renamed",
                        "Outside outside the pack uses Inside.hidden I, which is not public or protected"),
                Links.broken(classes, inside));
        classes.remove("Outside");
        assertEquals(List.of(), Links.broken(classes, inside));
    }

    /**
     * The real loader, in every JVM there is, starts the miniature core. As in life it is in the scratch file on
     * descriptor 3, behind the nonce, and removes that file.
     */
    @Test
    void loaderStartsWhatWasPacked() throws Exception {
        byte[] loader =
                Compiling.tree(directory, Path.of("../core/src/loader/java")).get("M");
        Path rules = Path.of("../core/src/pack/loader.pro");
        byte[] small = new Shrinker(directory, cache)
                .shrink("loader", new TreeMap<>(Map.of("M", loader)), rules, List.of())
                .get("M");
        byte[] jar = LoaderJar.smallest(LoaderJar.forJava8(small));
        byte[] pack = Squeezer.zlib(SolidArchive.raw(shrink("core"), Packer.MAIN));
        Path input = directory.resolve("input");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(input))) {
            out.writeInt(pack.length);
            out.write(pack);
            out.writeByte(42);
        }
        for (byte[] form :
                List.of(jar, LoaderJar.stored(LoaderJar.forJava8(loader).get(0)))) {
            Path output = directory.resolve("output");
            Path scratch = directory.resolve(".mitogen-NONCE");
            for (Path java : Jvm.all()) {
                try (OutputStream out = Files.newOutputStream(scratch)) {
                    out.write("NONCE\n".getBytes(UTF_8));
                    out.write(form);
                }
                String noise = Jvm.run(List.of(
                        "sh",
                        "-c",
                        // a pipe, as in life: what seeks fails on it
                        "cat $0 | { exec 3<$3 4<&0 5>$1; exec $2 -Xverify:all"
                                + " --add-opens=java.base/java.io=ALL-UNNAMED"
                                + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED -cp /proc/self/fd/3 M; }",
                        input.toString(),
                        output.toString(),
                        java.toString(),
                        scratch.toString()));
                String printed = Files.readString(output).replaceFirst("up \\d+", "up N");
                assertEquals(pack.length + PRINTED, printed, java + ": " + noise);
                assertFalse(Files.exists(scratch));
            }
        }
    }

    @Test
    void loaderIsAClassOfJava8() throws IOException {
        byte[] loader =
                Compiling.tree(directory, Path.of("../core/src/loader/java")).get("M");
        for (byte[] form : LoaderJar.forJava8(loader)) {
            assertEquals(52, form[7]);
        }
    }

    @Test
    void overBudgetFailsAndSaysByHowMuch() throws Exception {
        Path target = directory.resolve("target");
        Compiling.write(classes, target.resolve("classes"));
        Compiling.write(
                Compiling.texts(directory, Map.of("M.java", "class M { public static void main(String[] a) {} }")),
                target.resolve("loader-classes"));
        Path rules = Files.createDirectories(directory.resolve("src/pack"));
        for (String name : List.of("core.pro", "loader.pro")) {
            Files.copy(Path.of("../core/src/pack", name), rules.resolve(name));
        }
        Path nouns = Files.createDirectories(directory.resolve("nouns"));
        Shrinker shrinker = new Shrinker(directory, cache);
        Packer.Summary summary = Packer.pack(directory, nouns, shrinker, 900, false);
        assertEquals(summary, Packer.pack(directory, nouns, shrinker, 900, false));
        summary.check(summary.total());
        IllegalStateException over =
                assertThrows(IllegalStateException.class, () -> summary.check(summary.total() - 7));
        assertTrue(over.getMessage().contains("over the budget of " + (summary.total() - 7)), over.getMessage());
        assertTrue(over.getMessage().contains("by 7;"), over.getMessage());
    }
}
