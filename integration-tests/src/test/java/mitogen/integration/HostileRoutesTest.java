package mitogen.integration;

import static mitogen.integration.HostileChild.empty;
import static mitogen.integration.HostileChild.number;
import static mitogen.integration.HostileChild.payload;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mitogen.Call;
import mitogen.ContextLostException;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hostile child gives orders, forges addresses, claims routes and asks for what is not its to have. The frames are
 * the same on each JDK.
 */
@Tag("build")
final class HostileRoutesTest extends HostileTest {
    private String notAnAncestor(String who, String where) {
        return who + " takes orders from its ancestors only, not from " + where;
    }

    private String forged(int source) {
        return forged(called(source));
    }

    private static String forged(String source) {
        return "controller refused a frame that claims to be from " + source
                + ", which does not lie where it came from";
    }

    private static Frame deadPayload() {
        return Router.deadPayload(Protocol.LOST, "so it says", 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {Protocol.CALL, Protocol.CONNECT, Protocol.CLOSE, Protocol.GRANT, Protocol.CREDIT})
    void theParentObeysNoOrder(int order) throws Exception {
        assertEquals(notAnAncestor("controller", "in-process"), hostile.refused(order, number(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {Protocol.CALL, Protocol.CONNECT, Protocol.CLOSE, Protocol.GRANT, Protocol.CREDIT})
    void aSiblingObeysNoOrder(int order) throws Exception {
        assertEquals(
                notAnAncestor("in-process", "unknown context " + hostile.id()),
                hostile.refused(sibling.id(), order, number(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Protocol.LAST_HANDLE + 1, 999, Integer.MIN_VALUE})
    void aHandleThatIsNotThereIsRefused(int handle) throws Exception {
        assertEquals("controller has no handle " + handle, hostile.refused(handle, empty()));
    }

    /** And the link goes on: others may be behind it. */
    @ParameterizedTest
    @ValueSource(ints = {Protocol.ADD_ROUTE, Protocol.DEL_ROUTE, Protocol.GET_CLASS, Protocol.CHANNEL})
    void aMalformedMessageIsRefused(int handle) throws Exception {
        String refused = hostile.refused(handle, empty());
        assertTrue(refused.startsWith("controller cannot read the message: "), refused);
        hostile.settled();
    }

    @Test
    void aSiblingMayBePinged() throws Exception {
        int replyTo = hostile.newHandle();
        hostile.send(sibling.id(), Protocol.PING, replyTo, 0, empty());
        assertEquals(0, hostile.reply(replyTo).flags());
    }

    @Test
    void aSiblingCannotBePingedInAUnidirectionalTree() throws Exception {
        reopen(Options.defaults().withUnidirectional(true));
        String what = "a message to in-process: in this tree contexts may only talk to those above and below them"
                + " (unidirectional)";
        assertEquals("controller refused " + what, hostile.refused(sibling.id(), Protocol.PING, empty()));
        assertRefused(what);
    }

    @Test
    void aForgedSourceIsRefused() throws Exception {
        for (int source : new int[] {0, sibling.id(), 77, -1}) {
            int replyTo = hostile.newHandle();
            hostile.sendAs(source, 0, Protocol.CALL, replyTo, 0, empty());
            assertEquals(forged(source), hostile.dead(replyTo));
        }
        assertRefused("a frame that claims to be from controller, in the right of controller");
    }

    @Test
    void aForgedSourceInItsOwnRightIsRefused() throws Exception {
        Frame frame = empty();
        int replyTo = hostile.newHandle();
        frame.address(sibling.id(), 0, Protocol.CALL, replyTo, 0);
        frame.bytes[15] = (byte) hostile.id();
        frame.seal();
        hostile.sendBytes(frame.bytes, frame.length());
        assertEquals(forged(0), hostile.dead(replyTo));
        assertRefused("a frame that claims to be from controller, in the right of in-process");
    }

    @Test
    void aForgedAuthorityIsRefused() throws Exception {
        Frame frame = empty();
        int replyTo = hostile.newHandle();
        frame.address(sibling.id(), hostile.id(), Protocol.CALL, replyTo, 0);
        frame.bytes[15] = 0; // the controller
        frame.seal();
        hostile.sendBytes(frame.bytes, frame.length());
        assertEquals(forged(hostile.id()), hostile.dead(replyTo));
        assertRefused("a frame that claims to be from in-process, in the right of controller");
    }

    @Test
    void aRouteThatIsNotItsOwnIsRefused() throws Exception {
        int foreign = another().allocate();
        int unallocated = foreign + 10 * Protocol.BLOCK;
        for (int claimed : new int[] {sibling.id(), 200, 0, -1, Integer.MIN_VALUE, foreign, unallocated}) {
            HostileChild child = another();
            child.addRoute(claimed, "stolen", child.id());
            assertRefused("a route to " + called(claimed) + ", which is not its own");
            child.sendAs(claimed, 0, Protocol.PING, 1234, 0, empty());
            assertEquals(forged(claimed), child.dead(1234));
        }
        assertTrue(sibling.ping().toNanos() > 0);
    }

    @Test
    void aRouteViaSomebodyElseOrTwiceIsRefused() throws Exception {
        int own = hostile.allocate();
        hostile.addRoute(own, "mine", sibling.id());
        assertRefused("a route to " + called(own) + ", which is not its own");
        HostileChild other = another();
        int twice = other.grandchild();
        other.addRoute(twice, "again", other.id());
        assertRefused("a route to in-process/made up, which is not its own");
    }

    @Test
    void aGrandchildAnnouncesNothingToTheController() throws Exception {
        int grandchild = hostile.grandchild();
        Frame route = payload(to -> {
            to.putInt(grandchild + 1);
            to.putString("below");
            to.putInt(grandchild);
        });
        hostile.sendAs(grandchild, 0, Protocol.ADD_ROUTE, 5001, 0, route);
        assertEquals(
                "controller takes it from its own children only: ADD_ROUTE of in-process/made up", hostile.dead(5001));
        assertRefused("ADD_ROUTE of in-process/made up, which is no child of controller");
        hostile.sendAs(grandchild, 0, Protocol.DEL_ROUTE, 5002, 0, gone(grandchild));
        assertEquals(
                "controller takes it from its own children only: DEL_ROUTE of in-process/made up", hostile.dead(5002));
        hostile.sendAs(grandchild, 0, Protocol.ALLOCATE, 5003, 0, empty());
        assertEquals(
                "controller takes it from its own children only: ALLOCATE of in-process/made up", hostile.dead(5003));
    }

    private static Frame gone(int context) {
        return payload(to -> {
            to.putLong(-1);
            to.putString("so it says");
            to.putByte(0);
            to.putString("x");
            to.putInt(context);
        });
    }

    @Test
    void onlyItsOwnRoutesAreDeleted() throws Exception {
        Call<Void> pending = sibling.submit(HostileRoutesTest::waitForever);
        hostile.send(0, Protocol.DEL_ROUTE, 0, 0, gone(sibling.id()));
        hostile.send(0, Protocol.DEL_ROUTE, 0, 0, gone(0));
        hostile.settled();
        assertFalse(pending.isDone());
        assertTrue(sibling.ping().toNanos() > 0);
        pending.cancel(true);
        // Its own it may give up, and is nobody then.
        hostile.send(0, Protocol.DEL_ROUTE, 0, 0, gone(hostile.id()));
        hostile.send(0, Protocol.PING, 5001, 0, empty());
        assertEquals(forged("unknown context " + hostile.id()), hostile.dead(5001));
    }

    /** Of those who are neither above nor below it, a context hears from above only. */
    @Test
    void aSiblingBelievesNoEndOfOthers() throws Exception {
        sibling.connect(inProcess()).await(); // so that it knows about routes
        HostileChild other = another();
        String refused = hostile.refused(sibling.id(), Protocol.DEL_ROUTE, gone(other.id()));
        assertEquals(
                "in-process takes it from its own children only: DEL_ROUTE of unknown context " + hostile.id(),
                refused);
    }

    static void waitForever() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** The handles of replies can be guessed; guessing them is of no use. */
    @Test
    void aReplyToACallOfSomebodyElseIsIgnored() throws Exception {
        Call<Void> pending = sibling.submit(HostileRoutesTest::waitForever);
        for (int handle = Protocol.FIRST_REPLY; handle < Protocol.FIRST_REPLY + 200; handle++) {
            hostile.send(0, handle, 0, 0, payload(to -> to.putByte(0)));
            hostile.send(0, handle, 0, Protocol.ERROR, payload(to -> to.putByte(0)));
            hostile.send(0, handle, 0, Protocol.DEAD, deadPayload());
        }
        hostile.settled();
        assertFalse(pending.isDone());
        pending.cancel(true);
    }

    /** In the sibling. */
    static final class Held {
        static final CountDownLatch RELEASED = new CountDownLatch(1);

        private Held() {}

        static String untilReleased() {
            try {
                RELEASED.await();
                return "released";
            } catch (InterruptedException e) {
                return "interrupted";
            }
        }
    }

    @Test
    void nobodyCancelsTheCallOfSomebodyElse() throws Exception {
        Call<String> held = sibling.submit(Held::untilReleased);
        for (int handle = Protocol.FIRST_REPLY; handle < Protocol.FIRST_REPLY + 200; handle++) {
            hostile.send(sibling.id(), Protocol.CANCEL, 0, 0, number(handle));
        }
        hostile.send(sibling.id(), Protocol.PING, 5001, 0, empty());
        hostile.reply(5001);
        sibling.call(() -> Held.RELEASED.countDown());
        assertEquals("released", held.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aReplyCountsOnce() throws Exception {
        Call<Object> call = hostile.context().submit(() -> 1);
        int replyTo = hostile.reply(Protocol.CALL).replyTo();
        for (int i = 0; i < 3; i++) {
            int result = i;
            hostile.send(0, replyTo, 0, 0, payload(to -> {
                to.putByte(3);
                to.putLong(result);
            }));
        }
        assertEquals(0, call.get(10, TimeUnit.SECONDS));
        Call<Object> next = hostile.context().submit(() -> 2);
        hostile.send(0, replyTo, 0, 0, payload(to -> to.putByte(0)));
        hostile.settled();
        assertFalse(next.isDone());
    }

    @Test
    void anAnswerThatNobodyAskedForIsNotEvenLookedAt() throws Exception {
        byte[] bomb = new byte[60_000];
        hostile.send(
                0,
                4321,
                0,
                0,
                payload(
                        to -> { // as a class would come down: packed; a parent unpacks nothing
                            to.putByte(1);
                            to.putLong(Integer.MAX_VALUE);
                            to.putBytes(bomb, 0, bomb.length);
                        }));
        hostile.settled();
        assertEquals(0, linesLogged());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.String",
                "javax.sql.DataSource",
                "../secret",
                "..",
                "mitogen..Context",
                "mitogen/Context",
                "mitogen.Context.",
                "/etc/passwd",
                "C:\\secret",
                "file:/etc/passwd",
                "jar:file:/x.jar!/y",
                "http://example.com/x",
                "%2e%2e%2fsecret",
                "a\u0000b",
                ""
            })
    void whatIsNoClassOfTheApplicationIsNotGiven(String name) throws Exception {
        String reason = absent(name);
        if (name.matches("java.*")) {
            assertTrue(reason.endsWith("the Java there does not have this class of it"), reason);
        } else {
            assertEquals("that is no class name", reason);
        }
    }

    @Test
    void whatThePolicyKeepsBackIsNotGiven() throws Exception {
        String denied = "the controller's class policy does not give it away";
        String secret = ConnectFailureTest.class.getName();
        reopen(Options.defaults()
                .withClassPolicy(ClassPolicy.defaults()
                        .onlyClasses("mitogen.integration.*")
                        .denyClasses(secret)));
        assertEquals(denied, absent(secret));
        assertEquals(denied, absent(secret + "$Nested"));
        assertEquals(denied, absent("org.junit.jupiter.api.Test"));
    }

    private String absent(String name) throws Exception {
        Map<String, byte[]> answer = hostile.classes(name);
        assertEquals(1, answer.size(), () -> "nothing but that: " + answer.keySet());
        String key = answer.keySet().iterator().next();
        assertTrue(("!" + name).startsWith(key), key);
        return new String(answer.get(key), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aGrandchildIsGivenNoClasses() throws Exception {
        int grandchild = hostile.grandchild();
        hostile.sendAs(grandchild, 0, Protocol.GET_CLASS, 5001, 0, payload(to -> to.putString("mitogen.Context")));
        assertEquals("controller gives classes to its own children only", hostile.dead(5001));
    }

    @Test
    void outputInTheNameOfAnotherIsDropped() throws Exception {
        RecordedOutput output = new RecordedOutput();
        reopen(Options.defaults().withOutput(output));
        hostile.send(0, Protocol.OUTPUT, 0, 0, payload(to -> {
            to.putInt(sibling.id());
            to.putByte(1);
            to.putByte('\n');
        }));
        hostile.settled();
        mitogen.drain();
        assertEquals(List.of(), output.lines(sibling, OutputListener.Stream.OUT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request, and some more", "Welcome to this machine, and some more"})
    void rubbishEndsTheLink(String rubbish) throws Exception {
        Call<Object> call = hostile.context().submit(() -> 1);
        hostile.sendBytes(rubbish.getBytes(java.nio.charset.StandardCharsets.US_ASCII), rubbish.length());
        ContextLostException lost = assertThrows(ContextLostException.class, call::await);
        assertTrue(
                lost.getMessage().contains("the header of a frame is damaged, or something else writes to this link"),
                lost.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, Protocol.MAX_PAYLOAD + 1})
    void aFrameThatIsTooLongEndsTheLink(int length) throws Exception {
        Call<Object> call = hostile.context().submit(() -> 1);
        Frame frame = empty();
        frame.address(0, hostile.id(), Protocol.PING, 0, 0);
        for (int i = 0; i < 4; i++) {
            frame.bytes[24 + i] = (byte) (length >> 24 - 8 * i);
        }
        frame.seal();
        hostile.sendBytes(frame.bytes, Protocol.HEADER);
        ContextLostException lost = assertThrows(ContextLostException.class, call::await);
        assertTrue(
                lost.getMessage().contains("a frame of more than 65536 bytes: " + Integer.toUnsignedString(length)),
                lost.getMessage());
    }
}
