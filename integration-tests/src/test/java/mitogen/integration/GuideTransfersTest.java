package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.Context;
import mitogen.Transfer;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/how-to/transfers.md: what is between the two kinds of comments; see {@link GuideTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class GuideTransfersTest {
    private final List<String> printed = new ArrayList<>();

    @TempDir
    Path folder;

    private void print(Object line) {
        printed.add(String.valueOf(line));
    }

    /** Contexts whose {@code /srv} is a directory of the test. */
    private final class Place {
        private final Context context;
        private final Path root;

        Place(Mitogen mitogen, String name) throws IOException {
            context = mitogen.connect(local());
            root = Files.createDirectories(folder.resolve(name));
        }

        FilesBelow files() {
            return new FilesBelow(context.files(), root);
        }
    }

    /** Makes paths below that directory. */
    private record FilesBelow(FileSystem files, Path root) {
        Path getPath(String path) {
            return files.getPath(root + path.substring("/srv".length()));
        }
    }

    @Test
    void treesGoUpDownAndAcross() throws IOException {
        try (Mitogen mitogen = Mitogen.open()) {
            Place web = new Place(mitogen, "web");
            Place db = new Place(mitogen, "db");
            Path build = Files.createDirectories(folder.resolve("build"));
            Path local = folder.resolve("local");
            Files.writeString(build.resolve("app.jar"), "12345");
            Files.writeString(build.resolve("build.log"), "");
            // guide
            Path app = web.files().getPath("/srv/app");
            Transfer.Result result =
                    Transfer.of(build, app).withDelete().withExclude("*.log").run();
            result.orThrow();
            print(result.files() + " files, " + result.skipped() + " were there already");
            // end
            // guide
            Transfer.of(web.files().getPath("/srv/app"), local).run().orThrow(); // down
            Transfer.of(web.files().getPath("/srv/app"), db.files().getPath("/srv/app"))
                    .run()
                    .orThrow(); // between
            // end
            assertEquals("12345", Files.readString(folder.resolve("db/app/app.jar")));
            assertEquals("12345", Files.readString(local.resolve("app.jar")));
            // guide
            Transfer.of(
                            build,
                            List.of(web.files().getPath("/srv/copy"), db.files().getPath("/srv/copy")))
                    .run()
                    .orThrow();
            // end
            assertEquals("12345", Files.readString(folder.resolve("db/copy/app.jar")));
            assertEquals("12345", Files.readString(folder.resolve("web/copy/app.jar")));
            // guide
            for (Transfer.Difference each :
                    Transfer.of(build, app).withDelete().withDryRun().run().differences()) {
                print(each.kind() + " " + each.path());
            }
            // end
            Files.createDirectories(folder.resolve("web/app/build.log"));
            // guide
            Transfer.Result mixed = Transfer.of(build, app).run();
            mixed.failures()
                    .forEach((path, failure) ->
                            print(path + ": " + failure.getClass().getSimpleName()));
            // end
            assertEquals(
                    List.of(
                            "1 files, 0 were there already",
                            "NEW " + app + "/build.log",
                            app + "/build.log: FileSystemException"),
                    printed);
            Files.delete(folder.resolve("web/app/build.log"));
            // guide
            Transfer.of(build, app)
                    .withProgress(
                            now -> print(now.files() + " files, " + now.bytes() + " bytes, " + now.rate() + " bytes/s"))
                    .run()
                    .orThrow();
            // end
            assertTrue(printed.get(printed.size() - 1).startsWith("1 files, 0 bytes, "), printed::toString);
            Files.createDirectories(folder.resolve("web/log"));
            // guide
            Transfer logs = Transfer.of(web.files().getPath("/srv/log"), local).withResume();
            Transfer.Result collected = logs.run().orThrow();
            collected.grown().forEach(each -> print(each + " grew meanwhile"));
            // end
        }
    }
}
