package mitogen.packer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackerTest {

    private static final Map<String, String> SOURCES = Map.of(
            "place/Point.java",
            "package place; public record Point(int x, int y) { private int unused() { return x; } }",
            "place/Colour.java",
            "package place; public enum Colour { RED, GREEN }",
            "place/Inner.java",
            "package place; public class Inner { private int n = 3;"
                    + " public int read() { return new Deep().get(); }"
                    + " private class Deep { private int get() { return n; } } }");

    @TempDir
    static Path cache;

    @TempDir
    Path directory;

    private SortedMap<String, byte[]> classes;

    @BeforeEach
    void compile() throws IOException {
        classes = compile(SOURCES, "17");
    }

    private SortedMap<String, byte[]> compile(Map<String, String> sources, String release) throws IOException {
        Path source = Files.createTempDirectory(directory, "source");
        Path output = Files.createTempDirectory(directory, "output");
        for (var entry : sources.entrySet()) {
            Path file = source.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, entry.getValue());
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "--release",
                            release,
                            "-Xlint:-options",
                            "-d",
                            output.toString(),
                            "-cp",
                            output.toString(),
                            file.toString());
            assertEquals(0, status, entry.getKey());
        }
        return Packer.classesIn(output);
    }

    @Test
    void archiveReadsBackAsTheClassesThatWentIn() throws IOException {
        List<SolidArchive.Entry> arranged = SolidArchive.arrange(classes);
        Map<String, byte[]> read = SolidArchive.read(Squeezer.zlib(SolidArchive.raw(arranged)));
        assertEquals(classes.keySet(), new TreeMap<>(read).keySet());
        for (SolidArchive.Entry entry : arranged) {
            assertArrayEquals(entry.bytes(), read.get(entry.name()));
        }
    }

    @Test
    void samePackTwice() {
        assertArrayEquals(
                Squeezer.zlib(SolidArchive.raw(SolidArchive.arrange(classes))),
                Squeezer.zlib(SolidArchive.raw(SolidArchive.arrange(new TreeMap<>(classes)))));
    }

    @Test
    void shrunkClassesStillWork() throws Exception {
        Path rules = Path.of("../core/src/pack/core.pro");
        SortedMap<String, byte[]> shrunk = new Shrinker(directory, cache).shrink("test", classes, rules, List.of());
        for (ConstantPool.Order order : ConstantPool.Order.values()) {
            Memory loader = new Memory(ConstantPool.sort(shrunk, order));
            Class<?> point = loader.loadClass("place.Point");
            assertTrue(point.isRecord());
            assertEquals("x", point.getRecordComponents()[0].getName());
            Object made = point.getConstructor(int.class, int.class).newInstance(1, 2);
            assertEquals("Point[x=1, y=2]", made.toString());
            assertEquals(2, loader.loadClass("place.Colour").getEnumConstants().length);
            Class<?> inner = loader.loadClass("place.Inner");
            Object outer = inner.getConstructor().newInstance();
            assertEquals(3, inner.getMethod("read").invoke(outer));
        }
    }

    @Test
    void shrinkingTwiceGivesTheSameBytes() throws Exception {
        Path rules = Path.of("../core/src/pack/core.pro");
        Shrinker shrinker = new Shrinker(directory, cache);
        SortedMap<String, byte[]> first = shrinker.shrink("first", classes, rules, List.of());
        SortedMap<String, byte[]> second = shrinker.shrink("second", classes, rules, List.of());
        assertEquals(first.keySet(), second.keySet());
        first.forEach((name, bytes) -> assertArrayEquals(bytes, second.get(name), name));
    }

    @Test
    void loaderJarRuns() throws Exception {
        byte[] classFile = compile(
                        Map.of("M.java", "class M { public static void main(String[] a) { System.out.print(a[0]); } }"),
                        "8")
                .get("M");
        byte[] jar = LoaderJar.smallest(List.of(classFile));
        assertArrayEquals(jar, LoaderJar.smallest(List.of(classFile)));
        for (int method : new int[] {0, 1}) {
            Path file = directory.resolve("loader" + method + ".jar");
            Files.write(file, method == 0 ? LoaderJar.stored(classFile) : jar);
            Process java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            file.toString(),
                            "M",
                            "hello")
                    .redirectErrorStream(true)
                    .start();
            try (InputStream output = java.getInputStream()) {
                assertEquals("hello", new String(output.readAllBytes(), StandardCharsets.UTF_8));
            }
            assertTrue(java.waitFor(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void shellPrintsTheBytesBack() throws Exception {
        byte[] bytes = new byte[512];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) (index % 2 == 0 ? index / 2 : index % 3 == 0 ? '7' : index * 31);
        }
        Process shell = new ProcessBuilder("sh", "-c", "printf '" + PrintfText.of(bytes) + "'").start();
        try (InputStream output = shell.getInputStream()) {
            assertArrayEquals(bytes, output.readAllBytes());
        }
        assertEquals(0, shell.waitFor());
    }

    @Test
    void textIsAsShortAsItCanBe() {
        assertEquals("A\\0B", PrintfText.of(new byte[] {'A', 0, 'B'}));
        assertEquals("\\0007", PrintfText.of(new byte[] {0, '7'}));
        assertEquals("\\08", PrintfText.of(new byte[] {0, '8'}));
        assertEquals("%%\\377\\47", PrintfText.of(new byte[] {'%', -1, '\''}));
    }

    @Test
    void overBudgetFailsAndSaysByHowMuch() throws Exception {
        Path target = directory.resolve("target");
        Path output = target.resolve("classes");
        for (var entry : classes.entrySet()) {
            Path file = output.resolve(entry.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        Files.createDirectories(target.resolve("loader-classes"));
        byte[] loader = compile(Map.of("M.java", "class M { public static void main(String[] a) {} }"), "8")
                .get("M");
        Files.write(target.resolve("loader-classes/M.class"), loader);
        Path rules = Files.createDirectories(directory.resolve("src/pack"));
        for (String name : List.of("core.pro", "loader.pro")) {
            Files.copy(Path.of("../core/src/pack", name), rules.resolve(name));
        }
        Shrinker shrinker = new Shrinker(directory, cache);
        Packer.Summary summary = Packer.pack(directory, shrinker, 900, false);
        assertEquals(summary, Packer.pack(directory, shrinker, 900, false));
        summary.check(summary.total());
        IllegalStateException over =
                assertThrows(IllegalStateException.class, () -> summary.check(summary.total() - 7));
        assertTrue(over.getMessage().contains("over the budget of " + (summary.total() - 7)), over.getMessage());
        assertTrue(over.getMessage().contains("by 7;"), over.getMessage());
    }

    private static final class Memory extends ClassLoader {
        private final Map<String, byte[]> classes;

        Memory(Map<String, byte[]> classes) {
            super(null);
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
