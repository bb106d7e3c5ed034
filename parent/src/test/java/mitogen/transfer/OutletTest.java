package mitogen.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import mitogen.Receiver;
import mitogen.Sender;
import org.junit.jupiter.api.Test;

/** What a destination may say to a source: others do not suffer from it. */
final class OutletTest {
    private static Object stub(Class<?> type, Queue<Object> values) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (unused, method, arguments) -> method.getReturnType() == void.class ? null : values.poll());
    }

    /** A receiver that has these values. */
    @SuppressWarnings("unchecked") // a stub can be of anything
    static Receiver<Object> receiver(Object... values) {
        return (Receiver<Object>) stub(Receiver.class, new ArrayDeque<>(List.of(values)));
    }

    private static Outlet outlet(Object... values) {
        Outlet outlet = new Outlet(receiver(values));
        open(outlet);
        return outlet;
    }

    /** Without any other destination. */
    static void open(Outlet outlet) {
        Sender<Object> data = outlet.await();
        outlet.open(data == null ? null : new Way.Direct(data));
    }

    private static Object sender() {
        return stub(Sender.class, new ArrayDeque<>());
    }

    @Test
    void answersAreTaken() {
        byte[] digest = new byte[Wire.DIGEST];
        byte[] compare = new byte[1 + digest.length];
        compare[0] = Wire.COMPARE;
        Outlet outlet = outlet(sender(), new byte[] {Wire.SKIP, Wire.WANT}, compare);
        assertEquals(Wire.SKIP, outlet.next().kind());
        assertEquals(Wire.WANT, outlet.next().kind());
        assertEquals(Wire.COMPARE, outlet.next().kind());
        assertFalse(outlet.isGone());
    }

    @Test
    void whoeverSaysWhatMakesNoSenseIsGone() {
        List<Object> senseless = List.of(
                "text", 1L, new byte[] {99}, new byte[] {Wire.COMPARE, 1}, new byte[] {Wire.RESUME, 0, 0}, sender());
        for (Object each : senseless) {
            Outlet outlet = outlet(sender(), each);
            assertEquals(Wire.SKIP, outlet.next().kind());
            assertTrue(outlet.isGone());
            assertTrue(outlet.reason().contains("makes no sense"), outlet::reason);
            assertTrue(outlet.isReady());
            outlet.bytes(0, new byte[Wire.HEAD + 1], Wire.HEAD, 1);
            outlet.close();
        }
        Outlet never = outlet(new byte[] {Wire.WANT});
        assertTrue(never.isGone());
        never.close();
    }
}
