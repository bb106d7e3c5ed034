package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Task;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A controller and a context at the end of some way: for each test, or, where {@link #shared} says so, for all tests that
 * are not {@link Alone}. Nothing is left behind by a test that has its own, nor by all that share one.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(ContextFixture.AloneFirst.class)
abstract class ContextFixture {
    static final Task<Long> PID = () -> ProcessHandle.current().pid();

    RecordedOutput output;
    Mitogen mitogen;
    Context context;

    private LeakCheck.Snapshot before;
    private boolean kept; // the controller, for the next test

    /** The way from the controller to the context that is tested. */
    abstract List<ConnectionMethod> way();

    /** Whether tests share a controller. One way at least does not: there each test is the first that its context sees. */
    boolean shared() {
        return false;
    }

    /** Makes the far side of a shared context forget what earlier tests left there. */
    void forget() {}

    @BeforeEach
    final void connect(TestInfo test) {
        boolean alone = !shared() || test.getTestMethod().orElseThrow().isAnnotationPresent(Alone.class);
        if (!kept) {
            before = LeakCheck.Snapshot.take();
            output = new RecordedOutput();
            mitogen = Mitogen.open(Options.defaults().withOutput(output).withLogLevel(Level.FINE));
            context = tested();
            kept = !alone;
        } else {
            forget();
            output.clear();
        }
    }

    /** The context that is tested, by default that at the end of the way. */
    Context tested() {
        return connect(mitogen, way());
    }

    static Context connect(Mitogen mitogen, List<ConnectionMethod> way) {
        Context context = mitogen.context();
        for (ConnectionMethod method : way) {
            context = context.connect(method);
        }
        return context;
    }

    @AfterEach
    final void close() {
        if (!kept) {
            closeAndCheck();
        }
    }

    @AfterAll
    final void closeShared() {
        if (kept) {
            kept = false;
            closeAndCheck();
        }
    }

    private void closeAndCheck() {
        mitogen.close();
        assertEquals(List.of(), LeakCheck.leaks(before, LeakCheck.PATIENCE), "left behind");
    }

    /** So that what a shared controller does by itself is no leak of those that have their own. */
    static final class AloneFirst implements MethodOrderer {
        @Override
        public void orderMethods(MethodOrdererContext context) {
            context.getMethodDescriptors().sort(Comparator.comparing(method -> !method.isAnnotated(Alone.class)));
        }
    }
}
