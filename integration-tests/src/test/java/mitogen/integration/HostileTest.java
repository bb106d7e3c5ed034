package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A controller with a well-behaved child, which has to go on to work whatever a hostile one does, and what it logs. Each
 * test ends with a call to the well-behaved one.
 */
@Timeout(30)
@ExtendWith(LeakCheck.class)
abstract class HostileTest {
    /** What a flood may cost the controller. */
    private static final long MOST_HEAP = 64 << 20;

    /** The bytes that may be under way of one child, twice what is counted, and what else there is. */
    static final long MOST = 100 << 20;

    private static final int MOST_THREADS = 40;

    Mitogen mitogen;
    Context sibling;
    HostileChild hostile;

    private final List<HostileChild> all = new ArrayList<>();
    private final Logger logger = Logger.getLogger("mitogen"); // a field, as loggers are held weakly
    private RecordedLog log;

    @BeforeEach
    final void listen() {
        log = RecordedLog.start();
        logger.setUseParentHandlers(false);
        open(Options.defaults());
    }

    /** Begins again, with other options. */
    final void reopen(Options options) {
        mitogen.close();
        open(options);
    }

    private void open(Options options) {
        mitogen = Mitogen.open(options);
        sibling = mitogen.connect(inProcess()).await();
        hostile = another();
    }

    /** One more hostile child, to whom nothing was refused yet. */
    final HostileChild another() {
        HostileChild child = HostileChild.of(mitogen);
        all.add(child);
        return child;
    }

    @AfterEach
    final void allElseWorks() throws Exception {
        try {
            assertEquals(42, sibling.submit(() -> 42).get(10, TimeUnit.SECONDS));
        } finally {
            all.forEach(HostileChild::close);
            mitogen.close();
            log.close();
            logger.setUseParentHandlers(true);
        }
    }

    /** Why a class is not taken from the hostile child. */
    static String notAccepted(String name) {
        return "the class " + name + " was named by a context that is not above controller, and no task that was sent"
                + " from there needs it; to accept it, say Context.accept("
                + name.substring(name.lastIndexOf('.') + 1).replace('$', '.')
                + ".class) there, or name it in the signature of the channel or the service";
    }

    /** That this was logged, of the child that is connected to the controller. */
    final void assertLogged(String what) throws Exception {
        Await.until("a line that says '" + what + "' in " + log.messages, () -> log.messages.contains(what));
    }

    /** That this was logged as refused. */
    final void assertRefused(String what) throws Exception {
        assertLogged("in-process was refused: " + what);
    }

    final int linesLogged() {
        return log.messages.size();
    }

    /** Runs something, and holds what it leaves behind in memory and threads against what is allowed. */
    static void assertCheap(Attack attack) throws Exception {
        assertWithin(MOST_HEAP, attack);
    }

    /** The same, for what is allowed to leave more behind. */
    static void assertWithin(long most, Attack attack) throws Exception {
        long before = used();
        attack.run();
        long grown = used() - before;
        assertTrue(grown < most, () -> "the heap has grown by " + (grown >> 20) + " MiB");
        int threads = Thread.activeCount();
        assertTrue(threads < MOST_THREADS, () -> threads + " threads");
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** What a context is called here. */
    final String called(int id) {
        return id == 0
                ? "controller"
                : id == sibling.id() || id == hostile.id() ? "in-process" : "unknown context " + id;
    }

    /** What a hostile child does. */
    interface Attack {
        void run() throws Exception;
    }
}
