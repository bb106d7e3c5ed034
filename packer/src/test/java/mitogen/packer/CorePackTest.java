package mitogen.packer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real core, compiled here because it is built after this module. */
final class CorePackTest {
    private static final Path CORE = Path.of("../core");

    @TempDir
    static Path directory;

    private static SortedMap<String, byte[]> core;
    private static SortedMap<String, byte[]> packed;
    private static byte[] pack;

    @BeforeAll
    static void pack() throws Exception {
        core = Compiling.tree(directory, Path.of("../api/src/main/java"), CORE.resolve("src/main/java"));
        packed = Trimmer.trim(
                new Shrinker(directory, directory).shrink("core", core, CORE.resolve("src/pack/core.pro"), List.of()));
        pack = Squeezer.quick(SolidArchive.quick(packed, Packer.MAIN));
    }

    @Test
    void everyClassVerifiesOnEveryJdk() throws Exception {
        SortedMap<String, byte[]> classes = new TreeMap<>(SolidArchive.read(pack));
        assertEquals(packed.keySet(), classes.keySet());
        List<String> names = List.copyOf(classes.keySet());
        classes.putAll(Compiling.texts(
                directory,
                Map.of(
                        "Check.java",
                        "class Check { public static void main(String[] names) throws Exception {"
                                + " for (String name : names) Class.forName(name);"
                                + " System.out.println(names.length + \" verified\"); } }")));
        Path root = directory.resolve("verify");
        Compiling.write(classes, root);
        for (Path java : Jvm.all()) {
            List<String> command =
                    new ArrayList<>(List.of(java.toString(), "-Xverify:all", "-cp", root.toString(), "Check"));
            command.addAll(names);
            String output = Jvm.run(command);
            assertTrue(output.contains(names.size() + " verified"), java + ": " + output);
        }
    }

    @Test
    void whatStaysOutsideLinksToWhatIsInside() {
        assertEquals(List.of(), Links.broken(core, packed));
    }

    @Test
    void packingTwiceGivesTheSameBytes() throws Exception {
        SortedMap<String, byte[]> again = Trimmer.trim(
                new Shrinker(directory, directory).shrink("again", core, CORE.resolve("src/pack/core.pro"), List.of()));
        assertArrayEquals(pack, Squeezer.quick(SolidArchive.quick(again, Packer.MAIN)));
    }
}
