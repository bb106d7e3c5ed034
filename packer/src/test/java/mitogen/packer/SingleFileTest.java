package mitogen.packer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a script and jars. */
class SingleFileTest {
    @TempDir
    private Path folder;

    @Test
    void isAScriptAndAJar() throws Exception {
        Path file = make("one", Map.of("a/A.class", "a"), Map.of("b/B.class", "b", "module-info.class", "m"));
        assertTrue(Files.isExecutable(file));
        assertEquals("said\n", Jvm.run(List.of(file.toString())));
        try (JarFile jar = new JarFile(file.toFile())) {
            TreeSet<String> names = new TreeSet<>();
            jar.stream().forEach(entry -> names.add(entry.getName()));
            assertEquals(new TreeSet<>(List.of("META-INF/MANIFEST.MF", "a/A.class", "b/B.class")), names);
            assertEquals("7", jar.getManifest().getMainAttributes().getValue("Implementation-Version"));
            assertEquals(
                    "b",
                    new String(jar.getInputStream(jar.getEntry("b/B.class")).readAllBytes(), UTF_8));
        }
    }

    @Test
    void isTheSameAgain() throws Exception {
        Map<String, String> entries = Map.of("a/A.class", "a", "b", "b", "c", "c");
        assertArrayEquals(Files.readAllBytes(make("one", entries)), Files.readAllBytes(make("two", entries)));
    }

    @Test
    void whatIsInTwoJarsIsRefused() {
        IOException failure = assertThrows(IOException.class, () -> make("one", Map.of("a", "1"), Map.of("a", "2")));
        assertTrue(failure.getMessage().startsWith("a is in "), failure.getMessage());
    }

    @SafeVarargs
    private Path make(String name, Map<String, String>... jars) throws IOException {
        Path place = Files.createDirectory(folder.resolve("jars-of-" + name));
        for (int i = 0; i < jars.length; i++) {
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(place.resolve(i + ".jar")))) {
                for (var entry : jars[i].entrySet()) {
                    jar.putNextEntry(new ZipEntry(entry.getKey()));
                    jar.write(entry.getValue().getBytes(UTF_8));
                }
            }
        }
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\necho said\nexit 0\n");
        Path file = folder.resolve("target/" + name);
        SingleFile.main(new String[] {file.toString(), script.toString(), "7", place.toString()});
        return file;
    }
}
