package mitogen.integration;

import static mitogen.integration.HostileChild.payload;
import static mitogen.integration.HostileServicesTest.INITIALISED;
import static mitogen.integration.HostileServicesTest.name;
import static mitogen.integration.HostileServicesTest.proxy;
import static mitogen.integration.HostileServicesTest.string;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mitogen.Call;
import mitogen.ContextLostException;
import mitogen.ValueException;
import mitogen.integration.HostileServicesTest.Page;
import mitogen.integration.HostileServicesTest.Vault;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hostile child gives the controller a proxy of a service, and then speaks for that. The frames are the same on each
 * JDK.
 */
@Tag("build")
final class HostileProviderTest extends HostileTest {
    /** Of this program, but of nothing that the provider needs. */
    private static final String NOT_GIVEN = "mitogen.integration.ClassesTest$Hidden";

    private static final int RECORD = 17;
    private static final int LAMBDA = 22;
    private static final String PAGE = Page.class.getName();

    /** The hostile child answers a call with this. */
    private Object answered(Consumer<PayloadWriter> reply) throws Exception {
        Call<Object> call = hostile.context().submit(() -> 1);
        int replyTo = hostile.reply(Protocol.CALL).replyTo();
        hostile.send(0, replyTo, 0, 0, payload(reply));
        return call.get(10, TimeUnit.SECONDS);
    }

    private Vault hostileVault() throws Exception {
        sibling.call(() -> Vault.class.getName()); // from now on children may name it
        return (Vault) answered(to -> proxy(to, hostile.id(), Vault.class.getName()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.List",
                "java.lang.Runnable",
                "java.lang.CharSequence",
                "java.lang.String",
                "mitogen.integration.HostileServicesTest$NotNamed"
            })
    void aProxyOfWhatIsNoService(String type) {
        Throwable thrown = assertThrows(Exception.class, () -> answered(to -> proxy(to, hostile.id(), type)))
                .getCause();
        assertEquals(ValueException.class, thrown.getClass());
        assertTrue(thrown.getMessage().contains(type), thrown.getMessage());
        assertFalse(INITIALISED.get());
    }

    /** The controller calls it, on a thread of the test. */
    private static Future<Page> turn(Vault vault) {
        FutureTask<Page> turn = new FutureTask<>(vault::turn);
        new Thread(turn).start();
        return turn;
    }

    /** What comes of a call that the hostile child answers with this. */
    private Page result(Vault vault, int flags, Consumer<PayloadWriter> reply) throws Throwable {
        Future<Page> turn = turn(vault);
        int replyTo = hostile.reply(Protocol.SERVICE).replyTo();
        hostile.send(0, replyTo, 0, flags, payload(reply));
        try {
            return turn.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @Test
    void resultsThatAreNone() throws Throwable {
        Vault vault = hostileVault();
        assertEquals(new Page(7), result(vault, 0, HostileServicesTest::page));
        List<String> said = new ArrayList<>();
        List<Consumer<PayloadWriter>> bad = List.of(
                to -> string(to, "page"),
                to -> to.putByte(LAMBDA),
                to -> {
                    to.putByte(RECORD);
                    name(to, NOT_GIVEN);
                    to.putLong(1);
                },
                to -> proxy(to, hostile.id(), "java.util.List"),
                to -> {});
        for (Consumer<PayloadWriter> each : bad) {
            said.add(assertThrows(ValueException.class, () -> result(vault, 0, each))
                    .getMessage());
        }
        assertEquals(
                List.of(
                        "the result of Vault.turn of in-process has to be " + PAGE
                                + ", not a java.lang.String or what it contains",
                        "code may only be sent down, by a parent",
                        notAccepted(NOT_GIVEN),
                        "java.util.List cannot be the interface of a service here: it belongs to the JDK, or is a"
                                + " collection; offer an interface of your own",
                        "the message ends where 1 more bytes are needed"),
                said);
        assertFalse(INITIALISED.get());
        ValueException none =
                assertThrows(ValueException.class, () -> result(vault, Protocol.ERROR, to -> to.putByte(0)));
        assertTrue(none.getMessage().contains("is not a throwable"), none.getMessage());
    }

    @Test
    void aProviderThatNeverAnswers() throws Exception {
        Vault vault = hostileVault();
        Future<Page> call = turn(vault);
        hostile.reply(Protocol.SERVICE);
        hostile.context().close();
        Throwable lost = assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        assertEquals(ContextLostException.class, lost.getCause().getClass());
    }
}
