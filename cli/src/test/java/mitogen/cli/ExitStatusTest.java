package mitogen.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mitogen.CallException;
import mitogen.ConnectException;
import mitogen.ContextLostException;
import mitogen.RemoteThrowable;
import mitogen.connect.AuthenticationException;
import mitogen.connect.BootstrapException;
import mitogen.connect.ConnectTimeoutException;
import mitogen.connect.HostKeyException;
import mitogen.connect.JavaNotFoundException;
import mitogen.connect.JavaTooOldException;
import mitogen.connect.UnreachableException;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    private static final Target TARGET = new Target("local", List.of(mitogen.connect.Local.local()));

    private static int all(Outcome... outcomes) {
        List<Outcome> list = new ArrayList<>(List.of(outcomes));
        int status = ExitStatus.of(list);
        Collections.reverse(list);
        assertEquals(status, ExitStatus.of(list), "the order does not matter");
        return status;
    }

    private static Outcome ended(int status) {
        return Outcome.ended(TARGET, status);
    }

    private static Outcome failed(Throwable failure) {
        return Outcome.failed(TARGET, failure);
    }

    @Test
    void eachFailureHasItsStatus() {
        assertEquals(4, ExitStatus.of(new AuthenticationException("x")));
        assertEquals(4, ExitStatus.of(new HostKeyException("x")));
        assertEquals(5, ExitStatus.of(new ConnectTimeoutException("x")));
        assertEquals(3, ExitStatus.of(new UnreachableException("x")));
        assertEquals(3, ExitStatus.of(new JavaNotFoundException("x")));
        assertEquals(3, ExitStatus.of(new JavaTooOldException("x")));
        assertEquals(3, ExitStatus.of(new BootstrapException("x")));
        assertEquals(3, ExitStatus.of(new ConnectException("x")));
        assertEquals(3, ExitStatus.of(new ContextLostException("x", 1)));
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
        assertEquals(4, all(failed(new HostKeyException("x"))));
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
        Outcome unreachable = failed(new UnreachableException("x"));
        Outcome timeOut = failed(new ConnectTimeoutException("x"));
        Outcome notTrusted = failed(new AuthenticationException("x"));
        Outcome internal = failed(new IllegalStateException("x"));
        assertEquals(3, all(ended(0), program, unreachable));
        assertEquals(5, all(program, unreachable, timeOut));
        assertEquals(4, all(program, unreachable, timeOut, notTrusted));
        assertEquals(70, all(program, unreachable, timeOut, notTrusted, internal));
    }
}
