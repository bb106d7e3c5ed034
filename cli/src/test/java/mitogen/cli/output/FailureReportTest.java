package mitogen.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.cli.status.NotStarted;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.status.ToldFailure;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Selected;
import mitogen.cli.targets.Target;
import mitogen.connect.ContextSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("build")
class FailureReportTest {
    @TempDir
    private Path folder;

    private static Target target(String host) {
        return new Target(host, ContextSpec.parse("ssh:" + host).methods());
    }

    private static Outcome ended(String host, int status) {
        return Outcome.ended(target(host), status);
    }

    private static Outcome failed(String host, Reason reason, String message) {
        return Outcome.failed(target(host), new ConnectFailedException(reason, host, message));
    }

    @Test
    void theSummaryNamesWhoFailedAndHow() {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 1; i <= 16; i++) {
            outcomes.add(ended("ok" + i, 0));
        }
        outcomes.add(failed("web22", Reason.CONNECTION_REFUSED, "x"));
        outcomes.addAll(List.of(ended("web3", 7), ended("web5", 7), ended("web7", 7)));
        assertEquals(
                "mitogen: 16 ok, 4 failed: 3 exited with 7 (web[3,5,7]), 1 refused the connection (web22)",
                FailureReport.summary(outcomes));
        outcomes.add(ended("db1", 137));
        outcomes.add(Outcome.failed(target("db2"), new NotStarted()));
        outcomes.add(Outcome.failed(target("db3"), new ProgramFailure("x", 124, "TIMED_OUT", "took too long")));
        outcomes.add(Outcome.failed(target("db4"), new ProgramFailure("x", 1)));
        outcomes.add(
                Outcome.failed(target("db5"), new ToldFailure(outcomes.get(16).failure())));
        String summary = FailureReport.summary(outcomes);
        assertTrue(
                summary.endsWith(
                        ", 2 refused the connection (web22,db5), 1 ended by SIGKILL (db1), 1 not started (db2),"
                                + " 1 took too long (db3), 1 exited with 1 (db4)"),
                summary);
    }

    @Test
    void eachReasonHasAPhrase() {
        for (Reason reason : Reason.values()) {
            assertTrue(Phrases.of(failed("web1", reason, "x")).matches("[a-z][a-zA-Z0-9 ]+"), reason::name);
        }
    }

    @Test
    void identicalFailuresAreToldOnce() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(err), new PrintStream(err, true, UTF_8), false);
        List<Target> targets = List.of(target("web1"), target("web2"), target("db1"));
        FailureReport report = new FailureReport(Output.of(terminal, targets), true, false);
        report.add(failed("web1", Reason.CONNECTION_REFUSED, "cannot connect web1 (10.0.0.1) in 12 ms"));
        report.add(failed("web2", Reason.CONNECTION_REFUSED, "cannot connect web2 (10.0.0.2) in 345 ms"));
        report.add(failed("db1", Reason.CONNECTION_REFUSED, "cannot connect db1: no"));
        report.add(ended("web1", 7));
        report.add(ended("db1", 7));
        report.add(ended("db1", 8));
        assertEquals("""
                web1 | mitogen: cannot connect web1 (10.0.0.1) in 12 ms
                db1  | mitogen: cannot connect db1: no
                web1 | mitogen: exit status 7
                db1  | mitogen: exit status 8
                """, err.toString(UTF_8));
    }

    private LastRun lastRun() {
        return LastRun.of(Map.of("XDG_STATE_HOME", folder.toString()));
    }

    private String selected(boolean onlyUnreachable) {
        Selected selected = new Selected();
        lastRun().addTo(selected, "--x", onlyUnreachable);
        return String.join(" ", selected.targets().stream().map(Target::name).toList());
    }

    @Test
    void whatFailedIsKeptForTheNextRun() throws IOException {
        String none = assertThrows(UsageException.class, () -> selected(false)).getMessage();
        assertTrue(none.startsWith("--x: no run with several targets is known; there is no " + folder), none);
        Outcome refused = failed("web3", Reason.CONNECTION_REFUSED, "x");
        assertTrue(lastRun().keep(List.of(ended("web1", 0), ended("web2", 7), refused, ended("web2", 7))));
        Path file = folder.resolve("mitogen/last");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("web2 web3 web2#2", selected(false));
        assertEquals("web3", selected(true));
        assertTrue(lastRun().keep(List.of(ended("web1", 0))));
        assertThrows(UsageException.class, () -> selected(false));
        Files.writeString(file, "failed\tx\tfrob:x\n");
        String other = assertThrows(UsageException.class, () -> selected(false)).getMessage();
        assertTrue(other.contains("was written by another version"), other);
        try (Stream<Path> all = Files.list(file.getParent())) {
            assertEquals(List.of(file), all.toList(), "nothing else is left");
        }
    }

    @Test
    void whatCannotBeKeptIsNoFailure() throws IOException {
        Files.writeString(folder.resolve("mitogen"), "no folder");
        assertFalse(lastRun().keep(List.of(ended("web2", 7))));
    }
}
