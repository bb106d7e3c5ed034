package mitogen.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.launch.Marker.Word;
import mitogen.methods.ConnectFailure;
import org.junit.jupiter.api.Test;

final class ScriptTroubleTest {
    private static ConnectFailedException of(Word word, String rest, String... printed) {
        ConnectFailure failure = new ConnectFailure(
                "ssh:web1", "the controller", Stage.SHELL, List.of("ssh"), 1, false, true, List.of(printed));
        Marker complaint = word == null ? null : new Marker("", word, rest);
        return ScriptTrouble.of(failure, complaint, ScriptTrouble.noRuntime(complaint), "/usr/bin/java");
    }

    private static void assertTold(Reason reason, String text, ConnectFailedException told) {
        assertEquals(reason, told.reason());
        assertTrue(told.getMessage().contains(text), told.getMessage());
    }

    @Test
    void eachLastWord() {
        assertTold(
                Reason.JAVA_MISSING,
                "no java there. It was looked for in JAVA_HOME= PATH=/usr/bin, /usr/lib/jvm/*, /opt/* and"
                        + " ~/.sdkman/candidates/java/*",
                of(Word.NOJAVA, "JAVA_HOME= PATH=/usr/bin"));
        assertTold(Reason.JAVA_MISSING, "It was looked for in /my/java\n", of(Word.NOJAVA, "/my/java"));
        assertTold(Reason.JAVA_TOO_OLD, "what was found is 1.8 /usr/lib/jvm/8", of(Word.OLD, "1.8 /usr/lib/jvm/8"));
        assertTold(Reason.BOOTSTRAP_FAILED, "cannot run programs", of(Word.NORUN, ""));
        assertTold(Reason.NO_SCRATCH, "no directory there takes a scratch file", of(Word.NOSCRATCH, ""));
        assertTold(
                Reason.NO_SCRATCH,
                "there is no /dev/null",
                of(Word.NOSCRATCH, "", "sh: can't create /dev/null: Permission denied"));
        assertTold(Reason.JAVA_MISSING, "none could be sent: no space", of(Word.NORUNTIME, "no space"));
        assertTold(Reason.JAVA_MISSING, "none could be sent: no directory there takes it", of(Word.NOROOM, "9"));
        assertTold(
                Reason.JAVA_MISSING,
                "none could be sent: what unpacks it is missing there: tar",
                of(Word.NOTOOLS, "tar"));
    }

    @Test
    void withoutALastWord() {
        assertTold(
                Reason.JAVA_TOO_OLD,
                "older than 9, as it does not know --add-opens: /usr/bin/java",
                of(null, "", "Unrecognized option: --add-opens=java.base/java.io=ALL-UNNAMED"));
        assertNull(of(null, "", "Killed"));
    }
}
