package mitogen.integration;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDKs {@code scripts/test} chooses. It is run in a copy, with a Maven that only tells what it was run with. */
@Tag("build")
class TestScriptTest {
    private static final String MAVEN = """
            #!/bin/sh
            echo "mitogen: maven with ${JAVA_HOME##*/} $*"
            version=${JAVA_HOME##*-}
            for word; do case $word in -Dother.java=*) version="$version ${word%/bin/java}" ;; esac; done
            for each in $version; do
                mkdir -p "module/target/surefire-reports-${each##*-}"
                reports=module/target/surefire-reports-${each##*-}
                mkdir -p "$reports"
                echo '<property name="java.specification.version" value="'${each##*-}'"/>' >"$reports/TEST-a.xml"
                echo '<testcase name="a" classname="A"/>' >>"$reports/TEST-a.xml"
            done
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        Files.createDirectory(folder.resolve("scripts"));
        for (String name : List.of("test", "count-tests")) {
            Files.copy(Documents.page("scripts/" + name), folder.resolve("scripts/" + name));
        }
        executable("scripts/fuzz", "#!/bin/sh\necho 'fuzz: a: 1 runs, 1 seconds, 0 findings'\n");
        executable("bin/mvn", MAVEN);
    }

    @Test
    void bothAreTestedAndTheOlderOneBuilds() throws Exception {
        jdks("25.0.1", "17.0.9", "21", "11.0.2");
        List<String> said = test(0);
        assertSays("mitogen: maven with jdk-17 .*-Dother.java=.*/jdk-25/bin/java verify", said);
        assertSays("test: on JDK 17: 1 passed, 0 failed, 0 skipped", said);
        assertSays("test: on JDK 25: 1 passed, 0 failed, 0 skipped", said);
        assertSays("test: build \\d+ s, tests on JDK 17 \\d+ s, on JDK 25 \\d+ s; in all \\d+ s", said);
        assertEquals("2 passed, 0 failed, 0 skipped", said.get(said.size() - 1));
    }

    @Test
    void theLongFormFuzzes() throws Exception {
        jdks("25.0.1", "17.0.9");
        List<String> said = test(0, "--long");
        assertSays("mitogen: maven with jdk-17 .* -Dtest.excluded.tags= .* verify", said);
        assertSays("test: build .*, on JDK 25 \\d+ s, fuzzing \\d+ s; in all \\d+ s", said);
        assertEquals("3 passed, 0 failed, 0 skipped", said.get(said.size() - 1));
    }

    @Test
    void whereOneIsMissingItSaysSoAndGoesOn() throws Exception {
        jdks("25.0.1", "21");
        List<String> said = test(0);
        assertSays("test: skip: tests on JDK 17: there is none \\(looked at: JAVA_HOME, .*", said);
        assertSays("mitogen: maven with jdk-25 (?!.*other.java).* verify", said);
        assertEquals("1 passed, 0 failed, 0 skipped", said.get(said.size() - 1));
    }

    @Test
    void whereBothAreMissingAnyOtherIsTaken() throws Exception {
        jdks("23.0.1", "21.0.3", "11.0.2");
        List<String> said = test(0);
        assertSays("test: skip: tests on JDK 17: .*", said);
        assertSays("test: skip: tests on JDK 25: .*", said);
        assertSays("test: building with JDK 21, testing on JDK 21 .*", said);
    }

    @Test
    void oneThatIsAskedForBuildsToo() throws Exception {
        jdks("25.0.1", "17.0.9", "21");
        assertSays("mitogen: maven with jdk-21 (?!.*other.java).* verify", test(0, "--jdk", "21"));
        assertSays("mitogen: maven with jdk-25 (?!.*other.java).* verify", test(0, "--jdk", "25"));
    }

    @Test
    void withoutAnyItFails() throws Exception {
        jdks("11.0.2");
        assertSays("test: no JDK from 17 on found .*", test(1));
        assertSays("test: no JDK 19 found .*", test(1, "--jdk", "19"));
        test(2, "--jdk", "new");
    }

    private void jdks(String... versions) throws IOException {
        for (String version : versions) {
            String home = "jdks/jdk-" + version.replaceFirst("\\..*", "");
            executable(home + "/bin/javac", "");
            Files.writeString(
                    folder.resolve(home + "/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        }
    }

    private void executable(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.setPosixFilePermissions(Files.writeString(file, text), fromString("rwxr-xr-x"));
    }

    private List<String> test(int status, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("scripts/test", "--no-install"));
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("JDKS", folder.resolve("jdks").toString());
        builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, own) -> own + path);
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines = process.inputReader().lines().toList();
        assertEquals(status, process.waitFor(), lines::toString);
        return lines;
    }

    private static void assertSays(String pattern, List<String> lines) {
        assertTrue(lines.stream().anyMatch(Pattern.compile(pattern).asMatchPredicate()), lines::toString);
    }
}
