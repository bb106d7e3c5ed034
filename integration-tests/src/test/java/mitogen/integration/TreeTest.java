package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mitogen.Call;
import mitogen.CallException;
import mitogen.ChannelClosedException;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.RefusedException;
import mitogen.Select;
import mitogen.Sender;
import mitogen.ValueException;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.Options.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may talk to whom in a tree, and who hears of what, where the tree has branches. */
final class TreeTest extends ControllerFixture {
    private static final String CONTROLLER_ONLY = "takes orders from its ancestors only";

    private Context chain(ConnectionMethod... methods) {
        Context last = mitogen.context();
        for (ConnectionMethod method : methods) {
            last = last.connect(method);
        }
        return last.await();
    }

    @Test
    void whatATaskConnectsIsKnownAllTheWayUp() {
        Context two = chain(inProcess(), inProcess());
        Context four = two.call(() -> Context.current().connect(inProcess()).connect(inProcess()));
        assertEquals("in-process/in-process/in-process/in-process", four.name());
        assertEquals(42, four.call(() -> 42));
        assertEquals("here: " + four.name(), four.call(() -> "here: " + Context.current()));
    }

    @Test
    void hopsAsTextLeadToTheLastContextWhichClosesAllThatWereConnectedForIt() {
        Context last = mitogen.connect("local/local?timeout=20");
        assertEquals("local/local", last.name());
        ProcessHandle first = ProcessHandle.of(last.call(
                        () -> ProcessHandle.current().parent().orElseThrow().pid()))
                .orElseThrow();
        assertTrue(first.isAlive());
        last.withTimeout(Duration.ofSeconds(9)).close();
        assertFalse(first.isAlive());
        last.close();
    }

    @Test
    void textThatIsNoHopsIsRefusedWithItsFault() {
        String message = assertThrows(IllegalArgumentException.class, () -> mitogen.connect("local/shh:web1"))
                .getMessage();
        assertTrue(message.contains("  local/shh:web1\n        ^"), message);
    }

    @Test
    void numbersNeverRunOut() {
        Context one = chain(inProcess(), inProcess());
        int contexts = one.call(() -> {
            for (int i = 0; i < 600; i++) { // more than two blocks
                Context.current().connect(inProcess()).close();
            }
            return 600;
        });
        assertEquals(600, contexts);
        assertEquals(1, one.call(() -> Context.current().connect(inProcess()).call(() -> 1)));
    }

    @Test
    void cousinsReachEachOtherButDoNotObey() {
        Context one = chain(inProcess(), inProcess());
        Context other = chain(inProcess(), inProcess());
        assertTrue(one.call(other::ping).compareTo(Duration.ZERO) > 0);
        CallException refused = assertThrows(CallException.class, () -> one.call(() -> other.call(() -> 1)));
        assertTrue(refused.getMessage().contains(CONTROLLER_ONLY), refused.getMessage());
        CallException upward = assertThrows(CallException.class, () -> {
            Context up = mitogen.context();
            one.call(() -> up.call(() -> 1));
        });
        assertTrue(upward.getMessage().contains(CONTROLLER_ONLY), upward.getMessage());
    }

    @Test
    void chainsObeyTheSameContextsAsCalls() {
        Context one = chain(inProcess());
        Context other = chain(inProcess(), inProcess());
        CallException refused = assertThrows(
                CallException.class, () -> one.call(() -> other.chain().call(() -> 1)));
        assertTrue(refused.getMessage().contains(CONTROLLER_ONLY), refused.getMessage());
        Context up = mitogen.context();
        assertThrows(CallException.class, () -> one.call(() -> up.chain().call(() -> 1)));
        other.grant(one);
        assertEquals(2, one.call(() -> other.chain().call(() -> 2)));
    }

    @Test
    void whoHadNothingToDoWithAContextHearsWhyItIsGone() {
        Context one = chain(inProcess(), inProcess());
        Context other = chain(inProcess(), inProcess());
        other.close();
        CallException lost = assertThrows(CallException.class, () -> one.call(other::ping));
        assertTrue(lost.getMessage().contains("it was closed by the controller"), lost.getMessage());
    }

    @Test
    void aGrantLetsOneCallAnotherAndNobodyElse() {
        Context one = chain(inProcess());
        Context other = chain(inProcess(), inProcess());
        Context third = chain(inProcess());
        other.grant(one);
        assertEquals(
                "in-process/in-process",
                one.call(() -> other.call(() -> Context.current().name())));
        assertThrows(CallException.class, () -> third.call(() -> other.call(() -> 1)));
        assertThrows(CallException.class, () -> other.call(() -> one.call(() -> 1))); // nor the other way round
        CallException more = assertThrows(
                CallException.class,
                () -> one.call(() -> other.connect(inProcess()).await()));
        assertTrue(more.getMessage().contains(CONTROLLER_ONLY), more.getMessage());
    }

    @Test
    void onlyWhoIsAboveBothGrants() {
        Context one = chain(inProcess());
        Context other = chain(inProcess());
        CallException wrong = assertThrows(CallException.class, () -> one.call(() -> other.grant(Context.current())));
        assertTrue(wrong.getMessage().contains("only a context above both"), wrong.getMessage());
        assertThrows(IllegalArgumentException.class, () -> mitogen.context().grant(one));
        one.close();
        assertThrows(ContextLostException.class, () -> one.grant(other));
    }

    @Test
    void aUnidirectionalTreeHasNoWayAcross() {
        reopen(Options.defaults().withUnidirectional(true));
        Context one = chain(inProcess(), inProcess());
        Context other = chain(inProcess());
        CallException ping = assertThrows(CallException.class, () -> one.call(other::ping));
        assertTrue(ping.getMessage().contains("unidirectional"), ping.getMessage());
        // Inherited: two children of one child, too.
        Context below = one.connect(inProcess());
        Context beside = one.connect(inProcess()).await();
        assertThrows(CallException.class, () -> below.call(beside::ping));
        assertTrue(one.call(below::ping).compareTo(Duration.ZERO) > 0);
        Context up = mitogen.context();
        assertTrue(below.call(up::ping).compareTo(Duration.ZERO) > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anAncestorClosesAnyContext(int depth) {
        List<Context> all = new ArrayList<>();
        Context last = mitogen.context();
        for (int i = 0; i < 4; i++) {
            last = last.connect(inProcess());
            all.add(last);
        }
        last.await();
        Context made = all.get(3).call(() -> Context.current().connect(inProcess()));
        Context closer = depth == 0 ? mitogen.context() : all.get(depth - 1);
        closer.call(made::close);
        closer.call(made::close); // it is gone already
        ContextLostException gone = assertThrows(ContextLostException.class, () -> made.call(() -> 1));
        assertTrue(gone.getMessage().contains("gone"), gone.getMessage());
        all.get(1).close();
        ContextLostException lost =
                assertThrows(ContextLostException.class, () -> all.get(3).call(() -> 1));
        assertTrue(lost.getMessage().contains("closed by"), lost.getMessage());
        assertEquals(1, all.get(0).call(() -> 1));
    }

    @Test
    void whoIsNotAboveCannotClose() {
        Context one = chain(inProcess());
        Context other = chain(inProcess());
        CallException no = assertThrows(CallException.class, () -> one.call(other::close));
        assertTrue(no.getMessage().contains("only a context above it can close it"), no.getMessage());
        assertEquals(1, other.call(() -> 1));
    }

    /** The caller and the one that dies are in different branches; neither is above the other. */
    @Test
    void aCousinThatWaitsHearsOfTheEnd() throws Exception {
        Context one = chain(inProcess(), inProcess());
        Context other = chain(local(), local());
        other.grant(one);
        Call<Void> waiting = one.submit(() -> other.call(TreeTest::sleep));
        while (other.call(() -> Asleep.STARTED.getCount()) > 0) {
            Thread.onSpinWait();
        }
        long pid = other.call(() -> ProcessHandle.current().pid());
        long start = System.nanoTime();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        CallException lost = assertThrows(CallException.class, waiting::await);
        assertTrue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) < 2000, "heard of it late");
        assertTrue(lost.getMessage().contains("ContextLostException"), lost.getMessage());
        assertTrue(lost.getMessage().contains("killed by signal 9"), lost.getMessage());
    }

    static void sleep() throws InterruptedException {
        Asleep.STARTED.countDown();
        new CountDownLatch(1).await();
    }

    static final class Asleep {
        static final CountDownLatch STARTED = new CountDownLatch(1);

        private Asleep() {}
    }

    @Test
    void theClassPolicyKeepsBack() {
        reopen(Options.defaults()
                .withClassPolicy(ClassPolicy.defaults()
                        .onlyClasses("mitogen.integration.*")
                        .denyClasses(Secretive.class.getName())));
        Context one = chain(local());
        assertEquals(1, one.call(() -> 1));
        CallException denied = assertThrows(CallException.class, () -> one.call(Secretive::get));
        assertTrue(
                denied.getMessage().contains("NoClassDefFoundError")
                        || denied.getMessage().contains("ClassNotFound"),
                denied.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> ClassPolicy.defaults().onlyClasses("../secret"));
        assertThrows(
                IllegalArgumentException.class, () -> ClassPolicy.defaults().onlyClasses("com.*.x"));
    }

    static final class Secretive {
        private Secretive() {}

        static int get() {
            return 1;
        }
    }

    @Test
    void aMessageAboveTheLimitIsRefusedWhereItStarts() {
        reopen(Options.defaults().withLimits(Limits.defaults().withMessageBytes(1 << 20)));
        Context one = chain(inProcess(), inProcess());
        RuntimeException result = assertThrows(RuntimeException.class, () -> one.call(() -> new byte[2 << 20]));
        assertTrue(result.getMessage().contains("is above the limit of 1048576"), result.getMessage());
        byte[] large = new byte[2 << 20];
        RuntimeException task = assertThrows(RuntimeException.class, () -> one.call(() -> large.length));
        assertTrue(task.getMessage().contains("is above the limit of 1048576"), task.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Limits.defaults().withMessageBytes(0));
    }

    @Test
    void refusedIsNotLost() {
        Context one = chain(inProcess());
        Context up = mitogen.context();
        String type = one.call(() -> {
            try {
                up.call(() -> 1);
                return "obeyed";
            } catch (RefusedException e) {
                return "refused";
            }
        });
        assertEquals("refused", type);
    }

    @Test
    void aChannelThatNothingGetsThroughToTellsSo() {
        reopen(Options.defaults().withUnidirectional(true));
        Context one = chain(inProcess());
        Context other = chain(inProcess());
        Sender<Integer> sender =
                other.call(() -> Context.current().<Integer>receiver().sender());
        CallException refused = assertThrows(CallException.class, () -> one.call(() -> sender.send(1)));
        assertTrue(refused.is(ChannelClosedException.class), refused.getMessage());
        assertTrue(refused.getMessage().contains("(unidirectional)"), refused.getMessage());
        sender.send(1); // from above there is a way
    }

    @Test
    void whatBelongsToAnotherTreeIsRefused() {
        Context here = chain(inProcess());
        try (Mitogen another = Mitogen.open()) {
            Context there = another.connect(inProcess());
            Sender<Object> sender = another.context().receiver().sender();
            Runnable proxy = another.context()
                    .<Errand>offer(Errand.class, () -> () -> {})
                    .proxy();
            for (Object foreign : List.of(there, sender, proxy)) {
                ValueException refused =
                        assertThrows(ValueException.class, () -> here.submit(() -> String.valueOf(foreign)));
                assertTrue(refused.getMessage().contains("it belongs to another Mitogen"), refused.getMessage());
            }
            assertEquals("in-process", there.call(() -> Context.current().name()));
        }
        assertEquals("in-process", here.call(() -> Context.current().name()));
    }

    /** Our own classes are given away whatever the policy says, or a child could not even call a child of its own. */
    @Test
    void theClassPolicyKeepsNoneOfOurOwnClassesBack() {
        reopen(Options.defaults().withClassPolicy(ClassPolicy.defaults().onlyClasses("mitogen.integration.*")));
        int sum = mitogen.connect(local()).call(() -> {
            Context inner = Context.current().connect(local());
            Select<Integer> select = new Select<Integer>()
                    .add(inner.withLimit(1).submit(() -> 1))
                    .add(inner.chain().submit(() -> 2));
            return select.take().get() + select.take().get();
        });
        assertEquals(3, sum);
    }

    @Test
    void aClosedControllerRefusesWork() {
        Mitogen another = Mitogen.open();
        Context closed = another.context();
        another.close();
        for (Executable each : List.<Executable>of(
                closed::receiver, () -> closed.connect(inProcess()), () -> closed.submit(() -> 1))) {
            IllegalStateException refused = assertThrows(IllegalStateException.class, each);
            assertEquals("controller is closed", refused.getMessage());
        }
    }

    @Test
    void anInterruptThatCameBeforeDoesNotKeepAnythingOpen() {
        Mitogen another = Mitogen.open();
        Context child = another.connect(local()).await();
        Thread.currentThread().interrupt();
        another.close();
        assertTrue(Thread.interrupted());
        assertThrows(ContextLostException.class, child::ping);
    }

    interface Errand extends Runnable {}
}
