package mitogen.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mitogen.CallException;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ContextLostException;
import mitogen.End;
import mitogen.RemoteThrowable;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.status.UsageException;
import mitogen.cli.targets.Target;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    private static final Target TARGET = new Target("local", List.of(mitogen.connect.Local.local()));

    private static int all(Outcome... outcomes) {
        List<Outcome> list = new ArrayList<>(List.of(outcomes));
        int status = Outcome.statusOf(list);
        Collections.reverse(list);
        assertEquals(status, Outcome.statusOf(list), "the order does not matter");
        return status;
    }

    private static Outcome ended(int status) {
        return Outcome.ended(TARGET, status);
    }

    private static ConnectFailedException failed(Reason reason) {
        return new ConnectFailedException(reason, "local", "x");
    }

    private static Outcome failed(Throwable failure) {
        return Outcome.failed(TARGET, failure);
    }

    @Test
    void eachFailureHasItsStatus() {
        assertEquals(4, ExitStatus.of(failed(Reason.NOT_LET_IN)));
        assertEquals(4, ExitStatus.of(failed(Reason.HOST_KEY_UNKNOWN)));
        assertEquals(5, ExitStatus.of(failed(Reason.TIMEOUT)));
        assertEquals(3, ExitStatus.of(failed(Reason.UNREACHABLE)));
        assertEquals(3, ExitStatus.of(failed(Reason.JAVA_MISSING)));
        assertEquals(3, ExitStatus.of(failed(Reason.JAVA_TOO_OLD)));
        assertEquals(3, ExitStatus.of(failed(Reason.BOOTSTRAP_FAILED)));
        assertEquals(3, ExitStatus.of(failed(Reason.CLOSED)));
        assertEquals(3, ExitStatus.of(new ContextLostException(new End(null, End.Reason.EXITED, "x", 1, "x"))));
        assertEquals(1, ExitStatus.of(new CallException("local", new RemoteThrowable(new String[] {"A"}, null, null))));
        assertEquals(42, ExitStatus.of(new ProgramFailure("x", 42)));
        assertEquals(2, ExitStatus.of(new UsageException("x")));
        assertEquals(70, ExitStatus.of(new IllegalStateException("x")));
    }

    @Test
    void aSingleTargetGivesTheProgramsOwn() {
        assertEquals(0, all(ended(0)));
        assertEquals(17, all(ended(17)));
        assertEquals(137, all(ended(137)));
        assertEquals(4, all(failed(failed(Reason.HOST_KEY_UNKNOWN))));
        assertEquals(42, all(failed(new ProgramFailure("x", 42))));
    }

    @Test
    void ofSeveralTargetsTheProgramsOwnIsOneThing() {
        assertEquals(0, all(ended(0), ended(0)));
        assertEquals(1, all(ended(0), ended(17)));
        assertEquals(1, all(ended(4), ended(5)), "a program's 4 is not ours");
        assertEquals(1, all(failed(new ProgramFailure("x", 3)), ended(0)));
    }

    @Test
    void theGravestFailureWins() {
        Outcome program = ended(9);
        Outcome unreachable = failed(failed(Reason.UNREACHABLE));
        Outcome timeOut = failed(failed(Reason.TIMEOUT));
        Outcome notTrusted = failed(failed(Reason.NOT_LET_IN));
        Outcome internal = failed(new IllegalStateException("x"));
        assertEquals(3, all(ended(0), program, unreachable));
        assertEquals(5, all(program, unreachable, timeOut));
        assertEquals(4, all(program, unreachable, timeOut, notTrusted));
        assertEquals(70, all(program, unreachable, timeOut, notTrusted, internal));
    }
}
