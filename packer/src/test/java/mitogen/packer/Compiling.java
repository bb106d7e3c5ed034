package mitogen.packer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles sources for the packer to work on. */
final class Compiling {

    private Compiling() {}

    /** Compiles texts by path. */
    static SortedMap<String, byte[]> texts(Path directory, Map<String, String> sources) throws IOException {
        Path root = Files.createTempDirectory(directory, "source");
        for (var entry : sources.entrySet()) {
            Path file = root.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, entry.getValue());
        }
        return tree(directory, root);
    }

    /** Compiles what is under the directories, without modules, otherwise the way the build compiles core. */
    static SortedMap<String, byte[]> tree(Path directory, Path... roots) throws IOException {
        Path output = Files.createTempDirectory(directory, "output");
        List<String> arguments = new ArrayList<>(List.of(
                "--release",
                "17",
                "-encoding",
                "UTF-8",
                "-nowarn",
                "-Xlint:none",
                "-XDstringConcat=inline",
                "-d",
                output.toString()));
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                files.map(Path::toString)
                        .filter(file -> file.endsWith(".java") && !file.endsWith("module-info.java"))
                        .forEach(arguments::add);
            }
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, status, List.of(roots).toString());
        return Packer.classesIn(output);
    }

    /** Writes class files under a directory. */
    static void write(SortedMap<String, byte[]> classes, Path root) throws IOException {
        for (var entry : classes.entrySet()) {
            Path file = root.resolve(entry.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
    }
}
