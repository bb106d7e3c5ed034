package mitogen.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import mitogen.agent.Agent;
import mitogen.route.Router;
import mitogen.tree.Closing;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a relay asks its own parent, and whom it answers from what came by. */
@Timeout(30)
final class ClassRelayTest {
    private static final String ABSENT = "no.Type";
    private static final int JAVA = Runtime.version().feature();

    private final Agent agent = Neighbor.agent();
    private final RelayedRuntimes runtimes = new RelayedRuntimes(agent);
    private final ClassPipe pipe =
            new ClassPipe(agent, new Ledgers(agent.router), new ClassRelay(agent), runtimes, ClassObserver.NONE);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private Neighbor first;
    private Neighbor second;

    @BeforeEach
    void open() throws IOException {
        first = Neighbor.child(agent, 300);
        second = Neighbor.child(agent, 301);
        pipe.start(timer);
    }

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
        timer.shutdownNow();
        new Closing(agent).close();
    }

    private void ask(Neighbor child, int handle, int replyTo, Frame payload) {
        pipe.handle(child.link, child.message(handle, replyTo, 0, payload));
    }

    /** Whoever asks for the same class later does not wait for an answer to a question that was never asked. */
    @Test
    void eachIsAnsweredByARelayThatCannotAsk() throws IOException {
        for (int replyTo = 5000; replyTo < 5003; replyTo++) {
            ask(first, Protocol.GET_CLASS, replyTo, Neighbor.text(ABSENT));
            String refusal = first.nextRefusal(replyTo);
            assertTrue(refusal.startsWith("REFUSED relay cannot read it: "), refusal);
        }
    }

    private static Frame absence(int number) {
        byte[] reason = "it is nowhere".getBytes(StandardCharsets.UTF_8);
        return Batch.of(List.of(new Batch.Entry("!" + ABSENT, reason, null))).frames(number);
    }

    @Test
    void itIsAskedOnceForAllWhoWantTheSame() throws IOException {
        try (Neighbor parent = Neighbor.parent(agent)) {
            ask(first, Protocol.GET_CLASS, 5000, Neighbor.text(ABSENT));
            Frame question = parent.next();
            PayloadReader payload = new PayloadReader(question);
            assertEquals(ABSENT, payload.getString());
            assertEquals(300, payload.getInt());
            assertEquals(17, payload.getByte());
            ask(second, Protocol.GET_CLASS, 6000, Neighbor.text(ABSENT));
            parent.send(300, Protocol.CLASSES, 0, absence(9));
            parent.send(1, question.replyTo(), 0, new PayloadWriter().frames());
            assertEquals(9, first.nextBatch());
            assertEquals(5000, first.next().handle());
            assertEquals(9, second.nextBatch());
            assertEquals(6000, second.next().handle());
            ask(first, Protocol.GET_CLASS, 5001, Neighbor.text(ABSENT));
            assertEquals(4, first.next().payloadLength(), "it has it, and gets the number");
            assertEquals(5001, first.next().handle());
            ask(first, Protocol.GET_CLASS, 5002, Neighbor.text("no.Other"));
            assertEquals("no.Other", new PayloadReader(parent.next()).getString(), "nothing else was asked");
        }
    }

    /** What cannot be read does not keep away what can. */
    @Test
    void whatCameByIsReadWhenItIsNeeded() throws IOException {
        byte[] starts = classFile();
        byte[] damaged = Arrays.copyOf(starts, starts.length / 2);
        agent.router.batches.put(9, batch(9, Map.of("app.Starts", starts)));
        agent.router.batches.put(10, batch(10, Map.of("app.Damaged", damaged)));
        ClassRelay relay = new ClassRelay(agent);
        assertEquals(List.of(9), List.copyOf(relay.batches(first.link, List.of("app.Starts"), JAVA)));
        assertEquals(
                List.of(10),
                List.copyOf(relay.batches(first.link, List.of("app.Damaged"), JAVA)),
                "whoever asked for it is to find out");
        assertNull(relay.file("app.Damaged"));
    }

    /** The build packs what contexts need to call others in several batches, which nobody has to follow. */
    @Test
    void ourOwnClassesGoTogether() throws IOException {
        byte[] any = classFile();
        agent.router.batches.put(9, batch(9, Map.of("mitogen.parent.Parent", any)));
        agent.router.batches.put(10, batch(10, Map.of("mitogen.calls.Caller", any, "mitogen.calls.Chains", any)));
        agent.router.batches.put(11, batch(11, Map.of("mitogen.calls.CallChain", any, "app.Starts", any)));
        ClassRelay relay = new ClassRelay(agent);
        assertEquals(List.of(9, 10), List.copyOf(relay.batches(first.link, List.of("mitogen.parent.Parent"), JAVA)));
        assertEquals(List.of(10), List.copyOf(relay.batches(first.link, List.of("mitogen.calls.Caller"), JAVA)));
    }

    private static byte[] classFile() throws IOException {
        try (InputStream in = ClassRelayTest.class.getResourceAsStream("Neighbor.class")) {
            return in.readAllBytes();
        }
    }

    private static Frame batch(int number, Map<String, byte[]> classes) {
        List<Batch.Entry> entries = new ArrayList<>();
        classes.forEach((name, bytes) -> entries.add(new Batch.Entry(name, bytes, new byte[0])));
        return Batch.of(entries).frames(number);
    }

    @Test
    void aRefusalFromAboveIsPassedOn() throws IOException {
        try (Neighbor parent = Neighbor.parent(agent)) {
            ask(first, Protocol.RESOURCE, 5000, Neighbor.text("secret.txt"));
            Frame question = parent.next();
            assertEquals(Protocol.RESOURCE, question.handle());
            assertEquals("secret.txt", new PayloadReader(question).getString());
            parent.send(1, question.replyTo(), Protocol.DEAD, Router.deadPayload(Protocol.REFUSED, "it is secret", -1));
            assertEquals("REFUSED it is secret", first.nextRefusal(5000));
        }
    }

    @Test
    void partsArePassedOn() throws IOException {
        try (Neighbor parent = Neighbor.parent(agent)) {
            PayloadWriter range = new PayloadWriter();
            range.putInt(4);
            range.putLong(1);
            range.putLong(2);
            range.putInt(8);
            ask(first, Protocol.RANGE, 5000, range.frames());
            Frame question = parent.next();
            assertEquals(Protocol.RANGE, question.handle());
            assertEquals(4, question.payloadInt(0));
            parent.send(1, question.replyTo(), Protocol.BULK, Neighbor.text("the part"));
            Frame answer = first.next();
            assertEquals(5000, answer.handle());
            assertTrue(answer.is(Protocol.BULK));
            assertEquals("the part", new PayloadReader(answer).getString());
        }
    }

    @Test
    void runtimesForThoseBelowArePassedOn() throws IOException {
        try (Neighbor parent = Neighbor.parent(agent)) {
            ask(first, Protocol.RUNTIME, 5000, Neighbor.text("linux-x86_64-musl"));
            Frame question = parent.next();
            assertEquals(Protocol.RUNTIME, question.handle());
            assertEquals("linux-x86_64-musl", new PayloadReader(question).getString());
            parent.send(1, question.replyTo(), 0, new RuntimeArchive("cd", 2, 3, null).payload(4));
            RuntimeArchive archive = RuntimeArchive.read(first.next(), agent.router);
            assertEquals("cd 2 3", archive.digest() + " " + archive.kibibytes() + " " + archive.length());
            ask(first, Protocol.RUNTIME, 5001, Neighbor.text("plan9-vax-none"));
            int replyTo = parent.next().replyTo();
            parent.send(1, replyTo, Protocol.DEAD, Router.deadPayload(Protocol.REFUSED, "there is none", -1));
            assertEquals("REFUSED there is none", first.nextRefusal(5001));
        }
    }

    private FutureTask<RuntimeArchive> runtime(String platform) {
        FutureTask<RuntimeArchive> asked = new FutureTask<>(() -> runtimes.runtime(platform));
        new Thread(asked, "asks-for-a-runtime").start();
        return asked;
    }

    @Test
    void aRuntimeThatThereIsIsAskedForOnce() throws Exception {
        try (Neighbor parent = Neighbor.parent(agent)) {
            FutureTask<RuntimeArchive> none = runtime("linux-vax-none");
            int replyTo = parent.next().replyTo();
            parent.send(1, replyTo, Protocol.DEAD, Router.deadPayload(Protocol.REFUSED, "give an archive", -1));
            ExecutionException failed = assertThrows(ExecutionException.class, none::get);
            assertEquals("java.io.IOException: give an archive", failed.getMessage());

            FutureTask<RuntimeArchive> there = runtime("linux-vax-none");
            Frame again = parent.next();
            assertEquals("linux-vax-none", new PayloadReader(again).getString(), "it may be there by now");
            parent.send(1, again.replyTo(), 0, new RuntimeArchive("cd", 2, 3, null).payload(4));
            assertEquals("cd", there.get().digest());
            assertEquals(there.get(), runtimes.runtime("linux-vax-none"), "without another question");
        }
    }

    /** Whoever waits for a runtime can be told to stop: its child has ended. */
    @Test
    void waitingForARuntimeEndsWithAnInterrupt() throws Exception {
        try (Neighbor parent = Neighbor.parent(agent)) {
            FutureTask<RuntimeArchive> asked = new FutureTask<>(() -> runtimes.runtime("linux-x86_64-glibc"));
            Thread thread = new Thread(asked, "asks-for-a-runtime");
            thread.start();
            parent.next();
            thread.interrupt();
            ExecutionException failed = assertThrows(ExecutionException.class, asked::get);
            assertTrue(failed.getCause() instanceof IOException, failed::toString);
            assertTrue(agent.router.replies.isEmpty(), "nobody waits for the answer any more");
        }
    }
}
