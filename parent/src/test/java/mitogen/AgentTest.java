package mitogen;

import static mitogen.route.ScriptedPeer.address;
import static mitogen.route.ScriptedPeer.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.answers.FrameText;
import mitogen.route.Route;
import mitogen.route.ScriptedPeer;
import mitogen.tree.Closing;
import mitogen.tree.Settings;
import mitogen.values.RareValues;
import mitogen.wire.Anything;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A context's agent, 5, below 2 and 0; its parent and a child, 7, are played. */
@Timeout(30)
final class AgentTest {
    private static final int SELF = 5;
    private static final int REPLY = 2000;

    private static final ClassLoader WITHOUT_PARENT = new ClassLoader(AgentTest.class.getClassLoader()) {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("mitogen.parent.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    };

    private Agent agent;
    private Closing closing;
    private ScriptedPeer parent;
    private ScriptedPeer child;

    @BeforeEach
    void start() throws Exception {
        int[] settings = new Settings(Level.INFO.intValue(), false, 1000, 0, 0, 0, 0, false, false, 0).write();
        BootConfig config = new BootConfig(SELF, "local/local", Protocol.MAX_MESSAGE, 0, settings, new int[] {2, 0});
        agent = new Agent(config, new byte[0], WITHOUT_PARENT, null, why -> {});
        closing = new Closing(agent);
        parent = new ScriptedPeer(agent.router, 2, "parent");
        agent.router.parent = parent.link;
        parent.start();
        child = new ScriptedPeer(agent.router, 7, "child");
        agent.router.routes.put(7, new Route(child.link, "child", SELF));
        child.start((from, frame) -> agent.router.route(from, frame, false));
    }

    @AfterEach
    void stop() throws Exception {
        closing.close();
        child.close();
        parent.close();
    }

    /** Tasks that need no lambda. */
    record Twice(int number) implements Task<Integer> {
        @Override
        public Integer run() {
            return 2 * number;
        }
    }

    record Failing(String text) implements Task<Integer> {
        @Override
        public Integer run() {
            throw new IllegalStateException(text);
        }
    }

    record Blocking() implements Task<String> {
        static final CountDownLatch STARTED = new CountDownLatch(1);

        @Override
        public String run() {
            STARTED.countDown();
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException e) {
                return "interrupted";
            }
        }
    }

    private static Frame call(int source, int replyTo, Object task) {
        ValueWriter payload = new ValueWriter("the task", Protocol.MAX_MESSAGE, -1, new RareValues());
        payload.put(task);
        return address(payload.frames(), source, SELF, Protocol.CALL, replyTo, 0);
    }

    private static Object value(Frame frame) {
        return new ValueReader(frame, new Anything()).get();
    }

    /** A thread that was called for work which another took has run none. */
    @Test
    void noThreadIsLeft() throws Exception {
        Set<Thread> before = taskThreads();
        for (int i = 0; i < 20; i++) {
            Agent fresh = new Agent(agent.config, new byte[0], WITHOUT_PARENT, null, why -> {});
            Closing end = new Closing(fresh);
            CountDownLatch done = new CountDownLatch(20);
            fresh.execute(() -> {
                for (long left = done.getCount(); left > 0; left--) {
                    fresh.execute(done::countDown);
                }
            });
            done.await();
            end.close();
        }
        Set<Thread> left = taskThreads();
        left.removeAll(before);
        for (Thread each : left) {
            each.join(1000); // it is counted out before it has ended
            assertFalse(each.isAlive(), each::getName);
        }
    }

    private static Set<Thread> taskThreads() {
        Set<Thread> all = new HashSet<>(Thread.getAllStackTraces().keySet());
        all.removeIf(each -> !each.getName().startsWith("mitogen-task-"));
        return all;
    }

    @Test
    void workThatWaitsForOtherWorkHasAThreadOfItsOwn() throws Exception {
        int pieces = 100;
        CyclicBarrier together = new CyclicBarrier(pieces + 1);
        for (int i = 0; i < pieces; i++) {
            agent.execute(() -> {
                try {
                    together.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        together.await(); // for ever, if one was queued behind another
    }

    /** On a busy machine many threads may be kept from running with their piece in hand; but not always. */
    @Test
    void shortWorkIsRunByFewThreads() throws Exception {
        int pieces = 10_000;
        int fewest = pieces;
        for (int round = 0; round < 5 && fewest >= pieces / 100; round++) {
            stop();
            start(); // without the threads of the round before
            fewest = Math.min(fewest, threadsFor(pieces));
        }
        // Usually 5 or so; a thread for each that finds all others busy would make hundreds.
        assertTrue(fewest < pieces / 100, fewest + " threads for " + pieces + " short pieces of work");
    }

    private int threadsFor(int pieces) throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(pieces);
        for (int i = 0; i < pieces; i++) {
            agent.execute(() -> {
                threads.add(Thread.currentThread());
                done.countDown();
            });
        }
        done.await();
        return threads.size();
    }

    @Test
    void workBehindOneThatFailedIsRun() throws Exception {
        CountDownLatch done = new CountDownLatch(2);
        agent.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> done.countDown());
            throw new IllegalStateException("as intended");
        });
        agent.execute(done::countDown);
        done.await();
    }

    @Test
    void workOfAClosedAgentIsRunByWhoeverBringsIt() {
        closing.close();
        Thread[] ran = new Thread[1];
        agent.execute(() -> ran[0] = Thread.currentThread());
        assertEquals(Thread.currentThread(), ran[0]);
    }

    @Test
    void callOfAnAncestorIsAnswered() throws Exception {
        for (int ancestor : new int[] {2, 0}) {
            parent.queue(call(ancestor, REPLY, new Twice(21))).play();
            Frame reply = parent.take();
            assertEquals(ancestor, reply.destination());
            assertEquals(REPLY, reply.handle());
            assertEquals(42, value(reply));
        }
    }

    @Test
    void failureIsAnsweredAsAnError() throws Exception {
        parent.queue(call(0, REPLY, new Failing("as intended"))).play();
        Frame reply = parent.take();
        assertTrue(reply.is(Protocol.ERROR));
        RemoteThrowable thrown = (RemoteThrowable) value(reply);
        assertEquals("java.lang.IllegalStateException: as intended", thrown.toString());
        assertEquals("run", thrown.getStackTrace()[0].getMethodName());
        for (StackTraceElement frame : thrown.getStackTrace()) {
            assertEquals(Failing.class.getName(), frame.getClassName(), "the frames of the agent are cut off");
        }
    }

    @Test
    void ordersOfOthersThanAncestorsAreRefused() throws Exception {
        int[] orders = {Protocol.CALL, Protocol.CONNECT, Protocol.CLOSE, Protocol.CREDIT, Protocol.GRANT};
        for (int order : orders) {
            child.queue(message(7, SELF, order, REPLY, 0, new byte[] {0, 0, 0, 1}))
                    .play();
            String reason = child.takeDead(REPLY, Protocol.REFUSED);
            assertTrue(reason.contains("takes orders from its ancestors only"), reason);
            assertTrue(reason.contains("not from child"), reason);
            // A cousin: somebody above sent it here, but is no ancestor either.
            parent.queue(message(33, SELF, order, REPLY, 0, new byte[] {0, 0, 0, 1}))
                    .play();
            parent.takeDead(REPLY, Protocol.REFUSED);
        }
    }

    /** A thread goes on with the next piece at once, where there are many. */
    @Test
    void noPieceOfWorkFindsTheInterruptOfAnother() throws Exception {
        int pieces = 10_000;
        CountDownLatch over = new CountDownLatch(pieces);
        AtomicInteger interrupted = new AtomicInteger();
        for (int i = 0; i < pieces; i++) {
            agent.execute(() -> {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.incrementAndGet();
                }
                Thread.currentThread().interrupt();
                over.countDown();
            });
        }
        over.await();
        assertEquals(0, interrupted.get());
    }

    @Test
    void cancelInterruptsTheTaskOfThatCallAlone() throws Exception {
        parent.queue(call(0, REPLY, new Blocking())).play();
        Blocking.STARTED.await();
        PayloadWriter wrong = new PayloadWriter();
        wrong.putInt(REPLY);
        parent.queue(address(wrong.frames(), 2, SELF, Protocol.CANCEL, 0, 0)).play(); // not its caller
        parent.assertSilent(SELF, 0);
        PayloadWriter cancel = new PayloadWriter();
        cancel.putInt(REPLY);
        parent.queue(address(cancel.frames(), 0, SELF, Protocol.CANCEL, 0, 0)).play();
        Frame reply = parent.take();
        assertEquals(REPLY, reply.handle());
        assertEquals("interrupted", value(reply));
    }

    @Test
    void pingIsAnsweredToAnybody() throws Exception {
        parent.assertSilent(SELF, 0);
        parent.assertSilent(SELF, 33);
        child.assertSilent(SELF, 7);
    }

    @Test
    void rubbishInACallIsAnsweredAndHarmless() throws Exception {
        byte[][] rubbish = {{}, {99}, {10, 127}, {17, 0, 2, 'x'}, {22}, {(byte) 13, 0, (byte) 0xff, (byte) 0xff}};
        for (byte[] payload : rubbish) {
            parent.queue(message(0, SELF, Protocol.CALL, REPLY, 0, payload)).play();
            Frame reply = parent.take();
            assertEquals(REPLY, reply.handle());
            assertTrue(reply.is(Protocol.ERROR), () -> FrameText.of(reply));
        }
        parent.queue(call(0, REPLY, "not a task")).play();
        assertTrue(value(parent.take()).toString().contains("a call carried no task"));
        parent.queue(call(0, REPLY, new Twice(1))).play();
        assertEquals(2, value(parent.take()));
    }

    /** The parent module is not to be had here: neither the order nor what was sent behind it may stay without an answer. */
    @Test
    void anOrderToConnectIsAnsweredWhateverIsMissing() throws Exception {
        PayloadWriter order = new PayloadWriter();
        order.putInt(40);
        order.putString("somewhere");
        order.putByte(0);
        parent.queue(address(order.frames(), 0, SELF, Protocol.CONNECT, REPLY, 0))
                .queue(message(0, 40, Protocol.PING, REPLY + 1, 0, new byte[0]))
                .play();
        List<String> reasons = new ArrayList<>();
        for (int answers = 0; answers < 2; ) {
            Frame answer = parent.take();
            if (answer.handle() == REPLY || answer.handle() == REPLY + 1) {
                if (answer.is(Protocol.DEAD)) {
                    PayloadReader dead = new PayloadReader(answer);
                    dead.getByte();
                    dead.getLong();
                    reasons.add(dead.getString());
                } else {
                    reasons.add(value(answer).toString());
                }
                answers++;
            }
        }
        assertTrue(
                reasons.stream().allMatch(reason -> reason.contains("cannot load mitogen-parent")), reasons::toString);
    }

    @Test
    void truncatedOrdersDoNotEndTheLink() throws Exception {
        int[] orders = {
            Protocol.CANCEL, Protocol.CREDIT, Protocol.CONNECT, Protocol.CLOSE, Protocol.GET_CLASS, Protocol.ALLOCATE
        };
        for (int order : orders) {
            parent.queue(message(0, SELF, order, 0, 0, new byte[] {1})).play();
        }
        parent.queue(call(0, REPLY, new Twice(1))).play();
        Frame reply = parent.take();
        while (reply.handle() == Protocol.LOG) {
            reply = parent.take();
        }
        assertEquals(REPLY, reply.handle());
        assertEquals(2, value(reply));
    }

    @Test
    void deadAnswerCarriesItsReason() throws Exception {
        parent.queue(message(0, SELF, 77, REPLY, 0, new byte[0])).play();
        Frame dead = parent.take();
        PayloadReader payload = new PayloadReader(dead);
        assertEquals(Protocol.REFUSED, payload.getByte());
        assertEquals(-1, payload.getLong());
        assertEquals(agent.router.nameOf(5) + " has no handle 77", payload.getString());
        assertEquals(0, payload.remaining());
    }
}
