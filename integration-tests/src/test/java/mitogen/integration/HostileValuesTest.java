package mitogen.integration;

import static mitogen.integration.HostileChild.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import mitogen.Call;
import mitogen.CallException;
import mitogen.ChannelClosedException;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.RefusedException;
import mitogen.Sender;
import mitogen.ValueException;
import mitogen.controller.Options;
import mitogen.controller.Options.Limits;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hostile child answers calls that were really made, with values that are none, or cost more than they look. */
@Tag("build")
final class HostileValuesTest extends HostileTest {
    private static final int STRING = 10;
    private static final int PRIMITIVES = 11;
    private static final int ARRAY = 12;
    private static final int COLLECTION = 13;
    private static final int MAP = 14;
    private static final int OPTIONAL = 15;
    private static final int ENUM = 16;
    private static final int RECORD = 17;
    private static final int THROWABLE = 18;
    private static final int CONTEXT = 21;
    private static final int LAMBDA = 22;
    private static final int SENDER = 23;
    private static final int LIST = 0;
    private static final int COPY_ON_WRITE = 10;

    private static final AtomicBoolean INITIALISED = new AtomicBoolean();

    /** What comes of a call that is answered with this. */
    private Object answered(int flags, Consumer<PayloadWriter> reply) throws Exception {
        Call<Object> call = hostile.context().submit(() -> 1);
        int replyTo = hostile.reply(Protocol.CALL).replyTo();
        hostile.send(0, replyTo, 0, flags, payload(reply));
        return call.await();
    }

    private void assertInvalid(String why, Consumer<PayloadWriter> reply) {
        assertEquals(
                why,
                assertThrows(ValueException.class, () -> answered(0, reply)).getMessage());
    }

    private static void name(PayloadWriter to, String name) {
        to.putLong(0);
        to.putString(name);
    }

    /** Nothing that runs in a context mentions it. */
    record NeverServed(int number) {
        static {
            INITIALISED.set(true);
        }
    }

    /** Neither this. */
    enum NeverServedEither {
        ONE;

        static {
            INITIALISED.set(true);
        }
    }

    @Test
    void aClassThatWasNeverServedIsNotTouched() {
        String record = HostileValuesTest.class.getName() + "$NeverServed";
        String why = notAccepted(record);
        assertInvalid(why, to -> {
            to.putByte(RECORD);
            name(to, record);
            to.putLong(1);
            to.putByte(3);
            to.putLong(1);
        });
        assertInvalid(why, to -> {
            to.putByte(ARRAY);
            name(to, "[[L" + record + ";");
            to.putLong(0);
        });
        assertInvalid(notAccepted(record + "Either"), to -> {
            to.putByte(ENUM);
            name(to, record + "Either");
            to.putString("ONE");
        });
        assertFalse(INITIALISED.get());
    }

    /** It has more constructors than one; only that which checks all of it is for those who send one. */
    record Account(String owner, long balance) {
        Account(String owner) {
            this(owner, Long.MAX_VALUE);
        }
    }

    private static void account(PayloadWriter to) {
        to.putByte(RECORD);
        name(to, Account.class.getName());
        to.putLong(2);
        to.putByte(STRING);
        to.putString("me");
        to.putByte(4);
        to.putLong(7);
    }

    /** Its constructor, hashCode and the like would run here. */
    @Test
    void aClassIsNotAcceptedBecauseTheChildAskedForIt() throws Exception {
        String account = Account.class.getName();
        assertTrue(hostile.classes(account).containsKey(account)); // it is served, to whoever asks
        assertInvalid(notAccepted(account), HostileValuesTest::account);
        mitogen.context().accept(Account.class);
        assertEquals(new Account("me", 7), answered(0, HostileValuesTest::account));
    }

    @Test
    void privateClassesOfTheJdkAreNotTouched() {
        assertInvalid("java.security.SecureClassLoader$CodeSourceKey is not public", to -> {
            to.putByte(RECORD);
            name(to, "java.security.SecureClassLoader$CodeSourceKey");
            to.putLong(1);
            to.putByte(0);
        });
    }

    private static Consumer<PayloadWriter> place(int id, String name) {
        return to -> {
            to.putByte(CONTEXT);
            to.putInt(id);
            to.putString(name);
        };
    }

    /** Whoever calls it later would send its work, and its secrets, to another place than it thinks. */
    @Test
    void aContextThatIsNeitherBelowTheChildNorWasHandedToItIsNotTaken() throws Exception {
        assertEquals(hostile.context(), answered(0, place(hostile.id(), "x")));
        assertEquals("in-process", ((Context) answered(0, place(hostile.id(), "\u001b[31mssh:prod"))).name());
        for (int id : new int[] {0, sibling.id(), 77, -1}) {
            String named = called(id);
            assertInvalid(
                    "in-process named " + named + ", which is not below it, and which it was not handed by controller",
                    place(id, "in-process"));
        }
        Context there = sibling;
        Call<Object> call = hostile.context().submit(() -> there);
        int replyTo = hostile.reply(Protocol.CALL).replyTo();
        hostile.send(0, replyTo, 0, 0, payload(place(sibling.id(), "x")));
        assertEquals(sibling, call.await());
    }

    private static Consumer<PayloadWriter> sender(int home, long channel) {
        return to -> {
            to.putByte(SENDER);
            to.putInt(home);
            to.putLong(channel);
            to.putLong(1);
        };
    }

    @Test
    void aSenderOfAChannelThatTheChildWasNotHandedLeadsNowhere() throws Exception {
        @SuppressWarnings("unchecked")
        Sender<Object> guessed = (Sender<Object>) answered(0, sender(0, 12345));
        assertThrows(ChannelClosedException.class, () -> guessed.send("x"));
        assertInvalid(
                "in-process named a channel of in-process, which is not below it, and which it was not handed by"
                        + " controller",
                sender(sibling.id(), 12345));
    }

    @Test
    void aRecordIsRebuiltByItsCanonicalConstructorOnly() throws Exception {
        mitogen.context().accept(Account.class);
        for (int count : new int[] {0, 1, 3}) {
            assertInvalid(Account.class.getName() + " is not a record of " + count + " components here", to -> {
                to.putByte(RECORD);
                name(to, Account.class.getName());
                to.putLong(count);
                for (int i = 0; i < 3; i++) {
                    to.putByte(STRING);
                    to.putString("me");
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.Runtime", "java.lang.ProcessBuilder", "java.net.URLClassLoader"})
    void aClassOfTheJdkIsNoRecord(String type) {
        assertInvalid(type + " is not a record of 0 components here", to -> {
            to.putByte(RECORD);
            name(to, type);
            to.putLong(0);
        });
    }

    @Test
    void codeIsNotTaken() {
        assertInvalid("code may only be sent down, by a parent", to -> to.putByte(LAMBDA));
    }

    @ParameterizedTest
    @ValueSource(ints = {OPTIONAL, COLLECTION})
    void nestingHasAnEnd(int tag) {
        assertInvalid("a value is nested more than 256 deep", to -> {
            for (int i = 0; i < 100_000; i++) {
                to.putByte(tag);
                if (tag == COLLECTION) {
                    to.putByte(LIST);
                    to.putLong(1);
                }
            }
            to.putByte(0);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE, Long.MAX_VALUE, -1})
    void whatIsDeclaredHasToBeThere(long count) throws Exception {
        String why = "the message ends where " + count + " more bytes are needed";
        assertCheap(() -> {
            for (int element = 0; element < 8; element++) {
                int type = element;
                assertInvalid(why, to -> {
                    to.putByte(PRIMITIVES);
                    to.putByte(type);
                    to.putLong(count);
                });
            }
            assertInvalid("the message ends where 80 more bytes are needed", to -> {
                to.putByte(PRIMITIVES);
                to.putByte(5); // longs
                to.putLong(40);
                to.putBytes(new byte[79], 0, 79);
            });
            assertInvalid(why, to -> {
                to.putByte(ARRAY);
                name(to, "java.lang.String");
                to.putLong(count);
            });
            for (int tag : new int[] {COLLECTION, MAP}) {
                assertInvalid(why, to -> {
                    to.putByte(tag);
                    to.putByte(tag == MAP ? 7 : LIST);
                    to.putLong(count);
                });
            }
            assertInvalid(why, to -> {
                to.putByte(THROWABLE);
                to.putLong(count);
            });
            ValueException string = assertThrows(
                    ValueException.class,
                    () -> answered(0, to -> {
                        to.putByte(STRING);
                        to.putLong(count);
                    }));
            assertTrue(
                    string.getMessage().matches("the message ends where -?\\d+ more bytes are needed"),
                    string.getMessage());
        });
    }

    @Test
    void manyEmptyCollectionsAreRefused() throws Exception {
        reopen(Options.defaults().withLimits(new Limits(512 << 20, 10_000, 5000, 1000, 10_000, 40)));
        assertCheap(() -> assertInvalid("a message of more than 10000 elements", to -> {
            to.putByte(COLLECTION);
            to.putByte(LIST);
            to.putLong(1000);
            for (int i = 0; i < 1000; i++) {
                to.putByte(COLLECTION);
                to.putByte(LIST);
                to.putLong(10);
                for (int j = 0; j < 10; j++) {
                    to.putByte(COLLECTION);
                    to.putByte(4);
                    to.putLong(0);
                }
            }
        }));
    }

    /** Such a list is copied with each element that is added on its own: 200,000 were 80 GB. */
    @Test
    void aListThatCopiesOnWriteIsFilledAtOnce() throws Exception {
        int elements = 200_000;
        long start = System.nanoTime();
        Object list = answered(0, to -> {
            to.putByte(COLLECTION);
            to.putByte(COPY_ON_WRITE);
            to.putLong(elements);
            for (int i = 0; i < elements; i++) {
                to.putByte(0);
            }
        });
        assertEquals(elements, ((CopyOnWriteArrayList<?>) list).size());
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(time.compareTo(Duration.ofSeconds(2)) < 0, () -> "it took " + time.toMillis() + " ms");
    }

    @Test
    void anUnknownTagIsRefused() {
        assertInvalid("unknown value code 200", to -> to.putByte(200));
        assertInvalid("the message ends where 1 more bytes are needed", to -> {});
    }

    @Test
    void aFailureThatIsNoneIsSaidToBeNone() {
        ValueException none = assertThrows(ValueException.class, () -> answered(Protocol.ERROR, to -> to.putByte(0)));
        assertEquals("the failure of in-process is not a throwable: null", none.getMessage());
    }

    @Test
    void aThrowableIsNoClassOfOurs() {
        CallException failed = assertThrows(
                CallException.class,
                () -> answered(Protocol.ERROR, to -> {
                    to.putByte(THROWABLE);
                    to.putLong(1);
                    name(to, "java.lang.OutOfMemoryError");
                    to.putByte(0);
                    to.putLong(0);
                    to.putByte(0);
                    to.putLong(0);
                }));
        assertTrue(failed.getMessage().contains("java.lang.OutOfMemoryError"), failed.getMessage());
    }

    @Test
    void aDeadMessageThatIsCutShortFailsTheCall() {
        assertThrows(MitogenException.class, () -> answered(Protocol.DEAD, to -> {}));
        assertThrows(MitogenException.class, () -> answered(Protocol.DEAD, to -> to.putByte(1)));
    }

    @Test
    void aReplyThatIsLongerThanAMessageMayBeFailsTheCall() throws Exception {
        reopen(Options.defaults().withLimits(Limits.defaults().withMessageBytes(1 << 20)));
        byte[] large = new byte[2 << 20];
        RefusedException refused =
                assertThrows(RefusedException.class, () -> answered(0, to -> to.putBytes(large, 0, large.length)));
        assertEquals(
                "in-process refused: controller takes no message of more than 1048576 bytes", refused.getMessage());
    }
}
