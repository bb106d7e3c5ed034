package mitogen.lasting;

import java.lang.reflect.Proxy;

/** A terminal that a context was started from. */
final class Terminal {
    private Terminal() {}

    /**
     * From now on this process does not end when its terminal is closed, or somebody types an interrupt there. By a handler
     * that does nothing, because programs that are started later would inherit that the signals are ignored. The module
     * {@code jdk.unsupported} has what this needs; where it is missing, all stays as it is.
     */
    static void ignoreHangups() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object nothing = Proxy.newProxyInstance(
                    Terminal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> null);
            for (String name : new String[] {"HUP", "INT"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), nothing);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // no such module, or the JVM was told to leave signals alone
        }
    }
}
