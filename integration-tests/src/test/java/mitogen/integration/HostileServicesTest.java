package mitogen.integration;

import static mitogen.integration.HostileChild.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mitogen.Service;
import mitogen.Task.Action;
import mitogen.controller.Options;
import mitogen.controller.Options.Limits;
import mitogen.values.RareValues;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hostile child that was granted two methods of a service of the controller. The frames are the same on each JDK. */
@Tag("build")
final class HostileServicesTest extends HostileTest {
    private static final int INT = 3;
    private static final int STRING = 10;
    private static final int COLLECTION = 13;
    private static final int ENUM = 16;
    private static final int RECORD = 17;
    private static final int LAMBDA = 22;
    private static final int PROXY = 24;

    private static final String READ =
            "read(Ljava/lang/String;Lmitogen/integration/HostileServicesTest$Page;)" + "Ljava/util/List;";
    private static final String HOLD = "hold()V";
    private static final String WIPE = "wipe()V";
    private static final String PAGE = Page.class.getName();

    static final AtomicBoolean INITIALISED = new AtomicBoolean();

    private Service<Vault> service;
    private UUID key;
    private final Bank bank = new Bank();

    interface Vault {
        List<String> read(String name, Page page);

        void hold() throws InterruptedException;

        void wipe();

        Page turn();
    }

    record Page(int number) {}

    /** Belongs to no signature, and was given to nobody. */
    record NotNamed(int number) {
        static {
            INITIALISED.set(true);
        }
    }

    private static final class Bank implements Vault {
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger holding = new AtomicInteger();
        final CountDownLatch released = new CountDownLatch(1);

        @Override
        public List<String> read(String name, Page page) {
            calls.incrementAndGet();
            return List.of(name + " " + page.number());
        }

        @Override
        public void hold() throws InterruptedException {
            calls.incrementAndGet();
            holding.incrementAndGet();
            try {
                released.await();
            } finally {
                holding.decrementAndGet();
            }
        }

        @Override
        public void wipe() {
            calls.incrementAndGet();
        }

        @Override
        public Page turn() {
            return new Page(1);
        }
    }

    @BeforeEach
    void offer() {
        service = mitogen.context().offer(Vault.class, () -> bank);
        service.grant(hostile.context(), "read", "hold");
        ValueWriter proxy = new ValueWriter("the proxy", Protocol.MAX_MESSAGE, -1, new RareValues());
        proxy.put(service.proxy());
        PayloadReader from = new PayloadReader(proxy.frames());
        assertEquals(PROXY, from.getByte());
        assertEquals(0, from.getInt());
        from.getString();
        key = new UUID(number(from), number(from));
        assertEquals(Vault.class.getName(), from.getString());
    }

    private static long number(PayloadReader from) {
        return (long) from.getInt() << 32 | from.getInt() & 0xffffffffL;
    }

    private static void number(PayloadWriter to, long number) {
        to.putInt((int) (number >> 32));
        to.putInt((int) number);
    }

    private static Frame call(UUID key, String method, int count, Consumer<PayloadWriter> arguments) {
        return payload(to -> {
            to.putByte(0);
            number(to, key.getMostSignificantBits());
            number(to, key.getLeastSignificantBits());
            to.putString(method);
            to.putLong(count);
            arguments.accept(to);
        });
    }

    static void name(PayloadWriter to, String name) {
        to.putLong(0);
        to.putString(name);
    }

    static void string(PayloadWriter to, String text) {
        to.putByte(STRING);
        to.putString(text);
    }

    static void page(PayloadWriter to) {
        to.putByte(RECORD);
        name(to, PAGE);
        to.putLong(1);
        to.putByte(INT);
        to.putLong(7);
    }

    /** A made up proxy of a service of the given child. */
    static void proxy(PayloadWriter to, int home, String type) {
        to.putByte(PROXY);
        to.putInt(home);
        to.putString("in-process");
        number(to, 1);
        number(to, 2);
        to.putString(type);
    }

    private void assertRefused(String why, Frame call) throws Exception {
        assertEquals(why, hostile.refused(Protocol.SERVICE, call));
        assertEquals(0, bank.calls.get());
        assertFalse(INITIALISED.get());
    }

    /** What it was granted, with the classes that the signature names, none of which it was given. */
    @Test
    void whatItWasGrantedItGets() throws Exception {
        int replyTo = hostile.newHandle();
        hostile.send(0, Protocol.SERVICE, replyTo, 0, call(key, READ, 2, to -> {
            string(to, "gold");
            page(to);
        }));
        PayloadReader reply = new PayloadReader(hostile.reply(replyTo));
        assertEquals(COLLECTION, reply.getByte());
        reply.getByte();
        assertEquals(1, reply.getLong());
        assertEquals(STRING, reply.getByte());
        assertEquals("gold 7", reply.getString());
    }

    @ParameterizedTest
    @ValueSource(strings = {WIPE, "turn()L", "getClass()Ljava/lang/Class;", "hashCode()I", "nonsense", ""})
    void aMethodThatItWasNotGranted(String method) throws Exception {
        String name = method.substring(0, Math.max(0, method.indexOf('(')));
        String why = "in-process was not granted calls of '" + name + "' of the service Vault of controller";
        assertRefused(why, call(key, method, 0, nothing -> {}));
        assertRefused("a call of a service: " + why);
    }

    @Test
    void aSignatureThatIsNot() throws Exception {
        String why = "the service Vault of controller has no method ";
        assertRefused(why + "hold(I)V", call(key, "hold(I)V", 0, nothing -> {}));
        String said = hostile.refused(Protocol.SERVICE, call(key, "hold(" + "x".repeat(100_000), 0, nothing -> {}));
        assertEquals(2000, said.length());
    }

    /** One that has a key, but no grant, learns as much as one that has none. */
    @Test
    void keysAreNotToBeGuessed() throws Exception {
        HostileChild other = another();
        String why = "it offers nothing under this key to in-process";
        assertEquals(why, other.refused(Protocol.SERVICE, call(key, HOLD, 0, nothing -> {})));
        assertEquals(why, other.refused(Protocol.SERVICE, call(UUID.randomUUID(), HOLD, 0, nothing -> {})));
        assertRefused(
                why,
                call(
                        new UUID(key.getMostSignificantBits(), key.getLeastSignificantBits() ^ 1),
                        HOLD,
                        0,
                        nothing -> {}));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, -1, Integer.MAX_VALUE})
    void aWrongNumberOfArguments(int count) throws Exception {
        assertRefused("Vault.read takes 2 arguments, not " + count, call(key, READ, count, to -> string(to, "gold")));
    }

    @Test
    void argumentsOfOtherTypes() throws Exception {
        assertRefused(
                "argument 1 of Vault.read has to be java.lang.String, not a java.lang.Integer or what it contains",
                call(key, READ, 2, to -> {
                    to.putByte(INT);
                    to.putLong(1);
                    page(to);
                }));
        assertRefused(
                "argument 2 of Vault.read has to be " + PAGE + ", not a java.lang.String or what it contains",
                call(key, READ, 2, to -> {
                    string(to, "gold");
                    string(to, "page");
                }));
        assertRefused(
                "argument 2 of Vault.read: the message ends where 1 more bytes are needed",
                call(key, READ, 2, to -> string(to, "gold")));
    }

    @Test
    void classesThatTheSignatureDoesNotName() throws Exception {
        String why = "argument 1 of Vault.read: " + notAccepted(NotNamed.class.getName());
        for (int tag : new int[] {RECORD, ENUM}) {
            assertRefused(why, call(key, READ, 2, to -> {
                to.putByte(tag);
                name(to, NotNamed.class.getName());
                to.putLong(0);
            }));
        }
        assertRefused(
                "argument 1 of Vault.read: " + notAccepted(Vault.class.getName()),
                call(key, READ, 2, to -> proxy(to, hostile.id(), Vault.class.getName())));
    }

    @Test
    void code() throws Exception {
        assertRefused(
                "argument 1 of Vault.read: code may only be sent down, by a parent",
                call(key, READ, 2, to -> to.putByte(LAMBDA)));
    }

    @Test
    void messagesThatAreNone() throws Exception {
        String why = "controller cannot read the message: ";
        String said = hostile.refused(Protocol.SERVICE, payload(to -> to.putByte(9)));
        assertTrue(said.startsWith(why) && said.endsWith("begins with 9"), said);
        for (int length : new int[] {0, 1, 9}) {
            byte[] zeros = new byte[length];
            String cut = hostile.refused(Protocol.SERVICE, payload(to -> to.putBytes(zeros, 0, length)));
            assertTrue(cut.startsWith(why) && cut.endsWith("more bytes are needed"), cut);
        }
        hostile.send(0, Protocol.SERVICE, 0, 0, call(key, HOLD, 0, nothing -> {}));
        assertRefused("a call of a service: a call of a service that wants no reply");
        assertEquals(0, bank.calls.get());
    }

    @Test
    void moreCallsThanItMayHave() throws Exception {
        for (int i = 0; i < 64; i++) {
            hostile.send(0, Protocol.SERVICE, hostile.newHandle(), 0, call(key, HOLD, 0, nothing -> {}));
        }
        String said = hostile.refused(Protocol.SERVICE, call(key, HOLD, 0, nothing -> {}));
        assertTrue(said.startsWith("in-process has 64 calls to the service Vault of controller under way"), said);
        assertCheap(() -> {
            hostile.keepNothing();
            for (int i = 0; i < 50_000; i++) {
                hostile.send(0, Protocol.SERVICE, hostile.newHandle(), 0, call(key, HOLD, 0, nothing -> {}));
            }
        });
        assertTrue(bank.calls.get() <= 64);
        bank.released.countDown();
        Await.until("all are over", () -> bank.calls.get() >= 64 && bank.holding.get() == 0);
        service.proxy().wipe(); // whoever is above needs no quota
    }

    @Test
    void moreBytesThanItMayHave() throws Exception {
        reopen(Options.defaults().withLimits(Limits.defaults().withMessageBytes(1 << 20)));
        offer();
        String large = "x".repeat(700_000);
        for (int i = 0; i < 16; i++) {
            mitogen.context()
                    .execute(new Holding(service.proxy())); // so that the threads are busy with calls of others
        }
        Await.until("all threads hold", () -> bank.holding.get() == 16);
        hostile.send(0, Protocol.SERVICE, hostile.newHandle(), 0, call(key, READ, 2, to -> string(to, large)));
        String said = hostile.refused(Protocol.SERVICE, call(key, READ, 2, to -> string(to, large)));
        assertTrue(said.contains(" has 1 calls to the service Vault of controller under way already, of 70"), said);
        bank.released.countDown();
    }

    record Holding(Vault vault) implements Action {
        @Override
        public void run() throws InterruptedException {
            vault.hold();
        }
    }

    @Test
    void aHandleThatIsTaken() throws Exception {
        int replyTo = hostile.newHandle();
        hostile.send(0, Protocol.SERVICE, replyTo, 0, call(key, HOLD, 0, nothing -> {}));
        hostile.send(0, Protocol.SERVICE, replyTo, 0, call(key, HOLD, 0, nothing -> {}));
        assertEquals("the reply to another call goes to that handle", hostile.dead(replyTo));
        Await.until("the first holds", () -> bank.holding.get() == 1);
        assertEquals(1, bank.calls.get());
        bank.released.countDown();
    }

    /** Nobody cancels the calls of others. */
    @Test
    void aCancelOfAnother() throws Exception {
        int replyTo = hostile.newHandle();
        hostile.send(0, Protocol.SERVICE, replyTo, 0, call(key, HOLD, 0, nothing -> {}));
        Await.until("it holds", () -> bank.holding.get() == 1);
        HostileChild other = another();
        for (int handle : new int[] {Protocol.SERVICE, Protocol.CANCEL}) {
            other.send(0, handle, 0, 0, payload(to -> {
                if (handle == Protocol.SERVICE) {
                    to.putByte(1);
                }
                to.putInt(replyTo);
            }));
        }
        other.refused(Protocol.SERVICE, call(key, HOLD, 0, nothing -> {})); // so that was taken
        assertEquals(1, bank.holding.get());
        bank.released.countDown();
        assertEquals(0, hostile.reply(replyTo).flags());
    }

    @Test
    void aReplayAfterTheClose() throws Exception {
        int replyTo = hostile.newHandle();
        hostile.send(0, Protocol.SERVICE, replyTo, 0, call(key, HOLD, 0, nothing -> {}));
        Await.until("it holds", () -> bank.holding.get() == 1);
        service.close();
        String closed = "the service Vault of controller was closed";
        assertEquals(closed, hostile.dead(replyTo));
        Await.until("it was interrupted", () -> bank.holding.get() == 0);
        assertEquals(closed, hostile.refused(Protocol.SERVICE, call(key, HOLD, 0, nothing -> {})));
        assertEquals(1, bank.calls.get());
    }
}
