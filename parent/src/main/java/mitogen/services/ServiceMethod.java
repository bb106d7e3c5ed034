package mitogen.services;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import mitogen.Call;
import mitogen.CallException;
import mitogen.ValueException;
import mitogen.agent.SenderLinkage;
import mitogen.calls.Caller;
import mitogen.calls.GivingWriter;
import mitogen.calls.SignatureLinkage;
import mitogen.calls.SignatureTypes;
import mitogen.wire.ValueReader;

/** One method of an interface that is a service: what it is called in messages, and which values it takes and gives. */
final class ServiceMethod {
    /** Results that are there later; methods that have one return at once. */
    private static final Set<Class<?>> LATER =
            Set.of(CompletionStage.class, CompletableFuture.class, Future.class, Call.class);

    final Method method;
    final String id;

    /** Whether the caller is given something to wait with instead of the result itself. */
    final boolean later;

    private final String name; // for people: Vault.read
    private final Type[] parameters;
    private final Type result;
    private final Map<String, Class<?>> given;
    private final Map<String, Class<?>> returned;

    ServiceMethod(Class<?> type, Method method, String id) {
        this.method = method;
        this.id = id;
        name = type.getSimpleName() + "." + method.getName();
        later = LATER.contains(method.getReturnType());
        parameters = method.getGenericParameterTypes();
        Type declared = method.getGenericReturnType();
        if (later) {
            declared = declared instanceof ParameterizedType many ? many.getActualTypeArguments()[0] : Object.class;
        }
        result = declared == void.class ? Object.class : declared; // whatever is returned for void, nobody looks at it
        given = new SignatureTypes(type).with(parameters).classes;
        returned = new SignatureTypes(type).with(result).classes;
    }

    /** Appends the arguments of a call. */
    void write(Object[] arguments, ArgumentWriter to) {
        to.putLong(parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            to.put("argument " + (i + 1) + " of " + name, arguments[i]);
        }
    }

    /**
     * Reads the arguments of a call.
     *
     * @throws ValueException if they are not those that the method takes
     */
    Object[] arguments(ValueReader from, int count) {
        if (count != parameters.length) {
            throw new ValueException(name + " takes " + parameters.length + " arguments, not " + count);
        }
        Object[] arguments = new Object[count];
        for (int i = 0; i < count; i++) {
            try {
                arguments[i] = from.get();
            } catch (ValueException e) {
                throw new ValueException("argument " + (i + 1) + " of " + name + ": " + e.getMessage());
            }
            if (!SignatureTypes.fits(parameters[i], arguments[i])) {
                throw new ValueException("argument " + (i + 1) + " of " + name + " has to be "
                        + parameters[i].getTypeName() + ", not " + described(arguments[i]));
            }
        }
        return arguments;
    }

    /** What a caller may name in arguments: besides what it may anyway, the classes of the parameters. */
    SignatureLinkage ofArguments(Caller caller, SenderLinkage sender) {
        return new SignatureLinkage(caller, sender, given, false);
    }

    /** What the service may name in a result. */
    SignatureLinkage ofResult(Caller caller, SenderLinkage sender) {
        return new SignatureLinkage(caller, sender, returned, false);
    }

    /** @throws ValueException if the method cannot have returned that */
    void checkResult(Object value, Object from) {
        if (!SignatureTypes.fits(result, value)) {
            throw new ValueException("the result of " + name + " of " + from + " has to be " + result.getTypeName()
                    + ", not " + described(value));
        }
    }

    private static String described(Object value) {
        return value == null ? "null" : "a " + value.getClass().getTypeName() + " or what it contains";
    }

    boolean declares(Class<? extends Exception> type) {
        return Arrays.asList(method.getExceptionTypes()).contains(type);
    }

    /** The exception for a call that failed: one that the method declares, if it was one, or else the same. */
    Exception failure(CallException failed) {
        for (String thrown : failed.remote().types()) {
            for (Class<?> declared : method.getExceptionTypes()) {
                if (declared.getName().equals(thrown)
                        && declared != Exception.class // these say less than the CallException does
                        && Exception.class.isAssignableFrom(declared)
                        && !RuntimeException.class.isAssignableFrom(declared)) {
                    try {
                        failed.throwIf(declared.asSubclass(Exception.class));
                    } catch (IllegalArgumentException e) {
                        return failed; // it cannot be made from a message
                    } catch (Exception e) {
                        return e;
                    }
                }
            }
        }
        return failed;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Writes the arguments of a call, and says which one it is that cannot be sent. */
    static final class ArgumentWriter extends GivingWriter {
        ArgumentWriter(Caller caller, int destination) {
            super(caller, "a call of a service", caller.agent.router.maxMessage, destination);
        }
    }
}
