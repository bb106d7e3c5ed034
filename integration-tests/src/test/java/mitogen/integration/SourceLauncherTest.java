package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that {@code java Shop.java} compiles in memory: its classes have URLs without a slash. */
@Timeout(60)
final class SourceLauncherTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"Shop.java", "shop/web/Shop.java"})
    void itsTasksRunElsewhere(String name) throws Exception {
        String declaration = name.equals("Shop.java") ? "" : "package shop.web;\n";
        Path source = folder.resolve(name);
        Files.createDirectories(source.getParent());
        Files.writeString(source, declaration + """
                import mitogen.connect.Local;
                import mitogen.controller.Mitogen;
                import mitogen.controller.Options;

                public class Shop {
                    record Price(int euros) {}

                    public static void main(String[] arguments) {
                        Options options = Options.defaults().withClassLoaders(Shop.class.getClassLoader());
                        try (Mitogen mitogen = Mitogen.open(options)) {
                            int five = 5;
                            System.out.println(mitogen.connect(Local.local()).call(() -> new Price(five)));
                        }
                    }
                }
                """);
        assertEquals(
                "Price[euros=5]",
                Processes.run(Jvm.java(), "-cp", System.getProperty("java.class.path"), source.toString())
                        .strip());
    }
}
