package mitogen.services;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.UUID;
import mitogen.Call;
import mitogen.CallException;
import mitogen.MitogenException;
import mitogen.ValueException;
import mitogen.agent.SenderLinkage;
import mitogen.calls.AgentContext;
import mitogen.calls.Caller;
import mitogen.calls.Given;
import mitogen.calls.GivingWriter;
import mitogen.calls.Handed;
import mitogen.wire.Carried;
import mitogen.wire.Linkage;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/** What a proxy of a service does: its calls go to the context that offers it, and it travels as the key and the context of that service. Immutable. */
public final class ServiceProxy implements InvocationHandler {
    /** The code of a proxy in the value format. */
    public static final int CODE = 24;

    private final Caller caller;
    private final AgentContext home;
    private final UUID key;
    private final Class<?> type;

    private ServiceProxy(Caller caller, AgentContext home, UUID key, Class<?> type) {
        this.caller = caller;
        this.home = home;
        this.key = key;
        this.type = type;
    }

    /** A proxy of the service with this key. */
    static Object of(Caller caller, AgentContext home, UUID key, Class<?> type) {
        // The loader of the interface, because only a class of the same one can implement it where it is not public.
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type, Carried.class}, new ServiceProxy(caller, home, key, type));
    }

    /** Reads a proxy, of an interface that its sender may name. */
    public static Object read(Caller caller, ValueReader from, Linkage types, SenderLinkage sender) {
        int home = from.getInt();
        String said = from.getString();
        String name = sender.lambdas() ? said : caller.handed.check(Handed.SERVICE, home, said, sender.source);
        UUID key = readKey(from);
        String type = from.getString();
        try {
            Class<?> found = types.classFor(type);
            String unfit = ServiceType.unfit(found);
            if (unfit != null) {
                throw new ValueException(type + " cannot be the interface of a service here: " + unfit);
            }
            return of(caller, caller.context(home, name), key, found);
        } catch (ClassNotFoundException | IllegalArgumentException e) {
            throw new ValueException("there can be no proxy of " + type + " here: " + e);
        }
    }

    static UUID readKey(PayloadReader from) {
        return new UUID(readLong(from), readLong(from));
    }

    private static long readLong(PayloadReader from) {
        return (long) from.getInt() << 32 | from.getInt() & 0xffffffffL;
    }

    private static void writeKey(UUID key, PayloadWriter to) {
        to.putInt((int) (key.getMostSignificantBits() >> 32));
        to.putInt((int) key.getMostSignificantBits());
        to.putInt((int) (key.getLeastSignificantBits() >> 32));
        to.putInt((int) key.getLeastSignificantBits());
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Exception {
        if (method.getDeclaringClass() == Carried.class) {
            write(proxy, (ValueWriter) arguments[0]);
            return null;
        }
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> isSame(arguments[0]);
                case "hashCode" -> key.hashCode();
                default -> "the service " + type.getSimpleName() + " of " + home;
            };
        }
        return call(ServiceType.of(type).method(method), arguments == null ? new Object[0] : arguments);
    }

    private void write(Object proxy, ValueWriter to) {
        GivingWriter.check(to, caller, proxy);
        caller.handed.give(Handed.SERVICE, home.id(), to.destination);
        to.putByte(CODE);
        to.putInt(home.id());
        to.putString(home.name());
        writeKey(key, to);
        to.putString(type.getName());
    }

    private boolean isSame(Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof ServiceProxy same
                && same.key.equals(key)
                && same.type == type
                && same.home.equals(home);
    }

    private Object call(ServiceMethod method, Object[] arguments) throws Exception {
        var payload = new ServiceMethod.ArgumentWriter(caller, home.id());
        payload.putByte(ServiceCall.CALL);
        writeKey(key, payload);
        payload.putString(method.id);
        try {
            method.write(arguments, payload);
        } catch (RuntimeException | LinkageError e) {
            Given.withdrawn(payload.given);
            throw e;
        }
        Call<Object> call = new ServiceCall(caller, home, method, payload).start();
        if (method.later) {
            return call;
        }
        try {
            return call.await();
        } catch (CallException e) {
            throw method.failure(e);
        } catch (MitogenException e) {
            if (!(e.getCause() instanceof InterruptedException interrupt)) {
                throw e;
            }
            call.cancel(true);
            if (method.declares(InterruptedException.class)) {
                Thread.interrupted(); // whoever catches it decides what becomes of the flag
                throw interrupt;
            }
            throw new MitogenException(
                    "interrupted while waiting for " + method + " of " + home + "; the call was cancelled", interrupt);
        }
    }
}
