package mitogen.classes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.answers.FrameText;
import mitogen.route.Link;
import mitogen.tree.Closing;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pipe sends ahead, and how it answers, whatever its store has. */
@Timeout(30)
final class ClassPipeTest {
    private static final int CHILD = 300;
    private static final int BEHIND = 301;
    private static final int REPLY = 5000;

    private final Agent agent = Neighbor.agent();
    private final Ledgers ledgers = new Ledgers(agent.router);
    private final Store store = new Store();
    private final Notes notes = new Notes();
    private final Shelf runtimes = new Shelf();
    private final ClassPipe pipe = new ClassPipe(agent, ledgers, store, runtimes, notes);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private Neighbor child;

    /** Has what the test puts into it, and answers when the test says so. */
    private final class Store implements ClassStore {
        final List<ClassRequest> wanted = new ArrayList<>();
        final List<RangeRequest> ranges = new ArrayList<>();
        final List<String> packed = new ArrayList<>();
        Link lost;
        int next = 1;

        int publish(String name) {
            Frame whole = Batch.of(List.of(new Batch.Entry(name, new byte[100], new byte[0])))
                    .frames(next);
            whole.address(0, 1, Protocol.CLASSES, 0, 0);
            agent.router.batches.put(next, whole);
            return next++;
        }

        @Override
        public Collection<Integer> batches(Link link, Collection<String> roots, int java) {
            List<Integer> numbers = new ArrayList<>();
            for (String root : roots) {
                packed.add(root + " for " + java);
                numbers.add(publish(root));
            }
            return numbers;
        }

        @Override
        public ClassFile file(String name) {
            return null;
        }

        @Override
        public long extent() {
            return 10;
        }

        @Override
        public void find(ClassRequest request) {
            wanted.add(request);
        }

        @Override
        public void read(RangeRequest request) {
            ranges.add(request);
        }

        @Override
        public void check(int context, Class<?> task, Collection<String> roots) {
            throw new ValueException(roots + " cannot be had");
        }

        @Override
        public void lost(Link link) {
            lost = link;
        }
    }

    private static final class Shelf implements RuntimeSource {
        final List<RuntimeRequest> wanted = new ArrayList<>();

        @Override
        public RuntimeArchive runtime(String platform) throws IOException {
            throw new IOException("there is none");
        }

        @Override
        public void find(RuntimeRequest request) {
            wanted.add(request);
        }
    }

    private static final class Notes implements ClassObserver {
        final List<String> all = new ArrayList<>();

        @Override
        public void called(int context, Collection<String> roots, Collection<Integer> batches) {
            all.add(context + " called " + roots + " with " + batches);
        }

        @Override
        public void missed(int context, Collection<String> roots, String name, Collection<Integer> batches) {
            all.add(context + " missed " + name + " for " + roots + ", got " + batches);
        }

        @Override
        public void closing(int context) {
            all.add(context + " closing");
        }
    }

    @BeforeEach
    void open() throws IOException {
        child = Neighbor.child(agent, CHILD);
        child.grandchild(BEHIND);
        pipe.start(timer);
    }

    @AfterEach
    void close() throws IOException {
        child.close();
        timer.shutdownNow();
        new Closing(agent).close();
    }

    private void ask(int handle, Frame payload) {
        pipe.handle(child.link, child.message(handle, REPLY, 0, payload));
    }

    private void answered(int flags) throws IOException {
        Frame answer = child.next();
        assertEquals(REPLY, answer.handle(), () -> FrameText.of(answer));
        assertEquals(flags, answer.flags() & (Protocol.DEAD | Protocol.BULK));
    }

    @Test
    void theClassesOfATaskGoAheadOnce() throws IOException {
        pipe.up(CHILD, 21);
        pipe.ahead(CHILD, List.of("a.Task", "b.Part"));
        pipe.ahead(CHILD, List.of("a.Task"));
        pipe.ahead(CHILD, List.of("c.Task"));
        assertEquals(List.of(1, 2, 3), List.of(child.nextBatch(), child.nextBatch(), child.nextBatch()));
        assertEquals(List.of("a.Task for 21", "b.Part for 21", "c.Task for 21"), store.packed);
        assertEquals(
                List.of(
                        "300 called [a.Task, b.Part] with [1, 2]",
                        "300 called [a.Task] with []",
                        "300 called [c.Task] with [3]"),
                notes.all);
        assertEquals(10 + 3, pipe.extent());
    }

    @Test
    void nothingGoesAheadToWhoIsNotBelow() {
        pipe.ahead(77, List.of("a.Task"));
        pipe.check(77, Object.class, List.of("a.Task"));
        assertEquals(List.of(), store.packed);
        assertEquals(10, pipe.extent());
    }

    @Test
    void aTaskIsCheckedUntilItsClassesWereSent() {
        List<String> roots = List.of("a.Task");
        assertThrows(ValueException.class, () -> pipe.check(CHILD, Object.class, roots));
        pipe.ahead(CHILD, roots);
        pipe.check(CHILD, Object.class, roots);
        pipe.gone(Set.of(CHILD));
        assertThrows(ValueException.class, () -> pipe.check(CHILD, Object.class, roots));
    }

    @Test
    void aClassThatIsAskedForComesBeforeTheAnswer() throws IOException {
        pipe.ahead(CHILD, List.of("a.Task"));
        child.nextBatch();
        ask(Protocol.GET_CLASS, Neighbor.text("b.Other"));
        ClassRequest wanted = store.wanted.get(0);
        assertEquals("b.Other", wanted.name);
        assertFalse(wanted.resource);
        assertEquals(CHILD, wanted.context);
        assertEquals(17, wanted.java, "it is not known");
        wanted.take(List.of(store.publish("b.Other")));
        assertEquals(2, child.nextBatch());
        answered(0);
        assertEquals("300 missed b.Other for [a.Task], got [2]", notes.all.get(1));
        assertEquals(0, child.account.kept());
    }

    @Test
    void aResourceThatIsLargeIsNotKept() throws IOException {
        ask(Protocol.RESOURCE, Neighbor.text("words.txt"));
        ClassRequest wanted = store.wanted.get(0);
        assertEquals("/words.txt", wanted.name);
        assertTrue(wanted.resource);
        wanted.takeOnce(Batch.of(List.of(new Batch.Entry(wanted.name, new byte[10], null))));
        assertEquals(0, child.nextBatch());
        answered(Protocol.BULK);
        assertEquals(List.of("300 missed /words.txt for [], got []"), notes.all);
        assertEquals(Map.of(), agent.router.batches);
    }

    @Test
    void aRelayAsksForSomebodyBelowIt() throws IOException {
        PayloadWriter question = new PayloadWriter();
        question.putString("b.Other");
        question.putInt(BEHIND);
        question.putByte(25);
        ask(Protocol.GET_CLASS, question.frames());
        ClassRequest wanted = store.wanted.get(0);
        assertEquals(BEHIND, wanted.context);
        assertEquals(25, wanted.java);
        PayloadReader again = new PayloadReader(wanted.question());
        assertEquals("b.Other", again.getString());
        assertEquals(BEHIND, again.getInt());
        assertEquals(25, again.getByte());
        wanted.take(List.of(store.publish("b.Other")));
        assertEquals(BEHIND, child.next().destination());
        answered(0);
    }

    @Test
    void aPartOfALargeResource() throws IOException {
        ask(Protocol.RANGE, range());
        RangeRequest wanted = store.ranges.get(0);
        assertEquals(
                "7 -8 1099511627776 256",
                wanted.number + " " + wanted.stream + " " + wanted.offset + " " + wanted.length);
        assertArrayEquals(bytes(range()), bytes(wanted.question()));
        wanted.take(Neighbor.text("the part"));
        Frame answer = child.next();
        assertTrue(answer.is(Protocol.BULK));
        assertEquals("the part", new PayloadReader(answer).getString());
    }

    private static Frame range() {
        PayloadWriter question = new PayloadWriter();
        question.putInt(7);
        question.putLong(-8);
        question.putLong(1L << 40);
        question.putInt(256);
        return question.frames();
    }

    private static byte[] bytes(Frame frame) {
        PayloadReader payload = new PayloadReader(frame);
        return payload.getBytes((int) payload.remaining());
    }

    @Test
    void aRuntime() throws IOException {
        ask(Protocol.RUNTIME, RuntimeRequest.question("linux-x86_64-glibc"));
        RuntimeRequest wanted = runtimes.wanted.get(0);
        assertEquals("linux-x86_64-glibc", wanted.platform);
        wanted.take(new RuntimeArchive("ab".repeat(32), 46_000, 15_000_000, null), 3);
        Frame answer = child.next();
        assertEquals(REPLY, answer.handle());
        RuntimeArchive archive = RuntimeArchive.read(answer, agent.router);
        assertEquals("ab".repeat(32), archive.digest());
        assertEquals(46_000, archive.kibibytes());
        assertEquals(15_000_000, archive.length());
    }

    @Test
    void whoMayNotAskIsRefused() throws IOException {
        Frame forged = Neighbor.text("a.Type");
        forged.address(1, BEHIND, Protocol.GET_CLASS, REPLY, 0);
        pipe.handle(child.link, forged);
        assertEquals("REFUSED relay gives classes to its own children only", child.nextRefusal(REPLY));
        PayloadWriter question = new PayloadWriter();
        question.putString("a.Type");
        question.putInt(77);
        question.putByte(17);
        ask(Protocol.RESOURCE, question.frames());
        assertEquals(
                "REFUSED relay gives no classes to a context that is not behind relay/child300",
                child.nextRefusal(REPLY));
        assertEquals(List.of(), store.wanted);
        assertEquals(0, child.account.kept());
    }

    @Test
    void aLongNameIsRefusedAtOnce() throws IOException {
        for (int handle : List.of(Protocol.GET_CLASS, Protocol.RESOURCE, Protocol.RUNTIME)) {
            ask(handle, Neighbor.text("A".repeat(8193)));
            assertEquals("REFUSED relay takes no name of 8193 characters", child.nextRefusal(REPLY));
        }
        assertEquals(0, child.account.kept());
        ask(Protocol.GET_CLASS, Neighbor.text("A".repeat(8192)));
        assertEquals(512 + 2 * 8192, child.account.kept(), "it is paid for until it is answered");
    }

    @Test
    void whateverGoesWrongThereIsAnAnswer() throws IOException {
        ask(Protocol.GET_CLASS, Neighbor.text("a.Type"));
        store.wanted.get(0).answerOn(Runnable::run, () -> {
            throw new StackOverflowError("deep");
        });
        assertEquals("REFUSED relay cannot read it: java.lang.StackOverflowError: deep", child.nextRefusal(REPLY));
        Executor closed = work -> {
            throw new RejectedExecutionException();
        };
        ask(Protocol.GET_CLASS, Neighbor.text("a.Type"));
        store.wanted.get(1).answerOn(closed, () -> {});
        assertEquals("LOST relay is closed", child.nextRefusal(REPLY));
        assertEquals(0, child.account.kept());
    }

    @Test
    void workWaitsForAChildThatDoesNotRead() throws IOException {
        ask(Protocol.GET_CLASS, Neighbor.text("a.Type"));
        ClassRequest wanted = store.wanted.get(0);
        child.account.full = true;
        wanted.answerOn(Runnable::run, () -> wanted.fail(Protocol.REFUSED, "too early"));
        assertEquals(1, store.wanted.size());
        pipe.lost(child.link);
        child.account.full = false;
        assertEquals(child.link, store.lost);
        pipe.closing(CHILD);
        assertEquals(List.of("300 closing"), notes.all);
    }

    /** What the first call of a library costs: nothing is asked for, and each batch crosses once. */
    @Test
    void theFirstCallOfALibraryTakesNoRoundTrip() throws IOException {
        List<String> roots = List.of("app.Task", "lib.A", "lib.B", "lib.C");
        pipe.ahead(CHILD, roots);
        int bytes = 0;
        for (int i = 0; i < roots.size(); i++) {
            bytes += child.next().payloadLength();
        }
        assertEquals(
                agent.router.batches.values().stream()
                        .mapToInt(Frame::payloadLength)
                        .sum(),
                bytes);
        assertEquals(List.of(), store.wanted);
    }
}
