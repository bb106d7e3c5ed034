package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/count-tests} decides whether the whole run has failed. The reports here are as Surefire 3.5 writes them. */
@Tag("build")
class CountTestsTest {
    /** Surefire writes the totals of nested classes as 0. */
    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="a.OuterTest" time="0.234" tests="0" errors="0" skipped="0" failures="0">
              <properties>
                <property name="java.specification.version" value="17"/>
                <property name="java.vm.specification.version" value="8"/>
              </properties>
            """;

    private static final String GOOD = """
              <testcase name="good" classname="a.OuterTest$Inner" time="0.0"/>
            """;
    private static final String TALKING = """
              <testcase name="talking" classname="a.OuterTest$Inner" time="0.0">
                <system-out><![CDATA[<failure type="none"> is only printed
            <testcase name="nor is this one"/>
            ]]></system-out>
              </testcase>
            """;
    private static final String FAILED = """
              <testcase name="bad" classname="a.OuterTest$Inner" time="0.0">
                <failure message="expected: &lt;1&gt;" type="Failed"><![CDATA[Failed: expected: <1>
            at a.Outer(1)
            ]]></failure>
                <system-out><![CDATA[loud]]></system-out>
              </testcase>
            """;
    private static final String BROKEN = """
              <testcase name="worse" classname="a.OuterTest$Inner" time="0.0">
                <error type="Broken"><![CDATA[Broken
            ]]></error>
              </testcase>
            """;
    private static final String ASSUMED = """
              <testcase name="left" classname="a.OuterTest$Inner" time="0.0">
                <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: no ssh here
            at a.Outer(1)
            ]]></skipped>
              </testcase>
            """;
    private static final String DISABLED = """
              <testcase name="off" classname="a.OuterTest$Inner" time="0.0">
                <skipped message="no ssh here"/>
              </testcase>
            """;

    @TempDir
    private Path reports;

    @Test
    void testCasesOfNestedClassesCount() throws Exception {
        report("surefire-reports", GOOD + TALKING + GOOD);
        Counted counted = count();
        assertEquals("3 passed, 0 failed, 0 skipped", counted.lastLine());
        assertEquals(0, counted.status());
    }

    @Test
    void failureOfNestedClassFailsTheRunAndIsNamed() throws Exception {
        report("surefire-reports", GOOD + FAILED);
        Counted counted = count();
        assertEquals("1 passed, 1 failed, 0 skipped", counted.lastLine());
        assertEquals(1, counted.status());
        assertTrue(
                counted.lines().contains("test: FAILED on JDK 17: a.OuterTest$Inner.bad: Failed: expected: <1>"),
                counted.text());
    }

    @Test
    void failureOnTheOtherJdkFailsTheRunAndIsNamed() throws Exception {
        report("surefire-reports", GOOD + FAILED.replace("failure", "system-err"));
        report("surefire-reports-other", HEAD.replace("\"17\"", "\"25\""), GOOD + BROKEN);
        Counted counted = count();
        assertEquals("3 passed, 1 failed, 0 skipped", counted.lastLine());
        assertEquals(1, counted.status());
        assertTrue(counted.text().contains("test: FAILED on JDK 25: a.OuterTest$Inner.worse: Broken"), counted.text());
        assertTrue(counted.lines().contains("test: on JDK 25: 1 passed, 1 failed, 0 skipped"), counted.text());
    }

    @Test
    void skippedTestsAreToldWithTheirReasons() throws Exception {
        report("surefire-reports", GOOD + ASSUMED + DISABLED + GOOD);
        Counted counted = count();
        assertEquals("2 passed, 0 failed, 2 skipped", counted.lastLine());
        assertTrue(counted.lines().contains("test: skip: no ssh here (2 times)"), counted.text());
    }

    @Test
    void noTestAtAllIsAFailure() throws Exception {
        Counted counted = count();
        assertEquals("0 passed, 0 failed, 0 skipped", counted.lastLine());
        assertEquals(1, counted.status());
        report("surefire-reports", ASSUMED);
        assertEquals(1, count().status());
    }

    private void report(String folder, String cases) throws IOException {
        report(folder, HEAD, cases);
    }

    private void report(String folder, String head, String cases) throws IOException {
        Path file = reports.resolve("module/target/" + folder + "/TEST-a.OuterTest.xml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, head + cases + "</testsuite>\n");
    }

    private record Counted(int status, List<String> lines) {
        String lastLine() {
            return lines.get(lines.size() - 1);
        }

        String text() {
            return String.join("\n", lines);
        }
    }

    private Counted count() throws Exception {
        Process process = new ProcessBuilder(
                        Documents.page("scripts/count-tests").toString(), reports.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return new Counted(process.waitFor(), lines);
    }
}
